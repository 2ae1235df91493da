"""``wave-tui completion``: the script that teaches a shell the commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_WAVE_TUI_COMPLETE"
_HELP = """Print the completion script of a shell.

\b
Examples:
  wave-tui completion bash > ~/.local/share/bash-completion/completions/wave-tui
  wave-tui completion zsh  > ~/.zfunc/_wave-tui
  wave-tui completion fish > ~/.config/fish/completions/wave-tui.fish
"""


@click.command(name="completion", help=_HELP)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script."""
    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(ctx.find_root().command, {}, "wave-tui", _VARIABLE).source())
