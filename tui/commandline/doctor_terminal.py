"""What the terminal can do, judged from its environment and size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wave_tui.data.doctor.model import Finding, fail, ok, warn
from wave_tui.data.text import clean

from ..terminal.detect import Colours, colours, refusal, ssh, unicode_glyphs, utf8

_COLOUR_WORDS = {Colours.BASIC: "16 colours", Colours.MANY: "256 colours", Colours.TRUE: "true colour"}
_DECK = (100, 30)


@dataclass(frozen=True, slots=True)
class TerminalFacts:
    """The environment, and the size in cells where there is a terminal."""

    environ: Mapping[str, str]
    size: tuple[int, int] | None = None


def terminal_findings(facts: TerminalFacts) -> Iterator[Finding]:
    """One finding each about the terminal, its size, characters, colours, clipboard and link."""
    environ = facts.environ
    yield _kind(facts)
    yield _size(facts.size)
    yield _characters(environ)
    yield _colours(environ)
    yield _clipboard(environ)
    if ssh(environ):
        client = clean(environ.get("SSH_CONNECTION", "")).partition(" ")[0]
        yield ok("SSH", f"yes{', from ' + client if client else ''}: the terminal's own colours, half as many paints")
    else:
        yield ok("SSH", "no")


def _kind(facts: TerminalFacts) -> Finding:
    term = clean(facts.environ.get("TERM", ""), limit=80) or "not set"
    refused = refusal(facts.environ, input_tty=True, output_tty=True)
    if not refused:
        return ok("terminal", f"TERM is {term}")
    verdict = fail if facts.size is not None else warn
    return verdict("terminal", f"TERM is {term}: the deck cannot be drawn", "export TERM=xterm-256color")


def _size(size: tuple[int, int] | None) -> Finding:
    if size is None:
        return ok("size", "unknown: no terminal here")
    text = f"{size[0]}x{size[1]}"
    if size[0] < _DECK[0] or size[1] < _DECK[1]:
        return ok("size", f"{text}, a list and a card", f"make it {_DECK[0]}x{_DECK[1]} or larger to see all panels")
    return ok("size", text)


def _characters(environ: Mapping[str, str]) -> Finding:
    if not utf8(environ):
        remedy = "export LANG=C.UTF-8"
        return warn("characters", "the locale is not UTF-8: everything is drawn in ASCII", remedy)
    if not unicode_glyphs(environ):
        return ok("characters", "this console has few characters: everything is drawn in ASCII")
    return ok("characters", "UTF-8")


def _colours(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return ok("colours", "none: NO_COLOR is set")
    return ok("colours", _COLOUR_WORDS.get(colours(environ), "none"))


def _clipboard(environ: Mapping[str, str]) -> Finding:
    if environ.get("TMUX"):
        return ok("clipboard", "by tmux, then OSC 52, else a file")
    if environ.get("TERM_PROGRAM") == "Apple_Terminal" or environ.get("TERM") == "linux":
        text = "this terminal has no OSC 52: copies are written to a file"
        return warn("clipboard", text, "use tmux, or a terminal with OSC 52")
    return ok("clipboard", "by OSC 52 if the terminal allows it, else a file")
