"""Nothing moves unless the user wants that and something runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from decks import deck_app, opened, settled
from stores import NOW, StoreWriter
from waiting import until_async

from wave_tui.tui.display import Abilities
from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck


class Clock:
    """A clock that moves by a tenth of a second whenever it is read."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        """The next moment."""
        self.now += 0.1
        return self.now


def shown(deck: Deck, panel: str) -> str:
    """What a panel has on the screen."""
    return "\n".join(plain(line) for line in deck.panels[panel].drawn)


@pytest.fixture
def live_project(fixture_project: Path) -> Path:
    """A project in which one run is going on."""
    with StoreWriter(fixture_project / ".agents" / "state.db") as store:
        store.run("live-1", last_heartbeat=int(NOW), started_at=int(NOW), total_tokens=1000)
    return fixture_project


@pytest.mark.parametrize("words", [{}, {"animation": "off"}])
async def test_without_animation_there_is_no_timer_and_nothing_spins(live_project: Path, words: dict[str, str]) -> None:
    async with opened(deck_app(live_project, words=words)) as (deck, _):
        assert deck._motion is None
        assert "● RUN" in shown(deck, "runs")


async def test_running_rows_spin_when_everything_may_move(live_project: Path) -> None:
    app = deck_app(live_project, words={"animation": "full", "spinner": "dots"}, clock=Clock())
    async with opened(app) as (deck, _):
        seen: set[str] = set()

        def spinning() -> bool:
            seen.update(glyph for glyph in "·•" if f"{glyph} RUN" in shown(deck, "runs"))
            return len(seen) == 2

        await until_async(spinning)


async def test_ascii_spins_in_ascii(live_project: Path) -> None:
    app = deck_app(live_project, words={"animation": "full", "unicode": "no"}, clock=Clock())
    async with opened(app) as (deck, _):
        await until_async(lambda: any(f"{glyph} RUN" in shown(deck, "runs") for glyph in "\\|/"))


async def test_nothing_spins_over_ssh(live_project: Path) -> None:
    app = deck_app(live_project, words={"animation": "full"}, abilities=Abilities(ssh=True))
    async with opened(app) as (deck, _):
        assert deck._motion is None and not deck.view.look.spin


async def test_nothing_spins_while_nothing_runs(fixture_project: Path) -> None:
    app = deck_app(fixture_project, words={"animation": "full"})
    async with opened(app) as (deck, pilot):
        assert deck._motion is None
        with StoreWriter(fixture_project / ".agents" / "state.db") as store:
            store.run("live-1", last_heartbeat=int(NOW), started_at=int(NOW))
        await until_async(lambda: deck._motion is not None)
        with StoreWriter(fixture_project / ".agents" / "state.db") as store:
            store.end("live-1")
        await until_async(lambda: deck._motion is None)
        await settled(app, pilot)
        assert not deck.view.look.spin and deck.view.counting is None


async def test_tokens_count_towards_their_sum(live_project: Path) -> None:
    app = deck_app(live_project, words={"animation": "full"}, clock=Clock())
    async with opened(app) as (deck, _):
        await until_async(lambda: deck.view.counting is not None and deck.view.counting.tokens.target == 1000)
        with StoreWriter(live_project / ".agents" / "state.db") as store:
            store.update("UPDATE pipeline_run SET total_tokens = 9000 WHERE run_id = 'live-1'")
        seen: set[float] = set()

        def counted() -> bool:
            counting = deck.view.counting
            seen.add(counting.tokens.current if counting is not None else 0)
            return 9000 in seen

        await until_async(counted)
        assert any(1000 < number < 9000 for number in seen)
        assert "9.0k" in shown(deck, "now")
