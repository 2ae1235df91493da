"""Runs the commands of one run as sessions below this process and ends each with everything it started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...text import clean
from ..model import Survivor
from . import kernel, output
from .cgroup import PREFIX, Group, new_group
from .processes import Process, descendants, send, started_with, survivor
from .service import Exit

COMMAND = "WAVE_COMMAND_ID"
GIVE_UP_SECONDS = 5.0
_POLL_SECONDS = 0.05
_BURST_SECONDS = 0.02
_PAUSE = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Main:
    """The main process of a command: its number in the run, its output, its wait status, its control group."""

    number: str
    process: subprocess.Popen[bytes]
    log: Path
    ended: asyncio.Future[int]
    group: Group | None


class Commands:
    """Starts, stops and waits for the commands of one run; lives in the event loop of a subreaper."""

    def __init__(self, grace: float, *, groups: Path | None = None) -> None:
        """``grace`` is seconds between TERM and KILL; ``groups`` a control group to divide, if there is one."""
        self.grace = grace
        self.last_end = 0.0
        self._groups = groups
        self._count = 0
        self._mains: dict[str, Main] = {}
        self._sessions: dict[int, str] = {}
        loop = asyncio.get_running_loop()
        self._stop: asyncio.Future[int] = loop.create_future()
        self._force: asyncio.Future[int] = loop.create_future()
        loop.add_signal_handler(signal.SIGCHLD, self.reap)

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
        """Run a command to its end, as the service promises."""
        if self._stop.done():
            return Exit(None, error="the run was stopped before this could start", stopped=True)
        try:
            main = self._start(argv, cwd, environ, (output, errors or output), stdin)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            return Exit(None, error=_why(error, argv))
        try:
            await asyncio.wait({main.ended, self._stop}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            in_time = main.ended.done()
            if not in_time:
                await self._wind_down(main)
        except asyncio.CancelledError:
            await self._wind_down(main)
            raise
        finally:
            left = await self._clear(main)
        return _exit(main, left, timed_out=not in_time and not self._stop.done(), stopped=self._stop.done())

    def stop(self) -> None:
        """Ask every command to end, now and in future: TERM, the grace, KILL."""
        if not self._stop.done():
            self._stop.set_result(0)

    def force(self) -> None:
        """End every command without a grace."""
        self.stop()
        if not self._force.done():
            self._force.set_result(0)

    def reap(self) -> None:
        """Take the status of every child that has ended: main processes are told, orphans forgotten."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self.last_end = time.time()
            main = self._mains.get(self._sessions.get(pid, ""))
            if main and main.process.pid == pid and not main.ended.done():
                main.process.returncode = os.waitstatus_to_exitcode(status)
                main.ended.set_result(status)

    def tend(self) -> None:
        """Keep the outputs of what is running within their limit."""
        for main in self._mains.values():
            output.keep_within(main.log)

    def end_all(self, seconds: float = GIVE_UP_SECONDS) -> tuple[Survivor, ...]:
        """Kill whatever is left of the run until nothing is; who outlives that."""
        if kernel.kill_children(time.monotonic() + seconds):
            return ()
        return tuple(survivor(process) for process in descendants(os.getpid()))

    def _start(
        self, argv: Sequence[str], cwd: Path, environ: Mapping[str, str], logs: tuple[Path, Path], stdin: bytes
    ) -> Main:
        self._count += 1
        number = str(self._count)
        group = new_group(self._groups, f"{PREFIX}-{os.getpid()}-{number}")
        try:
            with group.births() if group else contextlib.nullcontext():
                process = _started(argv, cwd, {**environ, COMMAND: number}, logs, stdin)
        except BaseException:
            if group:
                group.remove()
            raise
        main = Main(number, process, logs[0], asyncio.get_running_loop().create_future(), group)
        self._mains[number] = main
        self._sessions[process.pid] = number
        return main

    async def _wind_down(self, main: Main) -> None:
        """TERM and CONT to every process of the command, then its grace."""
        if self._force.done():
            return
        until = time.monotonic() + self.grace
        first = self._members(main)
        self._signal(first)
        self._signal([process for process in self._members(main) if process not in first])
        while self._members(main) and time.monotonic() < until and not self._force.done():
            await asyncio.wait({self._force}, timeout=_POLL_SECONDS)

    def _signal(self, members: Sequence[Process]) -> None:
        for number in (signal.SIGTERM, signal.SIGCONT):
            for process in members:
                send(process, number, lambda again: again.pid in _own_tree())

    async def _clear(self, main: Main) -> tuple[Process, ...]:
        """KILL what is left of a command until nothing is; who is left when that takes too long."""
        until = time.monotonic() + GIVE_UP_SECONDS
        while left := self._burst(main):
            if time.monotonic() > until:
                break
            await asyncio.sleep(_PAUSE)
        self.reap()
        del self._mains[main.number]
        self._sessions.pop(main.process.pid, None)
        if main.group:
            main.group.remove()
        output.keep_within(main.log)
        return left

    def _burst(self, main: Main) -> tuple[Process, ...]:
        """Kill as fast as can be for a moment: something that forks all the time is caught only so."""
        until = time.monotonic() + _BURST_SECONDS
        while members := self._members(main):
            if main.group:
                main.group.kill()
            if not main.ended.done():
                os.killpg(main.process.pid, signal.SIGKILL)
            for process in members:
                self._kill(process)
            self.reap()
            if time.monotonic() > until:
                break
        return members

    def _kill(self, process: Process) -> None:
        send(process, signal.SIGKILL, lambda again: again.parent in (os.getpid(), process.parent))

    def _members(self, main: Main) -> tuple[Process, ...]:
        """The living processes of a command, wherever they moved to."""
        own: dict[int, str] = {os.getpid(): ""}
        found = descendants(os.getpid())
        for process in found:
            own[process.pid] = own.get(process.parent, "") or self._number_of(process)
        mine = {main.number, *({""} if len(self._mains) == 1 else ())}
        return tuple(process for process in found if own[process.pid] in mine or self._is_over(own[process.pid]))

    def _number_of(self, process: Process) -> str:
        """The command that a child of this process came from: by its session, else by what it was started with."""
        if number := self._sessions.get(process.session):
            return number
        marks = [entry for entry in started_with(process.pid) if entry.startswith(f"{COMMAND}=".encode())]
        return marks[0].partition(b"=")[2].decode(errors="replace") if marks else ""

    def _is_over(self, number: str) -> bool:
        return bool(number) and number not in self._mains


