"""Two ways to hand a copy over that need the system: tmux's buffer and a file.

A program that a person copies with is no engine and no run, so this one subprocess starts here and not in the
engines: it lives for milliseconds, gets its text on stdin and is ended when it takes longer than two seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from pathlib import Path

_SECONDS = 2.0


async def load_tmux_buffer(text: str, *, binary: str = "tmux", seconds: float = _SECONDS) -> bool:
    """Give the text to tmux, which also passes it on to its terminal (``-w``); False when that did not work."""
    try:
        process = await asyncio.create_subprocess_exec(
            binary,
            "load-buffer",
            "-w",
            "-",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return False
    try:
        await asyncio.wait_for(process.communicate(text.encode()), seconds)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        return False
    return process.returncode == 0


def keep_copy(text: str, folder: Path | None = None) -> Path:
    """Write the text to a new file for this user alone, in the folder or where temporary files live.

    Raises OSError when neither can be written.
    """
    if folder is not None:
        with contextlib.suppress(OSError):
            return _write(text, folder)
    return _write(text, Path(tempfile.gettempdir()))


def _write(text: str, folder: Path) -> Path:
    descriptor, name = tempfile.mkstemp(prefix="wave-tui-copy-", suffix=".txt", dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return Path(name)
