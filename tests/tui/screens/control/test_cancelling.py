"""Cancel and force by their keys: the question, the four facts, what may have happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dialogs import armed, burst, deck_with, footer, press, text
from engines import TREE, FakeEngine
from scenes import RUN
from stores import NOW, StoreWriter
from waiting import until_async

from wave_tui.data.engine.model import CancelFacts, Liveness
from wave_tui.data.errors import RefusedError, StoreError

Scene = Callable[[str], Path]
GONE = Liveness(False, "supervisor 4711 is gone", 4711)


def store(root: Path) -> StoreWriter:
    return StoreWriter(root / ".agents" / "state.db")


async def test_a_run_is_cancelled_and_its_four_facts_are_followed(scene: Scene) -> None:
    engine = FakeEngine(answer=CancelFacts(survivors=TREE, grace=10.0))
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "x")
        assert "Cancel 8k3m ?" in text(app) and "supervisor 4711 holds the lease" in text(app)
        await press(app, pilot, "y")
        assert engine.calls == [("cancel", RUN)]
        await until_async(lambda: "not seen" in text(app))
        engine.answer = replace(engine.answer, seen=NOW)
        await until_async(lambda: "stopping" in text(app) and "3 processes" in text(app))
        engine.answer = replace(engine.answer, stopped=NOW + 1)
        await until_async(lambda: "verifying" in text(app))
        assert "Cancelled" not in text(app)
        engine.answer = replace(engine.answer, verified=NOW + 2, survivors=())
        await until_async(lambda: "Cancelled 8k3m" in text(app) and "0 processes left" in text(app))
        assert deck.pen.writes[-1].command == f"wave-tui cancel {RUN}"


async def test_enter_keeps_the_run_and_a_y_that_was_typed_ahead_does_nothing(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "x", "enter")
        assert app.screen is deck
        burst(pilot, "xy")
        await until_async(lambda: "typed before" in text(app))
        await armed(app, pilot)
        assert engine.calls == []
        await press(app, pilot, "y")
        assert [call[0] for call in engine.calls] == ["cancel"]


async def test_a_run_that_ended_while_the_dialog_was_open_is_left_alone(scene: Scene) -> None:
    engine, root = FakeEngine(), scene("one")
    async with deck_with(root, engine) as (app, _, pilot):
        await press(app, pilot, "x")
        with store(root) as writer:
            writer.end(RUN)
            writer.engine_state(RUN, "completed", replace=True)
        await until_async(lambda: "already completed" in text(app))
        assert "nothing to cancel" in text(app)
        await press(app, pilot, "y")
        assert engine.calls == []


async def test_a_run_that_ended_between_the_last_look_and_the_key_is_told_by_the_engine(scene: Scene) -> None:
    told = f"run {RUN} is already completed since 2 s, nothing to cancel"
    engine = FakeEngine(errors={"cancel": RefusedError(told)})
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "x", "y")
        assert "already completed since 2 s" in " ".join(text(app).split())
        assert deck.pen.writes[-1].done is False


async def test_a_cancel_by_somebody_else_is_told_with_name_and_time(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        await press(app, pilot, "x")
        engine.answer = CancelFacts(requested=NOW - 3, seen=NOW - 2, by="bob from 10.0.0.7")
        await until_async(lambda: "asked for by bob from 10.0.0.7" in text(app))
        assert "04:59:57" in text(app)
        await press(app, pilot, "y")
        assert engine.calls == []


async def test_somebody_elses_cancel_that_has_ended_names_who_and_when(scene: Scene) -> None:
    engine, root = FakeEngine(), scene("one")
    async with deck_with(root, engine) as (app, _, pilot):
        await press(app, pilot, "x")
        engine.answer = CancelFacts(NOW - 3, NOW - 2, NOW - 1, NOW, "bob")
        await until_async(lambda: "Cancelled 8k3m" in text(app))
        assert "by bob" in text(app)


async def test_a_store_that_cannot_be_written_is_told_and_nothing_is_claimed(scene: Scene) -> None:
    engine = FakeEngine(errors={"cancel": StoreError("state.db cannot be written by this user (uid 7)")})
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "x", "y")
        assert "cannot be written by this user" in text(app) and "Cancel 8k3m ?" in text(app)
        assert deck.pen.writes[-1].done is False


async def test_a_lost_run_can_only_be_marked_as_cancelled(scene: Scene) -> None:
    engine = FakeEngine(life=GONE)
    async with deck_with(scene("lost"), engine) as (app, _, pilot):
        await press(app, pilot, "x")
        assert "Lost c01d" in text(app) and "mark as cancelled (no process alive)" in text(app)
        assert "last heartbeat 7m" in text(app) and "gracefully" not in text(app)
        await press(app, pilot, "y")
        assert [call[0] for call in engine.calls] == ["cancel"]


async def test_an_unseen_cancel_says_so_and_offers_force(scene: Scene) -> None:
    engine = FakeEngine(answer=CancelFacts(requested=NOW - 5, by="ana"))
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        await press(app, pilot, "x")
        assert "does not answer; X forces" in text(app)
        await press(app, pilot, "X")
        assert "FORCE 8k3m" in text(app)


async def test_force_takes_the_end_of_the_id_and_then_enter(scene: Scene) -> None:
    engine = FakeEngine(answer=CancelFacts(requested=NOW - 5, seen=NOW - 4, by="ana", survivors=TREE))
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "x", "X")
        assert "3 processes get SIGKILL" in text(app) and "go test" in text(app)
        await press(app, pilot, "enter", *"8k3", "enter", "x", "enter")
        assert engine.calls == []
        await press(app, pilot, "backspace", "m", "enter")
        assert engine.calls == [("force", RUN)]
        assert deck.pen.writes[-1].command == f"wave-tui cancel {RUN} --force"
        assert "3 processes left now" in text(app)
        engine.answer = replace(engine.answer, stopped=NOW, verified=NOW, survivors=())
        await until_async(lambda: "0 processes left" in text(app))
        await press(app, pilot, "enter")
        assert app.screen is deck


async def test_a_force_that_was_typed_ahead_kills_nothing(scene: Scene) -> None:
    engine = FakeEngine(answer=CancelFacts(requested=NOW - 5, seen=NOW - 4, survivors=TREE), life=GONE)
    async with deck_with(scene("lost"), engine) as (app, _, pilot):
        burst(pilot, "Xc01d\r")
        await until_async(lambda: "typed before" in text(app))
        await armed(app, pilot)
        assert engine.calls == []


async def test_force_needs_a_cancel_before_it(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "X")
        assert app.screen is deck and "X works after x" in footer(deck)


async def test_the_dialog_stays_with_its_run_when_rows_come_and_go(scene: Scene) -> None:
    engine, root = FakeEngine(), scene("one")
    async with deck_with(root, engine) as (app, deck, pilot):
        await press(app, pilot, "x")
        with store(root) as writer:
            writer.run("impl-issue-20261120-045959-zzzz", "impl-issue", started_at=int(NOW), last_heartbeat=int(NOW))
        await until_async(lambda: deck.view.snapshot.runs.stored == 17)
        await press(app, pilot, "y")
        assert engine.calls == [("cancel", RUN)]


async def test_several_marked_runs_are_cancelled_at_once_each_with_its_result(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("many"), engine) as (app, deck, pilot):
        await press(app, pilot, "g", "space", "j", "space", "x")
        assert len(deck.view.marks) == 2
        assert "Cancel 2 marked runs" in text(app)
        able = 2 if "2 of 2 runs are asked to stop" in text(app) else 1
        await press(app, pilot, "y")
        assert len(engine.calls) == able
        assert "asked for at 05:00:00" in text(app)


async def test_a_child_run_is_cancelled_with_the_whole_run_it_belongs_to(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        await press(app, pilot, "j", "x")
        assert "Cancel 8k3m ?" in text(app)
