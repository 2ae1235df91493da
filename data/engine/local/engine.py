"""The embedded engine as the screen and the command line see it."""

from __future__ import annotations

import contextlib
import os
import pwd
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from ...errors import NotFoundError, RefusedError, StoreError
from ...project import Project
from ...store.control.answers import answer, waiting
from ...store.control.connect import transaction
from ...store.control.create import create_store
from ...store.faults import StoreFault
from ...store.open import open_store
from ..model import Caller, CancelFacts, Gate, Liveness, RunPlan, RunSpec, Started, StartRequest
from . import cancel as cancelling
from . import reap as reaping
from .accept import accept, who
from .definitions import find_definition
from .ending import end_run
from .launch import GUARDIAN, launch, prepare
from .lease import is_held
from .liveness import judge, judge_foreign
from .machine import this_machine
from .names import RunFiles, checked_name, run_files
from .owner import Owner, read_owner
from .retrying import why_repeated
from .spec import write_spec


class Planner(Protocol):
    """What the engine knows of definitions: what a start or a retry would do."""

    def plan(self, definition: Path, request: StartRequest) -> RunPlan:
        """What starting would do, with every reason against it."""

    def retry_plan(self, definition: Path, run: str, choice: str, step: str) -> RunPlan:
        """What a retry would do, with every reason against it."""


