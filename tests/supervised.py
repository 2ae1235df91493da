"""Real runs for tests: an engine on a project of its own, what its store says, and which processes are left."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from waiting import until

from wave_tui.data.engine.local.engine import LocalEngine
from wave_tui.data.engine.local.owner import Owner, read_owner
from wave_tui.data.engine.model import Caller, PlanStep, RunPlan, Started, StartRequest
from wave_tui.data.project import Project
from wave_tui.data.sqlite import sqlite3

STAND_IN = (str(Path(__file__).parent / "stand_in.py"),)
MARK = "SUPERVISION_TEST"
TREE = "setsid sleep 60 & (sleep 60 &) ; touch at-work; sleep 60"
"""A step with a daemon and an orphan."""
ANA = Caller("TUI", "ana", os.getuid(), "box")


class Plans:
    """A planner that finds nothing wrong."""

    def plan(self, definition: Path, request: StartRequest) -> RunPlan:
        """One step."""
        return RunPlan(request.pipeline, (PlanStep("s0", "run"),))

    def retry_plan(self, definition: Path, run: str, choice: str, step: str) -> RunPlan:
        """The same again."""
        return RunPlan("demo", (PlanStep("s0", "run"),))


class World:
    """One project with an engine; every process that it starts carries a mark in its environment."""

    def __init__(self, root: Path, *, grace: float = 0.5, real: bool = False) -> None:
        """``real`` executes pipelines; else the stand-in runs the scripts in the input."""
        self.project = Project(root, root / ".wave", root / ".wave" / "state.db", "demo")
        self.project.pipelines.mkdir(parents=True, exist_ok=True)
        self.define("kind: WavePipeline\n")
        if real:
            self.engine = LocalEngine(self.project, ANA, grace=grace)
        else:
            self.engine = LocalEngine(self.project, ANA, planner=Plans(), grace=grace, program=STAND_IN)

    def define(self, text: str) -> None:
        """Set what the pipeline does."""
        (self.project.pipelines / "demo.yaml").write_text(text)

    def start(self, *scripts: str, together: bool = False, origin: str = "") -> str:
        """Start a run of shell scripts; its id."""
        return self.begin(*scripts, together=together, origin=origin).run

    def begin(self, *scripts: str, together: bool = False, origin: str = "") -> Started:
        """The same with the whole answer."""
        asked = {"together": scripts} if together else list(scripts)
        return self.engine.start(StartRequest("demo", ANA, input=json.dumps(asked), origin=origin))

    def owner(self, run: str) -> Owner:
        """The run's row in the table of owners."""
        with closing(sqlite3.connect(self.project.store, timeout=5)) as connection:
            found = read_owner(connection, run)
        assert found is not None, f"no owner of {run}"
        return found

    def state(self, run: str) -> str:
        """The run's state."""
        return self.owner(run).state

    def row(self, sql: str, *values: object) -> tuple[object, ...]:
        """The first row that a query of the store gives."""
        with closing(sqlite3.connect(self.project.store, timeout=5)) as connection:
            return tuple(connection.execute(sql, values).fetchone())

    def status(self, run: str) -> str:
        """What everybody else sees of the run."""
        return str(self.row("SELECT status FROM pipeline_run WHERE run_id = ?", run)[0])

    def ended(self, run: str, seconds: float = 10.0) -> str:
        """The final state, waited for."""
        until(lambda: self.state(run) in ("completed", "failed", "cancelled"), seconds)
        return self.state(run)

    def running(self, run: str, seconds: float = 5.0) -> Owner:
        """The owner once the first step of the run is at work."""
        until(lambda: (self.project.root / "at-work").exists(), seconds)
        return self.owner(run)

    def output(self, run: str, step: str = "s0") -> str:
        """What a step printed."""
        return (self.project.state_folder / "logs" / f"{run}.{step}.log").read_text()


def guardian_of(owner: Owner) -> int:
    """The process id of a run's guardian."""
    return int(Path(f"/proc/{owner.pid}/stat").read_text().rpartition(")")[2].split()[1])


def both_killed(world: World) -> str:
    """A run whose guardian was stopped and then killed together with its supervisor; its tree lives on."""
    (world.project.root / "at-work").unlink(missing_ok=True)
    run = world.start(TREE)
    owner = world.running(run)
    guardian = guardian_of(owner)
    os.kill(guardian, signal.SIGSTOP)
    os.kill(owner.pid, signal.SIGKILL)
    os.kill(guardian, signal.SIGKILL)
    until(lambda: world.engine.alive(run).alive is False)
    return run


def terminal_of(pid: int) -> int:
    """The number of a process's controlling terminal, 0 when it has none."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[4])


def marked(mark: str) -> list[int]:
    """Living processes that carry the mark."""
    return [pid for pid in _pids() if _carries(pid, f"{MARK}={mark}".encode())]


def carriers_of(token: str) -> list[int]:
    """Living processes that carry the token of a run."""
    return [pid for pid in _pids() if _carries(pid, f"WAVE_RUN_TOKEN={token}".encode())]


def end_marked(mark: str) -> None:
    """Kill what carries the mark."""
    for pid in marked(mark):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _pids() -> Iterator[int]:
    return (int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid())


def _carries(pid: int, mark: bytes) -> bool:
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return mark in file.read().split(b"\0")
    except OSError:
        return False
