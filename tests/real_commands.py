"""Commands that are really run, without a supervisor."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wave_tui.data.engine.local.service import Exit


@dataclass
class Running:
    """Runs commands as their own sessions; ends them when the run is cancelled or the time is over."""

    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    most: int = 0
    now: int = 0
    started: list[tuple[tuple[str, ...], dict[str, str]]] = field(default_factory=list)

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
        """Run one command."""
        self.started.append((tuple(argv), dict(environ)))
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self._run(argv, cwd, environ, (output, errors or output), stdin, timeout)
        finally:
            self.now -= 1

    async def _run(
        self,
        argv: Sequence[str],
        cwd: Path,
        environ: Mapping[str, str],
        outputs: tuple[Path, Path],
        stdin: bytes,
        timeout: float | None,
    ) -> Exit:
        try:
            with outputs[0].open("ab") as target, outputs[1].open("ab") as errors:
                process = await asyncio.create_subprocess_exec(
                    *argv,
                    cwd=cwd,
                    env=dict(environ),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=target,
                    stderr=errors,
                    start_new_session=True,
                )
        except OSError as error:
            return Exit(None, error=os.strerror(error.errno or 0))
        ended = asyncio.create_task(process.communicate(stdin))
        stop = asyncio.create_task(self.cancelled.wait())
        try:
            await asyncio.wait((ended, stop), timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            in_time = ended.done()
        finally:
            stop.cancel()
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
            await ended
        code = process.returncode or 0
        timed_out = not in_time and not self.cancelled.is_set()
        stopped = not in_time and not timed_out
        return Exit(None if code < 0 else code, -code if code < 0 else None, "", timed_out, stopped)
