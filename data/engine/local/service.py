"""What the executor of a run asks of the process side: run one command and hear how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Exit:
    """How a command ended: an exit code, a signal, or why it could not even start (text of the system)."""

    code: int | None
    signal: int | None = None
    error: str = ""
    timed_out: bool = False
    stopped: bool = False

    def why(self) -> str:
        """The end in words, "" for success."""
        if self.error:
            return self.error
        if self.timed_out:
            return "timed out"
        if self.signal is not None:
            name = _signal_name(self.signal)
            return f"killed by {name} (possibly out of memory)" if name == "SIGKILL" else f"killed by {name}"
        return f"exit status {self.code}" if self.code else ""


class Processes(Protocol):
    """Runs the commands of one run. Whatever a run starts is started here: nobody else hears of a child's end."""

    async def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        environ: Mapping[str, str],
        output: Path,
        errors: Path | None = None,
        stdin: bytes = b"",
        timeout: float | None = None,
        step: str = "",
    ) -> Exit:
        """Run a command in a session of its own until its main process ends, at most ``timeout`` seconds.

        What it prints is appended to the file ``output``, which keeps head and tail when it grows too large; its
        errors go there, too, or to the file ``errors``.
        What the command leaves running is killed. On a time-out, a cancelled run and a cancelled task the whole
        tree gets TERM, a grace, then KILL. Never raises for a command that cannot start: ``Exit.error`` says why.
        """


def _signal_name(number: int) -> str:
    try:
        return Signals(number).name
    except ValueError:
        return f"signal {number}"
