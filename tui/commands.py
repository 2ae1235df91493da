"""The command line behind ``:``: names, arguments and what they do."""

from __future__ import annotations

from dataclasses import dataclass

from wave_tui.data.errors import UsageError


@dataclass(frozen=True, slots=True)
class Command:
    """One command; ``argument`` is shown in the help, ``action`` is the deck's method."""

    name: str
    argument: str
    help: str


COMMANDS: tuple[Command, ...] = (
    Command("goto", "ADDRESS", "go to run/step/A2/subtask@time"),
    Command("at", "HH:MM:SS", "put the time cursor there"),
    Command("axis", "wall|rel|busy", "how the timeline measures time"),
    Command("filter", "TEXT", "filter the runs"),
    Command("theme", "NAME", "dark, light, high-contrast, colour-blind, terminal, none"),
    Command("mouse", "on|off", "mouse reports"),
    Command("redraw", "", "paint everything again"),
    Command("stats", "", "bytes sent and paint times"),
    Command("quit", "", "leave; runs go on"),
)


def parse(text: str) -> tuple[str, str]:
    """Command name and argument.

    Raises UsageError when the name is unknown or not unique.
    """
    name, _, argument = text.strip().partition(" ")
    fitting = [command.name for command in COMMANDS if command.name == name] or [
        command.name for command in COMMANDS if name and command.name.startswith(name)
    ]
    if len(fitting) == 1:
        return fitting[0], argument.strip()
    known = ", ".join(command.name for command in COMMANDS)
    what = f"several commands start with {name!r}" if fitting else f"there is no command {name!r}"
    raise UsageError(f"{what}; known are {known}")


def choices() -> list[str]:
    """What tab completes."""
    themes = ["dark", "light", "high-contrast", "colour-blind", "terminal", "none"]
    axes = [f"axis {mode}" for mode in ("wall", "rel", "busy")]
    return [*(c.name for c in COMMANDS), *axes, *(f"theme {theme}" for theme in themes), "mouse on", "mouse off"]
