"""A hand that moves through the runs: a run that is only passed is not opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from decks import deck_app, opened, settled
from waiting import until_async

from wave_tui.data.views import Query
from wave_tui.tui.app import WaveApp
from wave_tui.tui.screens import deck_pace


class Clock:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time between two keys belongs to the test."""
    made = Clock()
    monkeypatch.setattr(deck_pace, "monotonic", made)
    return made


def asked(app: WaveApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that the reader is asked for from now on."""
    runs: list[str] = []
    feed = app._launch.feed
    ask = feed.ask

    def noted(query: Query) -> None:
        runs.append(query.run)
        ask(query)

    monkeypatch.setattr(feed, "ask", noted)
    return runs


async def test_one_move_opens_the_run_at_once(
    fixture_project: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        runs = asked(app, monkeypatch)
        await pilot.press("down")
        await settled(app, pilot)
        assert runs == [deck.view.snapshot.runs.rows[1].id]
        assert deck.view.detail is not None


async def test_of_many_runs_in_a_row_the_one_at_which_the_hand_rests_is_opened(
    fixture_project: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        runs = asked(app, monkeypatch)
        ids = [run.id for run in deck.view.snapshot.runs.rows]
        await pilot.press("down", "down", "down", "down")
        await pilot.pause()
        assert deck.view.address.run == ids[4] and runs == ids[1:2]
        clock.now += deck_pace.REST
        await until_async(lambda: runs == [ids[1], ids[4]])
        await settled(app, pilot)
        assert deck.view.detail is not None and deck.view.detail.run.id == ids[4]


async def test_steps_with_a_rest_between_them_open_every_run(
    fixture_project: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        runs = asked(app, monkeypatch)
        for _ in range(3):
            clock.now += deck_pace.MOVING * 2
            await pilot.press("down")
            await pilot.pause()
        assert runs == [run.id for run in deck.view.snapshot.runs.rows[1:4]]


async def test_who_looks_inside_a_run_does_not_wait_for_it(
    fixture_project: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        runs = asked(app, monkeypatch)
        ids = [run.id for run in deck.view.snapshot.runs.rows]
        await pilot.press("down", "down", "enter")
        await settled(app, pilot)
        assert runs[:2] == ids[1:3] and deck.wish.active == "tree"
        assert deck.view.detail is not None and deck.view.detail.run.id == ids[2]
