"""The process that owns a run: holds its lease, hears cancels, has it executed and writes how it ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import WaveTuiError
from ...store.control.connect import transaction
from ...store.control.journal import Happening, Journal
from ...store.control.known import Recorded
from ...store.control.recorder import Recorder
from ...store.control.statement import Statement
from ..model import RunSpec
from . import owner as ownership
from .cgroup import delegated
from .commands import GIVE_UP_SECONDS, Commands
from .guardian import DONE, NOT_MINE
from .lease import Lease, take
from .names import RunFiles, run_files
from .orders import Orders
from .owner import Owner, read_owner
from .processes import look_at
from .remark import remark
from .spec import read_spec
from .verdict import Verdict, write_verdict

TICK_SECONDS = 0.5
BEAT_SECONDS = 5.0

Execute = Callable[[RunSpec, Recorder, Commands, asyncio.Event], Awaitable[Verdict]]
"""Runs the steps and records them; ends early when the event is set. The run's own end is not its business."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A run that this process owns, as long as it holds the lease."""

    spec: RunSpec
    files: RunFiles
    owner: Owner
    lease: Lease


def supervise(spec_file: str, ready: int, execute: Execute | None = None) -> int:
    """Take the run over, answer one byte on ``ready``, run it and end it; the exit status for the guardian."""
    charge = _take_over(read_spec(Path(spec_file)))
    if charge is None:
        return NOT_MINE
    _answer(ready)
    ended = asyncio.run(_supervised(charge, execute or _usual))
    return DONE if ended else NOT_MINE


def _take_over(spec: RunSpec) -> Charge | None:
    """The lease first, then starting -> running; None when the run is somebody else's or over."""
    files = run_files(spec.state_folder, spec.run)
    lease = take(files.lock)
    me = look_at(os.getpid())
    if lease is None or me is None:
        return None
    with transaction(spec.store, durable=True) as connection:
        owner = read_owner(connection, spec.run)
        if owner is None or owner.token != spec.token or not ownership.run(connection, owner, me.pid, me.start):
            return None
        sql = "UPDATE pipeline_run SET status = 'running', pid = ?, last_heartbeat = ? WHERE run_id = ?"
        connection.execute(sql, (me.pid, int(time.time()), spec.run))
    return Charge(spec, files, replace(owner, pid=me.pid, pid_start=me.start), lease)


def _answer(ready: int) -> None:
    """Tell the caller, if it still listens, that it can leave."""
    with contextlib.suppress(OSError):
        os.write(ready, b"!")
    os.close(ready)


async def _usual(spec: RunSpec, recorder: Recorder, commands: Commands, cancelled: asyncio.Event) -> Verdict:
    from .execution import execution

    return await execution(spec, recorder, commands, cancelled)


async def _supervised(charge: Charge, execute: Execute) -> bool:
    return await _Supervision(charge, execute).carry_out()


class _Supervision:
    """One run from its first step to its last write."""

    def __init__(self, charge: Charge, execute: Execute) -> None:
        spec = charge.spec
        self.charge = charge
        self.cancelled = asyncio.Event()
        self.commands = Commands(spec.grace, groups=delegated())
        self.journal = Journal(spec.store, spec.state_folder / "events", spec.run, spec.token)
        workspace = os.path.relpath(spec.state_folder / "workspaces" / spec.run, spec.root)
        recorded = Recorded(spec.run, spec.pipeline, spec.request.input, workspace, spec.request.from_step)
        self.recorder = Recorder(self.journal, recorded, pid=os.getpid())
        self.orders = Orders(self.journal, charge.owner)
        self._execute = execute
        self._guardian = os.getppid()
        self._next_beat = time.monotonic()

    async def carry_out(self) -> bool:
        """Execute, end what is left, write the end; False when the run was taken away meanwhile."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._ordered_by_signal)
        self._look_for_orders()
        watch = loop.create_task(self._watch())
        verdict = await self._executed()
        watch.cancel()
        stopped = self.commands.last_end or time.time()
        left = self.commands.end_all(GIVE_UP_SECONDS)
        while left and self.cancelled.is_set():
            self.orders.survived(left)
            left = self.commands.end_all(BEAT_SECONDS)
        final = replace(verdict, stopped=stopped, left=left)
        ended = write_verdict(self.recorder, self.charge.owner, self.charge.files.result, final)
        self.journal.close()
        return ended

    async def _executed(self) -> Verdict:
        if self.cancelled.is_set():
            return Verdict("cancelled", "cancelled before the first step")
        try:
            return await self._execute(self.charge.spec, self.recorder, self.commands, self.cancelled)
        except Exception as error:
            remark(traceback.format_exc())
            return Verdict("failed", f"the engine failed: {type(error).__name__}: {error}")

    async def _watch(self) -> None:
        while True:
            self._look_for_orders()
            self.commands.tend()
            if time.monotonic() >= self._next_beat:
                self._next_beat = time.monotonic() + BEAT_SECONDS
                self._beat()
            await asyncio.sleep(TICK_SECONDS)

    def _look_for_orders(self) -> None:
        """Do what somebody asked for in the store; one that cannot be read now is asked again with the next tick."""
        with contextlib.suppress(WaveTuiError):
            self.orders.look()
        if self.orders.cancelled:
            self._cancel()

    def _ordered_by_signal(self) -> None:
        by = "the end of its guardian" if os.getppid() != self._guardian else "SIGTERM"
        with contextlib.suppress(WaveTuiError):
            self.orders.give(by)
        self._cancel()

    def _cancel(self) -> None:
        self.cancelled.set()
        self.commands.stop()
        if self.orders.forced:
            self.commands.force()

    def _beat(self) -> None:
        """A sign of life for the eye, by both clocks; the lease decides who lives."""
        clocks = time.time(), time.clock_gettime(time.CLOCK_BOOTTIME)
        sql = "UPDATE wtui_run_owner SET heartbeat_at = ?, heartbeat_boot = ? WHERE run_id = ?"
        with contextlib.suppress(WaveTuiError):
            self.recorder.heartbeat()
            self.journal.write(Happening((Statement(sql, (*clocks, self.charge.spec.run)),)))
