"""The programs that are run in pseudo-terminals by tests."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pty_harness import Size, Terminal

TINY = (sys.executable, str(Path(__file__).parent / "tiny_app.py"))


@dataclass(frozen=True, slots=True)
class Start:
    """Starts the program under test; what it starts ends with the stack."""

    command: tuple[str, ...]
    ready: str
    """What the screen shows once the program can be used."""
    stack: ExitStack = field(repr=False)

    def __call__(
        self,
        *arguments: str,
        size: Size = (80, 24),
        environ: Mapping[str, str | None] | None = None,
        ignored: Sequence[int] = (),
        blocked: Sequence[int] = (),
        wait: bool = True,
    ) -> Terminal:
        """A terminal with the program in it, by default when it can be used."""
        command = (*self.command, *arguments)
        terminal = self.stack.enter_context(
            Terminal(command, size=size, environ=environ, ignored=ignored, blocked=blocked)
        )
        if wait:
            terminal.until(self.ready, 15)
        return terminal


def tiny_app(stack: ExitStack) -> Start:
    """An app with no data and a key for every misfortune."""
    return Start(TINY, "clicks ", stack)


def deck(stack: ExitStack) -> Start:
    """The real program on a copy of a real project."""
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="deck-")))
    project = shutil.copytree(Path(__file__).parent / "fixtures" / "project", folder / "project")
    command = str(Path(sys.executable).with_name("wave-tui"))
    return Start((command, "--project", str(project)), " Runs ", stack)
