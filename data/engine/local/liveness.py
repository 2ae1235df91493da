"""Whether the supervisor of a run lives, by evidence in a fixed order: lease, boot, heartbeat."""

from __future__ import annotations

from ...store.liveness import process_alive
from ..model import Liveness
from .machine import Machine
from .owner import FINAL, Owner
from .processes import is_same

START_SECONDS = 10.0
"""A run that is not running this long after its start was accepted never will be; seconds since the boot."""
STALE_SECONDS = 90.0


def judge(owner: Owner, held: bool | None, machine: Machine, now: float) -> Liveness:
    """The state of a run of this engine; ``held`` is what its lease says, None when it cannot be asked.

    Read the row first and ask the lease then: a supervisor takes it before it changes the row.
    """
    if owner.state in FINAL:
        return Liveness(False, f"the run is over: {owner.state}")
    if held:
        return Liveness(True, f"supervisor {owner.pid} holds the lease" if owner.pid else "starting", owner.pid or None)
    if owner.host != machine.host:
        return _by_heartbeat(owner.heartbeat_at or owner.created_at, now, f"runs on {owner.host}")
    if owner.boot_id != machine.boot:
        return Liveness(False, "the machine was restarted since")
    if not owner.pid:
        return _starting(owner, machine)
    if held is None and is_same(owner.pid, owner.pid_start):
        return Liveness(True, f"supervisor {owner.pid} runs, its lease is out of reach", owner.pid)
    return Liveness(False, f"supervisor {owner.pid} is gone", owner.pid)


def judge_foreign(pid: int, heartbeat: float, started: float, now: float) -> Liveness:
    """The state of a running run of another engine, which holds no lease: nobody but its user can say it is dead."""
    if pid > 0 and process_alive(pid):
        return Liveness(True, f"process {pid} runs", pid)
    return _by_heartbeat(heartbeat or started, now, f"process {pid} is gone" if pid > 0 else "no process is known")


def _starting(owner: Owner, machine: Machine) -> Liveness:
    waited = machine.uptime - owner.created_boot
    if waited < START_SECONDS:
        return Liveness(None, f"starting for {waited:.0f}s")
    return Liveness(False, "never started")


def _by_heartbeat(beat: float, now: float, where: str) -> Liveness:
    silent = now - beat
    if abs(silent) <= STALE_SECONDS:
        return Liveness(True, f"{where}, heartbeat {max(0.0, silent):.0f}s ago")
    if silent < 0:
        return Liveness(None, f"{where}, its heartbeat lies in the future")
    return Liveness(None, f"{where}, stale? no heartbeat for {silent:.0f}s")
