"""The start form by its keys: filling in, history, plan, refusals, what is kept and what is written."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from builders import NOW, run
from dialogs import armed, burst, deck_with, footer, press, text
from engines import PLAN, FakeEngine
from textual.events import Paste
from waiting import until_async

from wave_tui.data.engine.model import RunPlan
from wave_tui.data.errors import RefusedError, StoreError

Scene = Callable[[str], Path]
TO_START = ("tab",) * 6


async def test_start_a_run_with_input_by_keys_alone(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "t", *"docs", "tab", *"page 7", *TO_START[1:], "enter")
        (request,) = engine.requests
        assert (request.pipeline, request.input, request.caller.via) == ("docs-sync", "page 7", "TUI")
        assert app.screen is deck
        assert deck.view.address.run == engine.started
        assert "docs-sync 9new is running" in footer(deck)
        assert deck.pen.writes[-1].command == shlex.join(["wave-tui", "run", "docs-sync", "--input", "page 7"])
        assert deck.pen.writes[-1].done


async def test_every_field_is_part_of_the_request(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(
            app, pilot, "t", "enter", *"-x", "tab", *"ui", "tab", "right", "tab", *"plan, docs", "tab", *"q4,ui"
        )
        await press(app, pilot, "tab", "enter")
        (request,) = engine.requests
        assert (request.input, request.profile, request.from_step) == ("-x", "ui", "explore")
        assert (request.exclude, request.tags) == (("plan", "docs"), ("q4", "ui"))
        line = "--input=-x --from-step explore --exclude plan,docs --profile ui --tag q4 --tag ui"
        assert deck.pen.writes[-1].command == f"wave-tui run impl-issue {line}"


async def test_enter_goes_on_and_starts_only_on_the_button(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        await press(app, pilot, "t", *["enter"] * 6)
        assert engine.calls == []
        await press(app, pilot, "enter")
        assert [call[0] for call in engine.calls] == ["start"]


async def test_a_start_that_was_typed_ahead_starts_nothing(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        burst(pilot, "t" + "\t" * 6 + "\r")
        await until_async(lambda: "typed before" in text(app))
        await armed(app, pilot)
        assert engine.calls == []
        await press(app, pilot, "enter")
        assert [call[0] for call in engine.calls] == ["start"]


async def test_esc_keeps_the_draft_and_undo_opens_it_again(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "t", *"docs", "tab", *"page", "escape")
        assert app.screen is deck and engine.calls == []
        await press(app, pilot, "u")
        assert "page" in text(app) and "1 of 5 match" in text(app)
        await press(app, pilot, "escape", "t")
        assert "page" in text(app)


async def test_up_brings_back_earlier_inputs_as_they_were_typed(scene: Scene) -> None:
    before = tuple(
        run(f"impl-issue-{number}", state="completed", input=f"shown {number}", started=NOW - 99, ended=NOW - 9)
        for number in (8001, 8002)
    )
    engine = FakeEngine()
    async with deck_with(scene("one"), engine, past=before) as (app, _, pilot):
        await press(app, pilot, "t", "tab", "up", "up")
        assert "the input of 8002" in text(app)
        await press(app, pilot, "down")
        assert "the input of 8001" in text(app)
        assert "~1m30s" in text(app) and "n=2" in text(app)


async def test_the_dry_run_plan_lists_steps_and_every_reason_against_it(scene: Scene) -> None:
    refused = ("step plan: unknown key steam", "step docs: adapter claude is not installed", "no room")
    engine = FakeEngine(plans=replace(PLAN, refusals=refused, warnings=("prompt.md is missing",)))
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        await press(app, pilot, "t")
        assert "not start" in text(app) and "unknown key steam" in text(app) and "p tells them" in text(app)
        await press(app, pilot, *TO_START, "p")
        for each in (*refused, "prompt.md is missing", "fetch-issue", "explore"):
            assert each in text(app)
        await press(app, pilot, "escape")
        assert "Start a run" in text(app)


async def test_a_form_that_was_opened_before_the_definitions_came_fills_itself(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        known = deck.view.pipelines
        deck.view = replace(deck.view, pipelines=(), defined=False)
        await press(app, pilot, "t", *"docs")
        assert "the definitions are being read" in text(app) and engine.calls == []
        deck.define(known)
        await press(app, pilot, *TO_START, "enter")
        assert [request.pipeline for request in engine.requests] == ["docs-sync"]


async def test_a_project_without_definitions_says_so_once_that_is_known(scene: Scene) -> None:
    async with deck_with(scene("one"), FakeEngine()) as (app, deck, pilot):
        deck.view = replace(deck.view, pipelines=(), defined=False)
        await press(app, pilot, "t")
        deck.define(())
        await pilot.pause()
        assert "there are no pipelines yet" in text(app)


async def test_a_refused_start_tells_why_and_keeps_the_form(scene: Scene) -> None:
    engine = FakeEngine(errors={"start": RefusedError("impl-issue cannot be run: no")})
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "t", *TO_START, "enter")
        assert "cannot be run: no" in text(app)
        assert deck.pen.writes[-1].done is False and "cannot be run" in deck.pen.writes[-1].result


async def test_a_full_disk_is_told_and_the_draft_stays(scene: Scene) -> None:
    engine = FakeEngine(errors={"start": StoreError("state.db: the disk is full; free space and try again")})
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        await press(app, pilot, "t", "tab", *"page", *TO_START[1:], "enter")
        assert "the disk is full; free space" in text(app) and "page" in text(app)


async def test_a_pipeline_file_that_was_changed_meanwhile_starts_nothing(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        await press(app, pilot, "t", *TO_START)
        engine.plans = RunPlan("impl-issue", PLAN.steps[:2])
        await press(app, pilot, "enter")
        assert engine.calls == [] and "changed meanwhile" in text(app) and "2 steps" in text(app)
        await press(app, pilot, "enter")
        assert [call[0] for call in engine.calls] == ["start"]


async def test_t9_a_paste_is_cut_at_64_kib_and_loses_what_cannot_be_seen(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "t", "tab")
        app.post_message(Paste("a\u200bb\r\n" + "x" * 100_000))
        await armed(app, pilot)
        assert "the paste was cut" in text(app)
        for _ in range(2):
            app.post_message(Paste("y" * 65_536))
        await armed(app, pilot)
        await press(app, pilot, *TO_START[1:], "enter")
        (request,) = engine.requests
        assert request.input[:4] == "ab\nx" and len(request.input) == 3 * 65_536
        assert deck.pen.writes[-1].command == "wave-tui run impl-issue --input-file INPUT.txt"


async def test_a_search_without_hits_says_so_and_starts_nothing(scene: Scene) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, _, pilot):
        await press(app, pilot, "t", *"zzz")
        assert "no pipeline has that in its name" in text(app)
        await press(app, pilot, *TO_START, "enter")
        assert engine.calls == [] and "choose a pipeline first" in text(app)
