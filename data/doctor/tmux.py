"""What tmux lets through to the terminal's clipboard."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..text import clean
from .model import Finding, ok, warn

_SECONDS = 2.0
_OPTIONS = ("set-clipboard", "allow-passthrough")


@dataclass(frozen=True, slots=True)
class TmuxFacts:
    """The two options that matter, empty where tmux does not know them."""

    set_clipboard: str = ""
    allow_passthrough: str = ""


def tmux_facts(ask: Callable[[str], str] | None = None) -> TmuxFacts | None:
    """Ask the tmux server of this terminal; None when it does not answer."""
    answer = ask or _ask
    try:
        return TmuxFacts(*(answer(option) for option in _OPTIONS))
    except (OSError, subprocess.SubprocessError):
        return None


def judge_tmux(facts: TmuxFacts | None) -> Iterator[Finding]:
    """What copying will do inside tmux."""
    if facts is None:
        yield warn("tmux", "TMUX is set but tmux does not answer", "start wave-tui in a new tmux window")
        return
    if facts.set_clipboard == "off":
        text = "set-clipboard is off: copies reach tmux's own buffer, not the terminal's clipboard"
        yield warn("tmux", text, "tmux set-option -g set-clipboard on")
    else:
        yield ok("tmux", f"set-clipboard is {facts.set_clipboard or 'not known to this tmux'}")
    yield ok("tmux", f"allow-passthrough is {facts.allow_passthrough or 'not known to this tmux'}")


def _ask(option: str) -> str:
    command = ["tmux", "show-options", "-gvqA", option]
    made = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True, stdin=subprocess.DEVNULL)
    return clean(made.stdout.strip(), limit=40)
