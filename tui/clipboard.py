"""Sends a copy on its way: tmux's buffer, else the terminal's clipboard, else a file whose path is shown.

Nobody says whether a terminal took a copy, so the words are "sent to" and never "copied".
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from wave_tui.data.clipboard import load_tmux_buffer

from .present.numbers import size

LIMIT = 65_536
"""Most bytes that are sent through a terminal."""

_SCREEN_PIECE = 76  # GNU screen passes strings of up to 768 bytes through, older ones fewer
_DEAF = frozenset({"", "dumb", "linux"})


async def send(
    text: str,
    environment: Mapping[str, str],
    write: Callable[[str], None],
    keep: Callable[[str], Path],
    tmux: Callable[[str], Awaitable[bool]] = load_tmux_buffer,
) -> str:
    """Send the text by the first way that is open, and say in one sentence where it went.

    ``write`` sends raw characters to the terminal, ``keep`` writes a file and may raise OSError.
    """
    octets = len(text.encode())
    if octets <= LIMIT:
        if environment.get("TMUX") and await tmux(text):
            return f"sent {size(octets)} to tmux and its terminal"
        if speaks_osc52(environment):
            write(osc52(text, screen=in_screen(environment)))
            return f"sent {size(octets)} to the terminal"
    try:
        return f"{_why(octets)}, sent {size(octets)} to {keep(text)}"
    except OSError as error:
        return f"{_why(octets)}, and no file could be written: {error.strerror or error}; free some space and try again"


def osc52(text: str, *, screen: bool = False) -> str:
    """The sequence that asks a terminal to put the text into its clipboard; wrapped in pieces for GNU screen."""
    coded = base64.b64encode(text.encode()).decode()
    if not screen:
        return f"\x1b]52;c;{coded}\x07"
    pieces = [coded[start : start + _SCREEN_PIECE] for start in range(0, len(coded), _SCREEN_PIECE)]
    return "\x1bP\x1b]52;c;" + "\x1b\\\x1bP".join(pieces) + "\x07\x1b\\"


def speaks_osc52(environment: Mapping[str, str]) -> bool:
    """False for terminals that are known to ignore the sequence."""
    return environment.get("TERM", "") not in _DEAF and environment.get("TERM_PROGRAM") != "Apple_Terminal"


def in_screen(environment: Mapping[str, str]) -> bool:
    """True below GNU screen, which needs the sequence wrapped; tmux may call itself screen too."""
    return bool(environment.get("STY")) and not environment.get("TMUX")


def _why(octets: int) -> str:
    return f"more than {size(LIMIT)}" if octets > LIMIT else "this terminal takes no copies"
