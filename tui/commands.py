"""The command line behind ``:``: names, arguments and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from wave_tui.data.errors import UsageError

from .present.arrange import ORDER


@dataclass(frozen=True, slots=True)
class Command:
    """One command; ``argument`` is shown in the help, ``action`` is the deck's method."""

    name: str
    argument: str
    help: str


THEMES = ("dark", "light", "high-contrast", "colour-blind", "terminal", "none")

COMMANDS: tuple[Command, ...] = (
    Command("goto", "ADDRESS", "go to run/step/A2@time"),
    Command("at", "HH:MM:SS", "put the time cursor there"),
    Command("axis", "wall|rel|busy", "how the timeline measures time"),
    Command("filter", "TEXT", "filter the runs"),
    Command("bad", "", "records of event files that no format knows"),
    Command("export", "FORMAT [FILE]", "the selected run as json, ndjson, csv, md or html"),
    Command("approve", "STEP", "answer the gate of the selected run that waits"),
    Command("theme", "NAME", ", ".join(THEMES)),
    Command("panels", "NAMES|all", "which panels there are, with commas between"),
    Command("refresh", "MILLISECONDS|auto", "time between two paints while data changes"),
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


AXES = ("wall", "rel", "busy")


def axis(argument: str) -> str:
    """How the timeline measures time.

    Raises UsageError when there is no such way.
    """
    if argument in AXES:
        return argument
    raise UsageError(f"there is no axis {argument!r}; known are {', '.join(AXES)}")


FORMS = ("json", "ndjson", "csv", "md", "html")


def export_wanted(argument: str) -> tuple[str, str]:
    """Form and file of an export, the file empty when it may be called after the run.

    Raises UsageError when there is no such form.
    """
    form, _, file = argument.partition(" ")
    if form not in FORMS:
        what = f"there is no form {form!r}" if form else "export needs a form"
        raise UsageError(f"{what}; known are {', '.join(FORMS)}")
    return form, file.strip()


LEAST_PACE, MOST_PACE = 50, 60_000
"""Milliseconds between two paints."""


def panels_wanted(argument: str) -> tuple[str, ...]:
    """The names of panels, all of them for ``all``.

    Raises UsageError when there is no such panel or none is named.
    """
    if argument == "all":
        return ORDER
    names = tuple(part for part in argument.replace(",", " ").split() if part)
    unknown = [name for name in names if name not in ORDER]
    if unknown or not names:
        what = f"there is no panel {unknown[0]!r}" if unknown else "panels needs names"
        raise UsageError(f"{what}; known are {', '.join(ORDER)}, or all")
    return names


def pace_wanted(argument: str) -> int | None:
    """Milliseconds between two paints, None for ``auto``.

    Raises UsageError when it is neither.
    """
    if argument == "auto":
        return None
    if argument.isascii() and argument.isdecimal() and LEAST_PACE <= int(argument) <= MOST_PACE:
        return int(argument)
    raise UsageError(f"refresh takes {LEAST_PACE} to {MOST_PACE} milliseconds or auto, not {argument!r}")


def moment(argument: str, near: float, zone: tzinfo | None) -> float:
    """The time of day ``HH:MM`` or ``HH:MM:SS`` on the day of ``near``, or the next one after it, in unix seconds.

    Raises UsageError when it is no time of day.
    """
    try:
        wanted = time.fromisoformat(argument)
    except ValueError:
        raise UsageError(f"{argument!r} is no time of day; write it as 14:05 or 14:05:49") from None
    day = datetime.fromtimestamp(near, UTC).astimezone(zone)
    found = day.replace(hour=wanted.hour, minute=wanted.minute, second=wanted.second, microsecond=0)
    return (found if found >= day.replace(microsecond=0) else found + timedelta(days=1)).timestamp()


def choices() -> list[str]:
    """What tab completes."""
    axes = [f"axis {mode}" for mode in AXES]
    forms = [f"export {form}" for form in FORMS]
    themes = [f"theme {theme}" for theme in THEMES]
    return [*(command.name for command in COMMANDS), *axes, *forms, *themes, "mouse on", "mouse off"]
