"""The keys over operations that programs report: they are asked to stop, and end themselves."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from decks import deck_app, opened
from dialogs import footer, press, text
from reports import project, reporter
from textual.pilot import Pilot
from waiting import until_async

from wave_tui.data import report
from wave_tui.data.events.catch_up import catch_up
from wave_tui.data.project import find_project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.tui.app import WaveApp
from wave_tui.tui.control.ways import ways
from wave_tui.tui.screens.deck import Deck


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project without a store."""
    return project(tmp_path / "shop")


@pytest.fixture
def job(root: Path) -> Iterator[report.Operation]:
    """An operation at work, and its file taken in."""
    with report.operation("import", "statements", total=9, unit="file", reporter=reporter(root)) as begun:
        begun.update(3, "reading")
        take_in(root)
        yield begun


def take_in(root: Path) -> None:
    """Take in what was reported, as the ingester would."""
    assert catch_up(find_project(root))


@asynccontextmanager
async def deck_of(root: Path) -> AsyncIterator[tuple[WaveApp, Deck, Pilot[Any]]]:
    """The deck of that project with its own engine and a clock that goes."""
    found = find_project(root)
    app = deck_app(root, reader=lambda: ProjectReader(found), control=ways(found), clock=time.time)
    async with opened(app) as (deck, pilot):
        yield app, deck, pilot


async def state(deck: Deck, root: Path, word: str) -> None:
    """The selected run is shown in this state."""
    await asyncio.to_thread(take_in, root)
    await until_async(lambda: deck.view.run is not None and deck.view.run.state == word, 20)


async def test_a_reported_operation_is_cancelled_by_keyboard(root: Path, job: report.Operation) -> None:
    async with deck_of(root) as (app, deck, pilot):
        await press(app, pilot, "x")
        assert "its program is asked to stop" in text(app) and "reports it" in text(app)
        assert "killed" not in text(app) and "force" not in text(app)
        await press(app, pilot, "y")
        await until_async(lambda: "requested" in text(app) and "Cancelling" in text(app))
        assert job.cancelled()
        await asyncio.to_thread(take_in, root)
        await until_async(lambda: "its program has seen it" in text(app))
        job.cancel()
        await asyncio.to_thread(take_in, root)
        await until_async(lambda: "Cancelled" in text(app) and "it is over" in text(app))
        await press(app, pilot, "enter")
        await state(deck, root, "cancelled")


async def test_a_cancel_of_a_reported_operation_is_taken_back(root: Path, job: report.Operation) -> None:
    async with deck_of(root) as (app, deck, pilot):
        await press(app, pilot, "x", "y")
        await until_async(lambda: "Cancelling" in text(app))
        await press(app, pilot, "u")
        await until_async(lambda: "the cancel is withdrawn" in footer(deck))
        assert not job.cancelled()


async def test_force_is_refused_for_what_only_its_program_can_end(root: Path, job: report.Operation) -> None:
    async with deck_of(root) as (app, deck, pilot):
        await press(app, pilot, "X")
        await until_async(lambda: "ended by its own program alone" in footer(deck))
        await press(app, pilot, "x", "y")
        await until_async(lambda: "Cancelling" in text(app))
        await press(app, pilot, "X")
        assert "Cancelling" in text(app)
        assert not job.cancelled() or job.root.mark.seen


async def test_a_reported_operation_is_not_retried(root: Path, job: report.Operation) -> None:
    job.complete()
    take_in(root)
    async with deck_of(root) as (app, _, pilot):
        await press(app, pilot, "r")
        assert "Not from here: no engine ran it; start the program again" in " ".join(text(app).split())


def told(root: Path, seconds: float) -> None:
    """A run of a format that no program of the reporting API writes, heard of that long ago."""
    folder = root / ".wave" / "events"
    folder.mkdir(exist_ok=True)
    event = {"timestamp": time.time() - seconds, "pipeline_id": "release-1", "step_id": "a", "state": "running"}
    (folder / "release-1.ndjson").write_text(json.dumps(event) + "\n")
    take_in(root)


async def test_a_run_that_nobody_here_can_ask_is_not_offered_to_be_cancelled(root: Path) -> None:
    told(root, 1)
    async with deck_of(root) as (app, deck, pilot):
        await until_async(lambda: "t start  enter" in footer(deck))
        await press(app, pilot, "x")
        await until_async(lambda: "cancel it where it was started" in " ".join(text(app).split()))
        assert "y" not in keys_of(app)
        await press(app, pilot, "y")
        assert not deck.pen.writes


async def test_a_lost_run_of_any_format_is_marked_as_cancelled(root: Path) -> None:
    told(root, 3_600)
    async with deck_of(root) as (app, deck, pilot):
        await press(app, pilot, "x")
        await until_async(lambda: "its process is not known" in text(app))
        await press(app, pilot, "y")
        await asyncio.to_thread(take_in, root)
        await until_async(lambda: "Cancelled" in text(app), 10)
        await until_async(lambda: "nobody was there to see it" in text(app))
        assert "its end was written for it" in text(app) and "its program" not in text(app)
        await press(app, pilot, "enter")
        await state(deck, root, "cancelled")
        assert "x cancel" not in footer(deck) and "r retry" not in footer(deck)


async def test_a_run_that_was_asked_to_stop_reads_cancelling_at_once(root: Path, job: report.Operation) -> None:
    async with deck_of(root) as (app, deck, pilot):
        await press(app, pilot, "x", "y")
        await until_async(lambda: deck.view.run is not None and deck.view.run.state == "cancelling", 3)


def keys_of(app: WaveApp) -> list[str]:
    """The words of the dialog's last line."""
    return text(app).strip().splitlines()[-2].split()
