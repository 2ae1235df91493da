"""Gates: timers, approvals, their answers, time-outs and cancels."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from executions import Remembering, context, definition, remembered
from waiting import until_async

from wave_tui.data.engine.local.execute.gates import wait_gate
from wave_tui.data.engine.local.execute.manifest import EngineManifest
from wave_tui.data.engine.local.execute.parts import Context, StepOutcome
from wave_tui.data.store.control.answers import Question
from wave_tui.data.store.faults import StoreFault

CHOICES = "choices: [{label: Approve, key: a, target: ship}, {label: Reject, key: r, target: _fail}]"


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


class Asked(Remembering):
    """A recorder whose gate is answered at the n-th look."""

    def __init__(self, choice: str = "", at: int = 1, fault: bool = False) -> None:
        super().__init__()
        self.looks, self.choice, self.at, self.fault = 0, choice, at, fault

    def gate_answer(self, step: str) -> Question | None:
        self.looks += 1
        if self.fault and self.looks < self.at:
            raise StoreFault("busy", "the store is locked")
        if not self.choice or self.looks < self.at:
            return None
        return Question("run", step, 1, "", (), 0.0, self.choice, "ada", 1.0)


def prepare(tmp_path: Path, gate: str, **fields: Any) -> Context:
    return context(tmp_path, definition(tmp_path, f"  - {{id: approve, gate: {{{gate}}}}}\n"), **fields)


async def wait(run: Context) -> StepOutcome:
    return await wait_gate(run.definition.steps[0], run)


def with_clock(tmp_path: Path, gate: str, recorder: Remembering | None = None, **fields: Any) -> tuple[Context, Clock]:
    clock = Clock()
    given = {"now": clock.now, "sleep": clock.sleep, "recorder": recorder or Remembering(), **fields}
    return prepare(tmp_path, gate, **given), clock


async def test_a_timer_opens_by_itself_and_shows_what_is_left(tmp_path: Path) -> None:
    run, clock = with_clock(tmp_path, "type: timer, timeout: 5s, message: soon")
    outcome = await wait(run)
    assert (outcome.state, outcome.message, clock.time) == ("completed", "gate step completed", 1_005.0)
    calls = remembered(run).calls
    assert [(name, values) for name, values, _ in calls if name != "progress"] == [
        ("step_running", ("approve", "gate step: timer")),
        ("gate_waiting", ("approve", "timer", "soon")),
        ("gate_resolved", ("timer elapsed: 5 s",)),
    ]
    told = [(values[1], named["eta"]) for name, values, named in calls if name == "progress"]
    assert told == [(0, 5.0), (20, 4.0), (40, 3.0), (60, 2.0), (80, 1.0)]


async def test_a_long_timer_tells_its_progress_at_most_a_hundred_times(tmp_path: Path) -> None:
    run, _ = with_clock(tmp_path, "type: timer, timeout: 10h")
    await wait(run)
    assert len(remembered(run).of("progress")) <= 101


async def test_a_timer_can_be_cancelled(tmp_path: Path) -> None:
    run = prepare(tmp_path, "type: timer, timeout: 1h")
    waiting = asyncio.create_task(wait(run))
    await until_async(lambda: remembered(run).of("gate_waiting"))
    run.cancelled.set()
    assert (await asyncio.wait_for(waiting, 5)).state == "cancelled"


@pytest.mark.parametrize(("key", "state", "target"), [("a", "completed", "ship"), ("r", "failed", "_fail")])
async def test_an_answer_leads_to_its_target(tmp_path: Path, key: str, state: str, target: str) -> None:
    run, clock = with_clock(tmp_path, f"type: approval, prompt: Ship?, {CHOICES}, default: a", Asked(key, at=3))
    outcome = await wait(run)
    assert (outcome.state, outcome.target) == (state, target)
    assert clock.slept == [0.5, 0.5]
    recorder = remembered(run)
    [(step, kind, message, choices)] = recorder.of("gate_waiting")
    assert (step, kind, message) == ("approve", "approval", "Ship?")
    assert [(one.key, one.label) for one in choices] == [("a", "Approve"), ("r", "Reject")]
    assert recorder.of("gate_resolved") == [("Approve (a)" if key == "a" else "Reject (r)",)]
    assert json.loads(outcome.output)["by"] == "ada"


async def test_a_rejection_says_who_rejected(tmp_path: Path) -> None:
    run, _ = with_clock(tmp_path, f"type: approval, {CHOICES}", Asked("r"))
    assert (await wait(run)).error == "the gate was answered with Reject (r) by ada"


async def test_without_choices_one_may_approve_or_reject(tmp_path: Path) -> None:
    run, _ = with_clock(tmp_path, "type: approval", Asked("r"))
    assert (await wait(run)).target == "_fail"
    run, _ = with_clock(tmp_path, "type: approval", Asked("a"))
    assert (await wait(run)).state == "completed"


async def test_an_automatic_gate_takes_its_default_and_asks_nobody(tmp_path: Path) -> None:
    run, _ = with_clock(tmp_path, f"type: approval, auto: true, {CHOICES}, default: a")
    assert (await wait(run)).target == "ship"
    assert remembered(run).of("gate_waiting") == [("approve", "approval", "", ())]
    assert remembered(run).of("gate_resolved") == [("auto-approved: Approve (a)",)]


async def test_after_its_timeout_a_gate_takes_its_default(tmp_path: Path) -> None:
    run, clock = with_clock(tmp_path, f"type: approval, timeout: 2s, {CHOICES}, default: a", Asked())
    assert (await wait(run)).target == "ship"
    assert clock.time == 1_002.0
    assert remembered(run).of("gate_resolved") == [("timed out, using default: Approve (a)",)]


async def test_after_its_timeout_a_gate_without_a_default_fails(tmp_path: Path) -> None:
    run, _ = with_clock(tmp_path, f"type: approval, timeout: 2s, {CHOICES}", Asked())
    assert (await wait(run)).error == "nobody answered the gate within 2 s, and it has no default"


async def test_without_a_timeout_the_projects_counts(tmp_path: Path) -> None:
    manifest = EngineManifest(tmp_path / "wave.yaml", gate_timeout=7.0)
    run, clock = with_clock(tmp_path, f"type: approval, {CHOICES}", Asked(), manifest=manifest)
    await wait(run)
    assert clock.time == 1_007.0


async def test_a_store_that_cannot_be_read_for_a_while_only_delays_the_answer(tmp_path: Path) -> None:
    run, _ = with_clock(tmp_path, f"type: approval, {CHOICES}", Asked("a", at=4, fault=True))
    assert (await wait(run)).target == "ship"


async def test_an_approval_can_be_cancelled(tmp_path: Path) -> None:
    run = prepare(tmp_path, f"type: approval, {CHOICES}", recorder=Asked())
    waiting = asyncio.create_task(wait(run))
    await until_async(lambda: remembered(run).of("gate_waiting"))
    run.cancelled.set()
    assert (await asyncio.wait_for(waiting, 5)).state == "cancelled"
    assert remembered(run).of("gate_resolved") == []
