"""Writes down what happens to a run, as Wave does and where Wave does: one method for each thing that happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from . import rows, telling, wording
from .answers import NEWEST, Choice, Question, question, read_question, withdrawn
from .connect import checkpoint
from .entry import Deliverable, Entry
from .journal import Also, Happening, Journal
from .known import Facts, KnownRun, Recorded
from .rows import Lineage, Try
from .statement import Statement, Value


class Recorder:
    """The record of one run; everything that happens to it is told here, in the order in which it happens.

    Every method is one transaction that holds only while the journal's token owns the run: Superseded otherwise.
    While the store cannot be written for a passing reason, happenings wait (``journal.problem`` says why);
    ``run_started`` and ``run_finished`` raise StoreFault instead. Durations are seconds, percentages 0 to 100.
    """

    def __init__(self, journal: Journal, recorded: Recorded, *, pid: int = 0) -> None:
        """``pid`` is the supervisor's process id, 0 for a child run."""
        self.journal = journal
        self.run = recorded.run
        self._known = KnownRun(recorded)
        self._pid = pid

    def run_started(self, steps: Sequence[str]) -> None:
        """The run begins; ``steps`` are the ids of those that count for its progress, in the order of the plan."""
        now = self.journal.now()
        self._known.order, self._known.began = tuple(steps), now
        self._write(
            rows.run_begins(self.run, self._pid, now),
            rows.engine_begins(self.run, self._known.recorded.input, now),
            rows.pipeline_progress(self.run, len(steps), 0, 0, 0, None, now),
            entries=telling.opening(self._known, now),
            must=True,
        )
        self.journal.live.add(self.run)

    def run_finished(self, state: str, error: str = "", *, tokens: int | None = None, also: Also | None = None) -> None:
        """The run is over: completed, failed, cancelled or rejected; ``tokens`` None sums those of its events.

        ``also`` changes more in the same transaction. May be tried again after a StoreFault.
        """
        now = self.journal.now()
        self.journal.write(
            Happening(
                (
                    rows.run_ends(self.run, state, error, tokens, now),
                    rows.engine_ends(self.run, state, now),
                    rows.cancellation_ends(self.run),
                    withdrawn(self.run, now),
                    *telling.evaluation(self._known, state, now),
                ),
                telling.closing(self._known, state, error, now),
                durable=True,
            ),
            must=True,
            also=also,
        )
        self.journal.live.discard(self.run)

    def heartbeat(self) -> None:
        """The sign of life of the run and of its children that are going on; also writes what waited."""
        now = self.journal.now()
        self._write(*(rows.run_beats(run, now) for run in sorted(self.journal.live)))
        checkpoint(self.journal.store)

    def branch(self, name: str) -> None:
        """The branch of the worktree that the run works in."""
        self._write(rows.branch(self.run, name))

    def step_running(
        self,
        step: str,
        message: str = "",
        *,
        persona: str = "",
        model: str = "",
        adapter: str = "",
        configured_model: str = "",
        folder: str = "",
    ) -> None:
        """A step begins, or begins its next try.

        A step of a persona says so by itself; any other gives its ``message`` (see ``wording``). ``folder`` is where
        it works, relative to the project root.
        """
        now = self.journal.now()
        before, one = telling.step_opening(self._known, step, now), self._known.step(step)
        one.model, one.adapter, one.configured_model, one.folder, one.left = (
            model,
            adapter,
            configured_model,
            folder,
            [],
        )
        started = now if one.now.started is None else one.now.started
        one.now = replace(one.now, state="running", persona=persona, started=started, message=message)
        self._write(
            rows.step_begins(self.run, step, "running", now),
            *rows.step_progress(self.run, one.now, now),
            *([telling.routing(self._known, one, now)] if persona else []),
            entries=(*before, telling.running(self._known, one, now)),
            durable=True,
        )

    def step_message(
        self,
        step: str,
        state: str,
        message: str = "",
        *,
        duration: float | None = None,
        subtask: int | None = None,
        subtasks: int | None = None,
        progress: int | None = None,
        files: int | None = None,
        phase: str = "",
        failure_class: str = "",
    ) -> None:
        """Any event that changes no row of its step: warnings, hooks, children of a composition, injected files."""
        entry = self._known.entry(
            self.journal.now(),
            state,
            step,
            message,
            duration=duration,
            subtask=subtask,
            subtasks=subtasks,
            progress=progress,
            files=files,
            phase=phase,
            failure_class=failure_class,
        )
        self._write(entries=(entry,))

    def tool_used(self, step: str, tool: str, target: str = "") -> None:
        """A persona used a tool."""
        who = self._known.persona(step)
        entry = self._known.entry(self.journal.now(), "stream_activity", step, persona=who, tool=tool, target=target)
        self._write(entries=(entry,))

    def attempt_started(self, step: str, number: int, of: int = 1) -> None:
        """A try begins, counted from 1, after ``step_running``.

        As with Wave, only a persona's tries are kept as rows, and those of any step that may be tried again.
        """
        now, one = self.journal.now(), self._known.step(step)
        one.attempt, one.spent = Try(step, number, "running", now), 0
        one.keeps_attempts, one.attempts_allowed = bool(one.now.persona) or of > 1, max(of, number)
        if one.keeps_attempts:
            self._write(rows.attempt(self.run, one.attempt))

    def attempt_ended(
        self, step: str, state: str, *, error: str = "", failure_class: str = "", duration: float | None = None
    ) -> None:
        """The try ends: succeeded or failed; ``failure_class`` is one of Wave's, ``canceled`` when it was stopped."""
        now, one = self.journal.now(), self._known.step(step)
        if one.attempt is None:
            return
        took = now - one.attempt.started if duration is None else duration
        one.attempt = replace(
            one.attempt, state=state, ended=now, error=error, failure_class=failure_class, duration=took
        )
        if one.keeps_attempts:
            self._write(rows.attempt(self.run, one.attempt), *telling.metric(self._known, one))

    def contract(self, step: str, state: str, message: str, *, kind: str = "", name: str = "", count: int = 1) -> None:
        """A contract is checked: validating, contract_passed, contract_failed, contract_soft_failure…

        ``kind`` is its type, ``name`` what is shown of it, ``count`` how many hold when they have passed.
        """
        now = self.journal.now()
        action = "Validating contract" if state == "validating" else ""
        entry = self._known.entry(now, state, step, message, action=action, phase=name)
        self._write(*telling.judged(self._known, step, state, message, kind, count, now), entries=(entry,))

    def retrying(self, step: str, number: int, of: int, *, error: str = "", failure_class: str = "") -> None:
        """Another try will follow, with this number; the error is that of the one before."""
        now, one = self.journal.now(), self._known.step(step)
        self._known.retries += 1
        one.now = replace(one.now, state="retrying", percent=0)
        said = wording.attempt(number, of)
        why = f'failure class "{failure_class}" is retryable, attempts remaining'
        facts: dict[str, Value] = {"attempt": number - 1, "error": error}
        facts |= {"failure_class": failure_class, "max_attempts": of}
        choice = (f"retrying step {step} ({said})", why)
        self._write(
            rows.step_begins(self.run, step, "retrying", now),
            *rows.step_progress(self.run, one.now, now),
            rows.decision(self.run, step, "retry", choice, facts, now),
            entries=(self._known.entry(now, "retrying", step, said),),
            durable=True,
        )

    def step_completed(
        self,
        step: str,
        message: str = "",
        *,
        note: str = "",
        duration: float | None = None,
        eta: float | None = None,
    ) -> None:
        """A step went well; ``note`` is why it is over when it did not do all of its work.

        A persona's step gives no message; its run's ``eta`` is told, and a checkpoint is kept.
        """
        now, one = self.journal.now(), self._known.step(step)
        one.now = replace(one.now, state="completed", percent=100, eta=None)
        persona = one.now.persona
        files = tuple(left.path for left in one.left)
        facts: Facts = {"persona": persona, "duration": duration, "tokens": one.spent if persona else 0}
        facts |= {"artifacts": files, "artifact_count": len(files) or None}
        done = self._known.entry(now, "completed", step, message, **facts)
        later = [self._known.entry(now, "eta_updated", step, eta=eta)] if persona else []
        self._write(
            rows.step_ends(self.run, step, "completed", note, now),
            *rows.step_progress(self.run, one.now, now),
            *(rows.outcome(self.run, step, "file", left.name, left.path, left.kind, now) for left in one.left),
            *([telling.checkpoint(self._known, step, now)] if persona else []),
            entries=(done, *later),
            durable=True,
        )

    def step_failed(self, step: str, error: str, *, first: str = "", goes_on: bool = False) -> None:
        """A step failed for good; ``first`` is what is said before the error (a command's output).

        ``goes_on`` is True when its run does without it.
        """
        now, one = self.journal.now(), self._known.step(step)
        tries = one.attempt.number if one.attempt else 1
        said = wording.failed_but_goes_on(tries, error) if goes_on else error
        entries = [self._known.entry(now, "failed", step, text) for text in (first, said) if text]
        if not goes_on:
            self._known.failure = _failure(one.attempt)
            entries.append(telling.recovery(self._known, step, error, now))
        self._over(step, "failed", error, now, *entries, extra=telling.exhausted(self._known, step, error, now))

    def step_stopped(self, step: str, reason: str = wording.CANCELED) -> None:
        """A step was stopped with its run; its try ends with it."""
        self._known.failure = self._known.failure or "failure"
        if (attempt := self._known.step(step).attempt) is not None and attempt.ended is None:
            self.attempt_ended(step, "failed", error=reason, failure_class="canceled")
        now = self.journal.now()
        said = self._known.entry(now, "failed", step, reason)
        self._over(step, "failed", reason, now, said, extra=telling.exhausted(self._known, step, reason, now))

    def step_rejected(self, step: str, error: str) -> None:
        """A step's result was refused by design."""
        now = self.journal.now()
        self._over(step, "rejected", error, now, self._known.entry(now, "rejected", step, error))

    def step_skipped(self, step: str, why: str = wording.DEPENDENCY_FAILED) -> None:
        """A step is left out."""
        now = self.journal.now()
        self._over(step, "skipped", why, now, self._known.entry(now, "skipped", step, wording.skipped(why)))

    def step_reworking(self, step: str, by: str) -> None:
        """A failed step is done again by another one; that one's end completes it with the note "reworked by"."""
        now, one = self.journal.now(), self._known.step(step)
        one.now = replace(one.now, state="reworking")
        entry = self._known.entry(now, "reworking", step, f"reworking with {by}")
        self._write(rows.step_begins(self.run, step, "reworking", now), entries=(entry,), durable=True)

    def artifact(self, step: str, name: str, path: str, kind: str, size: int, original: str = "") -> None:
        """A file was registered: the path of its archived copy, and of the original that the step left.

        Both are relative to the project root, or absolute. Without an original it is no outcome of the step.
        """
        now, root = self.journal.now(), self._known.recorded.root
        whole = PurePosixPath(root, original or path)
        if original:
            self._known.step(step).leaves(Deliverable(step, name, str(whole), kind))
        inside = bool(root) and whole.is_relative_to(root)
        self._known.files[f"{step}:{name}"] = str(whole.relative_to(root) if inside else whole)
        self._write(rows.artifact(self.run, step, name, path, kind, size, now))

    def progress(
        self,
        step: str,
        percent: int | None = None,
        action: str = "",
        *,
        tokens: int = 0,
        subtask: int | None = None,
        subtasks: int | None = None,
        files: int | None = None,
        eta: float | None = None,
        message: str = "",
    ) -> None:
        """How far a step is; ``tokens`` are those since the last time, ``subtask`` n of ``subtasks`` m."""
        now, one = self.journal.now(), self._known.step(step)
        one.spent += tokens
        known = one.now.percent if percent is None else max(0, min(100, percent))
        one.now = replace(
            one.now,
            percent=known,
            action=action or one.now.action,
            message=message or one.now.message,
            eta=eta,
            tokens=one.now.tokens + tokens,
        )
        facts: Facts = {"progress": percent, "subtask": subtask, "subtasks": subtasks, "files": files, "eta": eta}
        facts |= {"persona": one.now.persona, "tokens": tokens, "action": action}
        entry = self._known.entry(now, "step_progress", step, message, **facts)
        point = [rows.snapshot(self.run, one.now, now)] if known != one.shown else []
        one.shown = known
        self._write(*rows.step_progress(self.run, one.now, now), *point, entries=(entry,))

    def pipeline_progress(self, done: int, total: int, *, index: int = 0, eta: float | None = None) -> None:
        """So many steps of the run are over; ``index`` is the place of the one that works now."""
        now = self.journal.now()
        percent = 100 * done // total if total else 0
        facts: Facts = {"progress": percent, "eta": eta, "steps_total": total, "steps_done": done}
        entry = self._known.entry(now, "running", "", wording.steps_completed(done, total), **facts)
        self._write(rows.pipeline_progress(self.run, total, done, index, percent, eta, now), entries=(entry,))

    def gate_waiting(self, step: str, kind: str, message: str, choices: Sequence[Choice] = ()) -> None:
        """A gate waits; with choices it can be answered by anybody who may write the store."""
        now = self.journal.now()
        asked = [question(self.run, step, message, choices, now)] if choices else []
        entry = self._known.entry(now, "gate_waiting", "", wording.gate_waiting(kind, message))
        self._write(*asked, entries=(entry,), durable=True)

    def gate_answer(self, step: str) -> Question | None:
        """The newest question of a step once it has its answer. Raises StoreFault when it cannot be told now."""
        found = self.journal.rows(NEWEST, self.run, step)
        asked = read_question(found[0]) if found else None
        return asked if asked is not None and asked.answered is not None else None

    def gate_resolved(self, answer: str) -> None:
        """A gate goes on: a choice as ``Approve (a)``, or why it did by itself."""
        self._write(
            entries=(self._known.entry(self.journal.now(), "gate_resolved", "", wording.gate_resolved(answer)),)
        )

    def child(self, run: str, step: str, pipeline: str, text: str, lineage: Lineage) -> Recorder:
        """The recorder of a child run whose row is made here; its parent and step are those of this call."""
        now = self.journal.now()
        known = replace(lineage, parent=self.run, step=step)
        self._write(rows.run_pending(run, pipeline, text, known, now), durable=True)
        folder = str(PurePosixPath(self._known.recorded.workspace).parent / run)
        root = self._known.recorded.root
        return Recorder(self.journal, Recorded(run, pipeline, text, folder, root=root, child=True))

    def _write(
        self, *statements: Statement, entries: Sequence[Entry] = (), durable: bool = False, must: bool = False
    ) -> None:
        self.journal.write(Happening(statements, tuple(entries), durable or must), must=must)

    def _over(
        self, step: str, state: str, note: str, now: float, *entries: Entry, extra: Sequence[Statement] = ()
    ) -> None:
        one = self._known.step(step)
        one.now = replace(one.now, state=state, eta=None)
        self._write(
            rows.step_ends(self.run, step, state, note, now),
            *rows.step_progress(self.run, one.now, now),
            *extra,
            entries=entries,
            durable=True,
        )


def _failure(attempt: Try | None) -> str:
    """The word of an evaluation: contracts are told apart from everything else."""
    return "contract_failure" if attempt and attempt.failure_class == "contract_failure" else "failure"
