"""Gates that wait, what can be undone, the command log, and a deck that only looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from dialogs import armed, burst, deck_with, footer, press, text
from engines import FakeEngine
from scenes import RUN
from stores import NOW
from waiting import until_async

from wave_tui.data.engine.model import CancelFacts, Gate
from wave_tui.data.errors import RefusedError
from wave_tui.tui.app import Settled
from wave_tui.tui.display import Display
from wave_tui.tui.present.line import plain

Scene = Callable[[str], Path]
GATE = Gate(RUN, "audit", "Ship it?\nReally?", (("a", "Approve"), ("r", "Reject"), ("later", "Ask again")), NOW - 61)


async def test_a_gate_that_waits_is_told_and_answered_by_enter_on_its_step(scene: Scene) -> None:
    engine = FakeEngine(gates=(GATE,))
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await until_async(lambda: "audit of 8k3m waits for an answer" in footer(deck))
        deck.select(replace(deck.view.address, step="audit"))
        await press(app, pilot, "2")
        deck.drill(replace(deck.view.address, step="audit"))
        await armed(app, pilot)
        assert "Ship it?" in text(app) and "1m01s" in text(app) and "3" in text(app)
        await press(app, pilot, "enter")
        assert engine.calls == [] and app.screen is deck
        await press(app, pilot, "colon", *"approve", "enter", "a")
        assert engine.calls == [("approve", RUN, "audit", "a", "ana")]
        assert deck.pen.writes[-1].command == f"wave-tui approve {RUN} audit a"
        assert "was answered with Approve" in footer(deck)


async def test_a_choice_without_a_key_of_one_letter_has_its_number(scene: Scene) -> None:
    engine = FakeEngine(gates=(GATE,))
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await until_async(lambda: bool(deck.view.control.gates))
        await press(app, pilot, "colon", *"approve", "enter", "3")
        assert engine.calls == [("approve", RUN, "audit", "later", "ana")]


async def test_an_answer_that_was_typed_ahead_is_none(scene: Scene) -> None:
    engine = FakeEngine(gates=(GATE,))
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await until_async(lambda: bool(deck.view.control.gates))
        burst(pilot, ":approve\ra")
        await until_async(lambda: "Gate of 8k3m" in text(app))
        await armed(app, pilot)
        assert engine.calls == []


async def test_a_gate_that_was_answered_elsewhere_says_so(scene: Scene) -> None:
    told = "step audit of run 8k3m does not wait any more: bob has answered it with Reject (r) 3 s ago"
    engine = FakeEngine(gates=(GATE,), errors={"approve": RefusedError(told)})
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await until_async(lambda: bool(deck.view.control.gates))
        await press(app, pilot, "colon", *"approve", "enter", "a")
        assert "bob has answered it" in " ".join(text(app).split())
        engine.gates = ()
        await until_async(lambda: "does not wait any more: somebody" in text(app))


async def test_a_run_without_a_gate_says_so(scene: Scene) -> None:
    async with deck_with(scene("one"), FakeEngine()) as (app, deck, pilot):
        await press(app, pilot, "colon", *"approve", "enter")
        assert "no gate of this run waits" in footer(deck)


@pytest.mark.parametrize(("seen", "told"), [(None, "the cancel is withdrawn"), (NOW, "too late")])
async def test_undo_withdraws_a_cancel_that_was_not_seen(scene: Scene, seen: float | None, told: str) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "x", "y", "escape")
        engine.answer = replace(engine.answer, seen=seen)
        await press(app, pilot, "u")
        assert engine.calls[-1] == ("withdraw", RUN) and told in footer(deck)
        assert deck.pen.writes[-1].command == f"wave-tui cancel {RUN} --withdraw"


async def test_a_started_run_cannot_be_undone_and_the_act_before_it_can(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("many"), engine) as (app, deck, pilot):
        await press(app, pilot, "slash", *"docs", "enter", "escape", "t", *["enter"] * 7)
        assert [call[0] for call in engine.calls] == ["start"]
        await press(app, pilot, "u")
        assert "cancel it instead" in footer(deck)
        await press(app, pilot, "u")
        await until_async(lambda: deck.view.snapshot.runs.query.filter.text == "docs")
        await press(app, pilot, "u")
        assert "nothing to undo" in footer(deck)


async def test_undo_brings_marks_back(scene: Scene) -> None:
    async with deck_with(scene("many"), FakeEngine()) as (app, deck, pilot):
        await press(app, pilot, "g", "space", "space", "escape")
        assert not deck.view.marks
        await press(app, pilot, "u")
        assert len(deck.view.marks) == 2


async def test_the_command_log_lists_every_write_with_its_result(scene: Scene) -> None:
    engine = FakeEngine(answer=CancelFacts(grace=10.0))
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "at")
        assert "Nothing was written yet" in text(app)
        await press(app, pilot, "escape", "x", "y", "escape", "t", *["enter"] * 7, "at")
        assert "@ 2 writes" in footer(deck)
        shown = text(app)
        assert f"wave-tui cancel {RUN}" in shown and "asked for at 05:00:00 by ana" in shown
        assert shown.index("wave-tui run impl-issue") < shown.index("wave-tui cancel")


async def test_a_command_line_of_the_log_can_be_copied(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    async with deck_with(scene("one"), FakeEngine()) as (app, deck, pilot):
        sent: list[str] = []
        monkeypatch.setattr(deck, "send_copy", sent.append)
        await press(app, pilot, "x", "y", "escape", "at", "y")
        assert sent == [f"wave-tui cancel {RUN}"]


KEYS = (
    ("t", "wave-tui run impl-issue"),
    ("x", f"wave-tui cancel {RUN}"),
    ("X", f"wave-tui cancel {RUN} --force"),
    ("r", f"wave-tui retry {RUN} --failed"),
    ("R", f"wave-tui retry {RUN} --failed"),
)


@pytest.mark.parametrize(("key", "line"), KEYS)
async def test_a_deck_that_only_looks_answers_with_the_command_line(scene: Scene, key: str, line: str) -> None:
    def settle(shown: Display) -> Settled:
        return Settled(shown, {}, read_only=True)

    engine = FakeEngine()
    async with deck_with(scene("one"), engine, settle=settle) as (app, deck, pilot):
        await press(app, pilot, key)
        assert app.screen is deck and engine.calls == []
        assert f"read-only: run {line}" in footer(deck)
        assert "start" in footer(deck) and plain(deck.panels["header"].drawn[1]).endswith(" ro")


async def test_u1_a_store_that_cannot_be_written_makes_the_deck_only_look(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wave_tui.data.store.source.Source.is_writable", lambda _: False)
    engine = FakeEngine(reaped=(RUN,))
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "x")
        assert app.screen is deck and "the store cannot be written by this user" in footer(deck)
        assert engine.reaped == (RUN,)


async def test_what_lost_its_executor_is_marked_by_the_deck_that_looks(scene: Scene) -> None:
    engine = FakeEngine(reaped=(RUN,))
    async with deck_with(scene("one"), engine) as (app, deck, _):
        await until_async(lambda: "8k3m lost the executor and is marked; r retries" in footer(deck))
        assert deck.pen.writes[-1].command == "wave-tui reap"
