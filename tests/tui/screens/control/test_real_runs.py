"""The keys over the real engine: real pipelines are started, cancelled, answered and retried."""

from __future__ import annotations

import os
import shlex
import signal
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from console import call
from decks import deck_app, opened
from dialogs import footer, press, text
from supervised import MARK, World, end_marked, guardian_of, marked
from textual.pilot import Pilot
from waiting import until, until_async

from wave_tui.tui.app import WaveApp
from wave_tui.tui.control.ways import ways
from wave_tui.tui.screens.deck import Deck

GOOD_LATER = """
kind: WavePipeline
metadata: {name: demo}
steps:
  - {id: make, type: command, script: 'echo "$WAVE_INPUT" >> "$WAVE_PROJECT_ROOT/made"; echo made > made.txt'}
  - {id: check, type: command, dependencies: [make], script: 'test -e "$WAVE_PROJECT_ROOT/good"'}
"""
WAITS = """
kind: WavePipeline
metadata: {name: demo}
steps:
  - {id: wait, type: command, script: 'touch "$WAVE_PROJECT_ROOT/at-work"; sleep 60'}
"""
STUBBORN = """
kind: WavePipeline
metadata: {name: demo}
steps:
  - id: wait
    type: command
    script: trap "" TERM; touch "$WAVE_PROJECT_ROOT/at-work"; while :; do sleep 1; done
"""
ASKS = """
kind: WavePipeline
metadata: {name: demo}
steps:
  - id: ask
    gate:
      type: approval
      message: Ship it?
      choices: [{label: Approve, key: a}, {label: Reject, key: r, target: _fail}]
"""
LONG = 20.0


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A project whose engine runs pipelines; every process that it started has gone when the test is over."""
    own = uuid.uuid4().hex
    monkeypatch.setenv(MARK, own)
    yield World(tmp_path / "shop", real=True)
    try:
        until(lambda: not marked(own), 5)
    finally:
        end_marked(own)


@asynccontextmanager
async def deck_of(world: World) -> AsyncIterator[tuple[WaveApp, Deck, Pilot[Any]]]:
    """The deck of that project with its own engine and a clock that goes."""
    app = deck_app(world.project.root, control=ways(world.project), clock=time.time)
    async with opened(app) as (deck, pilot):
        yield app, deck, pilot


async def started(world: World, app: WaveApp, deck: Deck, pilot: Pilot[Any], *input: str) -> str:
    """Start the pipeline by keys; the run that the deck shows then."""
    await press(app, pilot, "t", "enter", *input, *["tab"] * 5)
    assert "start now" in text(app)
    await press(app, pilot, "enter")
    await until_async(lambda: app.screen is deck, LONG)
    run = deck.view.address.run
    assert world.owner(run).triggered_by == "TUI"
    return run


async def test_a_run_is_started_fails_and_is_retried_from_its_failed_step(world: World) -> None:
    world.define(GOOD_LATER)
    async with deck_of(world) as (app, deck, pilot):
        first = await started(world, app, deck, pilot, *"clay")
        await until_async(lambda: deck.view.run is not None and deck.view.run.state == "failed", LONG)
        (world.project.root / "good").touch()
        await press(app, pilot, "r")
        assert "re-run check" in text(app) and "make/" not in text(app).partition("re-run")[0]
        await press(app, pilot, "y")
        await until_async(lambda: app.screen is deck and deck.view.address.run != first, LONG)
        again = deck.view.address.run
        await until_async(lambda: deck.view.run is not None and deck.view.run.state == "completed", LONG)
        await until_async(lambda: "re-ran check, as planned" in str(deck.panels["now"].drawn))
        assert world.row("SELECT parent_run_id FROM pipeline_run WHERE run_id = ?", again) == (first,)
        assert (world.project.root / "made").read_text().split() == ["clay"]


async def test_a_run_is_cancelled_and_the_dialog_says_so_only_when_nothing_is_left(world: World) -> None:
    world.define(WAITS)
    async with deck_of(world) as (app, deck, pilot):
        run = await started(world, app, deck, pilot)
        await until_async(lambda: (world.project.root / "at-work").exists(), LONG)
        await until_async(lambda: deck.view.run is not None and deck.view.run.state == "running", LONG)
        await press(app, pilot, "x")
        await until_async(lambda: "holds the lease" in text(app), LONG)
        await press(app, pilot, "y")
        await until_async(lambda: "0 processes left" in text(app) and "Cancelled" in text(app), LONG)
        assert world.state(run) == "cancelled" and world.owner(run).verified_at is not None


async def test_a_step_that_ignores_term_is_forced(world: World) -> None:
    world.define(STUBBORN)
    async with deck_of(world) as (app, deck, pilot):
        run = await started(world, app, deck, pilot)
        await until_async(lambda: (world.project.root / "at-work").exists(), LONG)
        await until_async(lambda: deck.view.run is not None and deck.view.run.state == "running", LONG)
        await press(app, pilot, "x", "y")
        await until_async(lambda: "stopping" in text(app), LONG)
        await press(app, pilot, "X")
        await until_async(lambda: "get SIGKILL" in text(app), LONG)
        await press(app, pilot, *run[-4:], "enter")
        await until_async(lambda: "0 processes left" in text(app), LONG)
        assert world.ended(run) == "cancelled"


async def test_a_gate_is_answered_from_the_deck(world: World) -> None:
    world.define(ASKS)
    async with deck_of(world) as (app, deck, pilot):
        run = await started(world, app, deck, pilot)
        await until_async(lambda: deck.view.control.gate(run, "ask") is not None, LONG)
        assert "waits for an answer" in footer(deck)
        await press(app, pilot, "2", "j", "enter")
        assert "Ship it?" in text(app)
        await press(app, pilot, "a")
        await until_async(lambda: deck.view.run is not None and deck.view.run.state == "completed", LONG)
        assert world.ended(run) == "completed"


async def test_the_first_run_of_a_project_makes_its_store(world: World) -> None:
    world.define(GOOD_LATER)
    (world.project.root / "good").touch()
    async with deck_of(world) as (app, deck, pilot):
        assert not world.project.store.exists()
        await started(world, app, deck, pilot)
        await until_async(lambda: deck.view.run is not None and deck.view.run.state == "completed", LONG)


async def test_the_command_line_of_the_log_starts_the_same_run_from_a_shell(world: World) -> None:
    world.define(GOOD_LATER)
    (world.project.root / "good").touch()
    async with deck_of(world) as (app, deck, pilot):
        await started(world, app, deck, pilot, *"it's 5 $(id)")
        await until_async(lambda: deck.view.run is not None and deck.view.run.state == "completed", LONG)
        words = shlex.split(deck.pen.writes[0].command)
        assert call(world.project.root, *words[words.index("run") :], "--wait").exit_code == 0
        made = (world.project.root / "made").read_text().splitlines()
        assert made == ["it's 5 $(id)"] * 2


async def test_a_run_whose_executor_was_killed_is_marked_while_the_deck_looks(world: World) -> None:
    world.define(WAITS)
    async with deck_of(world) as (app, deck, pilot):
        run = await started(world, app, deck, pilot)
        await until_async(lambda: (world.project.root / "at-work").exists(), LONG)
        owner = world.owner(run)
        guardian = guardian_of(owner)
        for pid, number in ((guardian, signal.SIGSTOP), (owner.pid, signal.SIGKILL), (guardian, signal.SIGKILL)):
            os.kill(pid, number)
        await until_async(lambda: world.state(run) == "failed", 10)
        assert "is marked; r retries" in footer(deck)
        await press(app, pilot, "r")
        await until_async(lambda: "re-run wait" in text(app), LONG)
