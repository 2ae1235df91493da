"""The command ``wave-tui``: the deck, or one of the commands beside it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

from wave_tui.data.errors import WaveTuiError

COMMANDS = {
    "runs": "List runs, newest first.",
    "show": "Show one run: steps, events, artifacts and graph.",
    "events": "Print the events of a run, or follow them.",
    "artifacts": "List the artifacts of a run.",
    "pipelines": "List the pipelines of the project.",
    "personas": "List the personas of the project.",
    "goto": "Open the deck at an address.",
    "doctor": "Say what was found here and what would break.",
    "demo": "Open the deck on a live scratch project.",
}
"""Every command with its help, so that ``--help`` imports none of them."""


class Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command from its own module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"wave_tui.tui.commandline.{cmd_name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help of all commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"wave-tui {version('wave-tui')}")
        ctx.exit()


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--project", type=click.Path(path_type=Path), help="Project root, state folder or store; default: found upwards.")  # fmt: skip
@click.option("--theme", help="dark, light, high-contrast, colour-blind or terminal.")
@click.option("--ascii", "plain", is_flag=True, help="Draw with plain ASCII characters.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@click.pass_context
def wave_tui(ctx: click.Context, project: Path | None, theme: str | None, plain: bool, no_mouse: bool) -> None:
    """The cockpit for the pipelines of a project: without a command, the deck opens."""
    ctx.obj = (
        project,
        {
            "display.theme": theme,
            "display.unicode": "no" if plain else None,
            "display.mouse": "off" if no_mouse else None,
        },
    )
    if ctx.invoked_subcommand is None:
        from .commandline.deck import open_deck

        ctx.exit(open_deck(*ctx.obj))


def main() -> None:
    """Entry point: errors a user can act on become one sentence and an exit status."""
    try:
        wave_tui(prog_name="wave-tui")
    except WaveTuiError as error:
        click.echo(f"wave-tui: {error}", err=True)
        sys.exit(error.exit_status)