def _own_tree() -> frozenset[int]:
    return frozenset(process.pid for process in descendants(os.getpid()))


def _started(
    argv: Sequence[str], cwd: Path, environ: Mapping[str, str], logs: tuple[Path, Path], stdin: bytes
) -> subprocess.Popen[bytes]:
    with contextlib.ExitStack() as stack:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW

        def closed_later(descriptor: int) -> int:
            stack.callback(os.close, descriptor)
            return descriptor

        out, err = (closed_later(os.open(log, flags, 0o640)) for log in logs)
        source = closed_later(_source(stdin))
        return subprocess.Popen(
            list(argv), cwd=cwd, env=environ, stdin=source, stdout=out, stderr=err, start_new_session=True
        )


def _source(stdin: bytes) -> int:
    """A descriptor to read the input from: a file in memory, so that nobody waits for a reader."""
    if not stdin:
        return os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    descriptor = os.memfd_create("stdin", os.MFD_CLOEXEC)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(stdin)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _why(error: Exception, argv: Sequence[str]) -> str:
    if isinstance(error, OSError):
        return clean(f"{error.strerror}: {error.filename or (argv[0] if argv else '')}", limit=500)
    return clean(f"cannot be started: {error}", limit=500)


def _exit(main: Main, left: Sequence[Process], *, timed_out: bool, stopped: bool) -> Exit:
    pids = ", ".join(str(process.pid) for process in left)
    error = f"processes that cannot be killed remain: {pids}" if pids else ""
    if not main.ended.done():
        return Exit(None, None, error, timed_out, stopped)
    code = os.waitstatus_to_exitcode(main.ended.result())
    if code < 0:
        return Exit(None, -code, error, timed_out, stopped)
    return Exit(code, None, error, timed_out, stopped)
