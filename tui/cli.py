"""The command ``wave-tui``: the deck, or one of the commands beside it."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from wave_tui.data.errors import WaveTuiError

COMMANDS = {
    "run": "Start a pipeline.",
    "cancel": "Ask a run to stop.",
    "retry": "Retry a run that is over.",
    "approve": "Answer a gate that waits.",
    "reap": "Mark the runs whose supervisor is gone.",
    "runs": "List runs, newest first.",
    "show": "Show one run: steps, events, artifacts and graph.",
    "events": "Print the events of a run, or follow them.",
    "artifacts": "List the artifacts of a run.",
    "deployments": "Show the project's deployments and the last known good one.",
    "bad": "List the records of event files that cannot be read.",
    "export": "Write a run with everything that is known of it.",
    "emit": "Report the progress of a script.",
    "pipelines": "List the pipelines of the project.",
    "personas": "List the personas of the project.",
    "goto": "Open the deck at an address.",
    "doctor": "Say what was found here and what would break.",
    "demo": "Open the deck on a live scratch project.",
    "completion": "Print the completion script of a shell.",
}
"""Every command with its help, so that ``--help`` imports none of them."""

_HELP = """The cockpit for the pipelines of a project: without a command, the deck opens.

\b
Examples:
  wave-tui
  wave-tui --project /srv/shop runs --status failed --since 2h
  wave-tui run release --input 4.12.0 --wait
  wave-tui show 8k3m --json
"""
_STATUS = """\b
Exit status: 0 done, 1 something fails, 2 wrong use, 3 nothing such found,
4 refused in this state, 5 the store cannot be read or written, 130 interrupted.
"""
_INTERRUPTED = 130
_IN_JSON = "wave_tui.in_json"


class Commands(click.Group):
    """Commands that are imported when they are called, and errors as sentences or as JSON."""

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

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names of commands without importing them, then options."""
        names = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Notice whether errors are wanted as JSON before anything can go wrong."""
        ctx.meta[_IN_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what a user can act on becomes one sentence and an exit status."""
        try:
            return super().invoke(ctx)
        except WaveTuiError as error:
            _end(ctx, str(error), error.exit_status)
        except click.UsageError as error:
            if not ctx.meta[_IN_JSON]:
                raise
            _end(ctx, error.format_message(), error.exit_code)
        except KeyboardInterrupt:
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:
            _discard_output()
            ctx.exit(0)
        except OSError as error:
            _discard_output()
            _end(ctx, f"cannot go on: {error}; free space or correct the permissions", 1)


def _end(ctx: click.Context, error: str, status: int) -> None:
    from .commandline.output import complain

    complain(error, in_json=ctx.meta[_IN_JSON])
    ctx.exit(status)


def _discard_output() -> None:
    """The interpreter flushes once more at its end, which must not fail a second time."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"wave-tui {version('wave-tui')}")
        ctx.exit()


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_HELP,
    epilog=_STATUS,
)
@click.option(
    "--project", type=click.Path(path_type=Path), help="Project root, state folder or store; default: found upwards."
)
@click.option("--theme", help="dark, light, high-contrast, colour-blind or terminal.")
@click.option("--ascii", "plain", is_flag=True, help="Draw with plain ASCII characters.")
@click.option("--readonly", is_flag=True, help="Only look: no key starts, cancels or retries anything.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@click.pass_context
def wave_tui(
    ctx: click.Context, project: Path | None, theme: str | None, plain: bool, readonly: bool, no_mouse: bool
) -> None:
    """Remember what holds for every command; without one, open the deck."""
    ctx.obj = (
        project,
        {
            "display.theme": theme,
            "display.unicode": "no" if plain else None,
            "display.mouse": "off" if no_mouse else None,
            "store.read_only": True if readonly else None,
        },
    )
    if ctx.invoked_subcommand is None:
        gc.disable()  # nothing that is made before the first frame is garbage by then; the app enables it again
        from .commandline.deck import open_deck

        ctx.exit(open_deck(*ctx.obj))


def main() -> None:
    """Entry point."""
    wave_tui(prog_name="wave-tui")