class LocalEngine:
    """Runs pipelines on this machine; ``caller`` is who cancels and answers with it."""

    name = "local"

    def __init__(
        self,
        project: Project,
        caller: Caller,
        *,
        planner: Planner | None = None,
        environment: str = "inherit",
        grace: float = 10.0,
        program: Sequence[str] = GUARDIAN,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.project = project
        self.caller = caller
        self._chosen = planner
        self._environment = environment
        self._grace = grace
        self._program = tuple(program)
        self._now = now

    def plan(self, request: StartRequest) -> RunPlan:
        """What starting this would do. Raises NotFoundError for an unknown pipeline."""
        return self._planner.plan(find_definition(self.project.pipelines, request.pipeline), request)

    def start(self, request: StartRequest) -> Started:
        """Start a run in processes of its own and wait at most five seconds until it runs.

        Raises NotFoundError, RefusedError with every reason, StoreError.
        """
        definition = find_definition(self.project.pipelines, request.pipeline)
        plan = self._planner.plan(definition, request)
        if plan.refusals:
            raise RefusedError(f"{request.pipeline} cannot be run: " + "; ".join(plan.refusals))
        if "\0" in request.input:
            raise RefusedError("the input holds a NUL character, which no program can be given; remove it")
        _refuse_read_only(self.project.store)
        create_store(self.project.store)
        owner = accept(self.project.store, request, this_machine(), self._now())
        return self._launched(owner, self._spec(owner, definition, request))

    def cancel(self, run: str, *, force: bool = False, by: str = "") -> CancelFacts:
        """Ask a run to stop; one whose supervisor is gone is ended by this call.

        Raises NotFoundError, RefusedError when it is over already, StoreError.
        """
        checked_name("run", run)
        person = by or who(self.caller)
        owner = cancelling.request_cancel(self._store(run), run, self.caller, person, force, self._now())
        with contextlib.suppress(StoreFault):
            reaping.reap_one(self.project.store, self.project.state_folder, owner, this_machine())
        return self.facts(run)

    def withdraw(self, run: str) -> bool:
        """Take back a cancel that its supervisor has not seen; False when it is too late. Raises StoreError."""
        return cancelling.withdraw(self._store(run), run, self.caller, self._now())

    def facts(self, run: str) -> CancelFacts:
        """How far a cancel is and which processes are left. Raises NotFoundError, StoreError."""
        owner = self._owner(run)
        found = cancelling.facts(owner, this_machine()) if owner else CancelFacts()
        return replace(found, grace=self._grace)

    def retry_plan(self, run: str, choice: str, step: str = "") -> RunPlan:
        """What a retry would do. Raises NotFoundError, StoreError."""
        definition = find_definition(self.project.pipelines, self._pipeline(run))
        return self._planner.retry_plan(definition, run, choice, step)

    def retry(self, run: str, choice: str, step: str = "", *, request: StartRequest) -> Started:
        """Start the retry of a run that is over, as a new run that is linked with it.

        Raises NotFoundError, RefusedError while it goes on or when what it would reuse is gone, StoreError.
        """
        plan = self.retry_plan(checked_name("run", run), choice, step)
        reuse = tuple(one.step for one in plan.steps if one.action == "reuse")
        if against := (*plan.refusals, *why_repeated(plan, choice, step, request.reuse, self._finished(run))):
            raise RefusedError(f"{run} cannot be retried: " + "; ".join(against))
        skip = tuple(one.step for one in plan.steps if one.action == "skip")
        return self.start(replace(request, origin=run, from_step=step, steps=(), reuse=reuse, exclude=skip))

    def approve(self, run: str, step: str, choice: str, *, by: str) -> None:
        """Answer a gate. Raises RefusedError when it does not wait or has no such choice, StoreError."""
        answer(self._store(run), run, step, choice, replace(self.caller, user=by or self.caller.user), self._now())

    def waiting(self) -> tuple[Gate, ...]:
        """Every gate that waits for an answer, the one that waits longest first. Raises StoreError."""
        asked = waiting(self.project.store)
        return tuple(
            Gate(each.run, each.step, each.message, tuple((one.key, one.label) for one in each.choices), each.asked)
            for each in asked
        )

    def alive(self, run: str) -> Liveness:
        """Whether the run's supervisor lives, and why that is known. Raises NotFoundError, StoreError."""
        owner = self._owner(run)
        if owner is None:
            return judge_foreign(*self._foreign(run), self._now())
        lock = run_files(self.project.state_folder, run).lock
        found = judge(owner, is_held(lock), this_machine(), self._now())
        return (
            found if owner.uid == os.geteuid() else replace(found, why=f"{found.why}; it belongs to {_user(owner.uid)}")
        )

    def reap(self) -> tuple[str, ...]:
        """Mark every run of this engine whose supervisor is gone. Raises StoreError."""
        return reaping.reap(self.project.store, self.project.state_folder)

    @property
    def _planner(self) -> Planner:
        """Made when it is first asked: cancelling and reaping need no YAML."""
        if self._chosen is None:
            from .execute.planner import LocalPlanner

            self._chosen = LocalPlanner(self.project)
        return self._chosen

    def _spec(self, owner: Owner, definition: Path, request: StartRequest) -> RunSpec:
        return RunSpec(
            run=owner.run_id,
            token=owner.token,
            pipeline=request.pipeline,
            definition=definition.absolute(),
            root=self.project.root.absolute(),
            state_folder=self.project.state_folder.absolute(),
            store=self.project.store.absolute(),
            request=request,
            created=owner.created_at,
            environment=self._environment,
            grace=self._grace,
        )

    def _launched(self, owner: Owner, spec: RunSpec) -> Started:
        files = run_files(spec.state_folder, spec.run)
        try:
            prepare(files)
            write_spec(files.spec, spec)
            running = launch(spec, files, program=self._program)
        except OSError as error:
            raise self._not_launched(owner, error) from error
        return self._started(owner, spec, files, running)

    def _started(self, owner: Owner, spec: RunSpec, files: RunFiles, running: bool) -> Started:
        message = "" if running else f"its supervisor has not answered yet; see {files.log}"
        status = "running" if running else "starting"
        return Started(spec.run, spec.pipeline, status, owner.created_at, running, files.log, message)

    def _not_launched(self, owner: Owner, error: OSError) -> StoreError:
        """Mark a run whose processes could not be started as failed, with the text of the system."""
        about = f": {error.filename}" if error.filename else ""
        reason = f"the run could not be started: {error.strerror}{about}"
        with transaction(self.project.store, durable=True) as connection:
            current = read_owner(connection, owner.run_id)
            if current is not None:
                end_run(connection, current, "failed", reason, self._now())
        return StoreError(f"{reason}; {owner.run_id} is marked as failed")

    def _store(self, run: str) -> Path:
        """The store to write; one that only may be read is refused before it is opened to write."""
        store = self.project.store
        if not store.exists():
            raise NotFoundError(f"there is no run {run}: the project has no store yet")
        _refuse_read_only(store)
        return store

    def _owner(self, run: str) -> Owner | None:
        checked_name("run", run)
        with contextlib.closing(open_store(self.project.store)) as handle:
            return read_owner(handle.connection, run)

    def _finished(self, run: str) -> frozenset[str]:
        sql = "SELECT step_id FROM step_state WHERE pipeline_id = ? AND state = 'completed'"
        with contextlib.closing(open_store(self.project.store)) as handle:
            return frozenset(str(step) for (step,) in handle.rows(sql, (run,)))

    def _pipeline(self, run: str) -> str:
        return str(self._row(run, "pipeline_name")[0])

    def _foreign(self, run: str) -> tuple[int, float, float]:
        pid, heartbeat, started = self._row(run, "pid, last_heartbeat, started_at")
        return int(pid or 0), float(heartbeat or 0), float(started or 0)

    def _row(self, run: str, columns: str) -> tuple[Any, ...]:
        with contextlib.closing(open_store(self.project.store)) as handle:
            rows = handle.rows(f"SELECT {columns} FROM pipeline_run WHERE run_id = ?", (run,))
        if not rows:
            raise NotFoundError(f"there is no run {run}")
        return rows[0]


def _refuse_read_only(store: Path) -> None:
    """Raise StoreFault before a store is opened to write that this user may only read."""
    places = [store] if store.exists() else []
    folder = next(folder for folder in store.absolute().parents if folder.exists())
    for place in (*places, folder):
        if not os.access(place, os.W_OK):
            sentence = (
                f"{place} cannot be written by this user (uid {os.geteuid()}), so runs are only shown; ask its owner"
            )
            raise StoreFault("readonly", f"{sentence}.")


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
