"""What the environment says about the terminal, and what Textual must be told before it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

Environment = Mapping[str, str]

_NO_TERMINAL = ("", "dumb", "unknown")
_SLOW_FRAMES = "15"
_QUICK_FRAMES = "125"
# What follows a key, such as the time cursor after an event, comes a frame later; changes of data have their own pace.


class Colours(IntEnum):
    """How many colours a terminal shows."""

    NONE = 0
    BASIC = 16
    MANY = 256
    TRUE = 1 << 24


def ssh(environ: Environment) -> bool:
    """Whether the terminal is at the other end of an SSH link."""
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def utf8(environ: Environment) -> bool:
    """Whether the locale's characters are UTF-8; the first variable that is set decides, as in POSIX."""
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    return locale.upper().replace("-", "").endswith("UTF8")


def unicode_glyphs(environ: Environment) -> bool:
    """Whether box drawing and blocks can be shown; the Linux console has too few of them."""
    return utf8(environ) and environ.get("TERM") != "linux"


def colours(environ: Environment) -> Colours:
    """The colour depth; NO_COLOR counts when it is not empty, as its standard says."""
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR") or term in _NO_TERMINAL:
        return Colours.NONE
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return Colours.TRUE
    return Colours.MANY if "256" in term else Colours.BASIC


def refusal(environ: Environment, *, input_tty: bool, output_tty: bool) -> str:
    """Why no screen can be drawn here, in one sentence with its remedy; empty when one can."""
    if not input_tty:
        return "standard input is not a terminal, so no key can be read; `wave-tui runs` prints without a screen"
    if not output_tty:
        return "standard output is not a terminal, so no screen can be drawn; `wave-tui runs` prints without one"
    term = environ.get("TERM", "")
    if term in _NO_TERMINAL:
        named = f"TERM is {term!r}" if term else "TERM is not set"
        remedy = "set TERM, for example to xterm-256color, or use `wave-tui runs`"
        return f"{named}, so no cursor can be moved; {remedy}"
    return ""


def prepared(environ: Environment) -> dict[str, str]:
    """The environment in which Textual is imported; it reads these variables once.

    Nothing is animated, and without smooth scrolling it asks for no pixel reports of the mouse. COLUMNS and LINES go
    because a size that a shell exported would never follow the window; an empty NO_COLOR goes because Textual obeys it.
    """
    wanted = {key: value for key, value in environ.items() if key not in ("COLUMNS", "LINES")}
    if wanted.get("NO_COLOR") == "":
        del wanted["NO_COLOR"]
    wanted |= {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}
    wanted.setdefault("TEXTUAL_FPS", _SLOW_FRAMES if ssh(environ) else _QUICK_FRAMES)
    return wanted
