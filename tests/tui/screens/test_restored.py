"""A deck begins where the one before it was left, and leaves word for the next one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from decks import deck_app, opened, pressed, settled
from dialogs import footer
from stores import NOW, StoreWriter
from waiting import until_async

from wave_tui.data.address import Address
from wave_tui.data.views import RunFilter
from wave_tui.tui.filtering import EventFilter
from wave_tui.tui.kept import Kept, chosen_of, kept_of
from wave_tui.tui.screens.deck import Deck

RETRY = "demo-retry-20261120-043439-9bd2"
LEFT = Kept(Address(RETRY, "fetch"), NOW - 60, RunFilter("retry"), EventFilter(levels=("error",)))


async def test_address_and_filters_are_put_back(fixture_project: Path) -> None:
    app = deck_app(fixture_project, kept=LEFT)
    async with opened(app) as (deck, pilot):
        await settled(app, pilot)
        assert deck.view.address == LEFT.address
        assert (deck.query_now.runs.filter, deck.query_now.events.levels) == (LEFT.runs, ("error",))
        assert all("retry" in run.pipeline for run in deck.view.snapshot.runs.rows)
        assert kept_of(app.kept_words) == replace(LEFT, left=NOW)


async def test_the_first_frame_does_not_wait_for_a_filter(fixture_project: Path) -> None:
    app = deck_app(fixture_project, kept=LEFT)
    async with opened(app):
        assert not app._launch.first.result().query.runs.filter.active


async def test_a_run_that_began_since_goes_first_and_an_address_that_is_asked_for_before_all(
    fixture_project: Path,
) -> None:
    with StoreWriter(fixture_project / ".agents" / "state.db") as store:
        store.run("fresh-1", started_at=int(NOW) - 5, last_heartbeat=int(NOW))
    kept = Kept(Address(RETRY), NOW - 60)
    for address, expected in (("", "fresh-1"), ("demo-quick-20261120-043417-a5a5", "demo-quick-20261120-043417-a5a5")):
        async with opened(deck_app(fixture_project, kept=kept, address=address)) as (deck, _):
            assert deck.view.address.run == expected
    async with opened(deck_app(fixture_project, kept=replace(kept, left=NOW))) as (deck, _):
        assert deck.view.address.run == RETRY


async def test_a_run_that_is_heard_of_later_and_began_since_takes_the_selection(fixture_project: Path) -> None:
    app = deck_app(fixture_project, kept=Kept(Address(RETRY), NOW - 60))
    async with opened(app) as (deck, pilot):
        assert deck.view.address.run == RETRY
        with StoreWriter(fixture_project / ".agents" / "state.db") as store:
            store.run("old-1", started_at=int(NOW) - 90, last_heartbeat=int(NOW))
            await until_async(lambda: any(run.id == "old-1" for run in deck.view.snapshot.runs.rows))
            assert deck.view.address.run == RETRY
            store.run("fresh-1", started_at=int(NOW) - 5, last_heartbeat=int(NOW))
            await until_async(lambda: deck.view.address.run == "fresh-1")
        await settled(app, pilot)


async def test_a_run_that_is_gone_gives_way_to_the_newest(fixture_project: Path) -> None:
    app = deck_app(fixture_project, kept=Kept(Address("gone-1", "plan"), NOW))
    async with opened(app) as (deck, pilot):
        await until_async(lambda: deck.view.address.run == deck.view.snapshot.runs.rows[0].id)
        await settled(app, pilot)
        assert deck.view.detail is not None


async def test_what_is_chosen_on_the_deck_is_kept_at_once(fixture_project: Path) -> None:
    kept: dict[str, str] = {}
    app = deck_app(fixture_project, keep=kept.update)
    async with opened(app) as (deck, _):
        deck.run_command("theme light")
        deck.run_command("panels runs, events")
        deck.run_command("refresh 100")
        await until_async(lambda: len(chosen_of(kept)) == 3)
        assert chosen_of(kept) == {"theme": "light", "panels": "runs,events", "refresh_rate": "100"}
        assert app.display_now.pace == 0.1 and set(deck.bounds.panels) == {"runs", "events"}
        deck.run_command("panels all")
        deck.run_command("refresh auto")
        await until_async(lambda: len(chosen_of(kept)) == 1)
        assert app.display_now.pace == 0.25 and "spec" in deck.bounds.panels


async def test_times_and_wrapping_are_kept_when_they_were_changed(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (_, pilot):
        assert chosen_of(app.kept_words) == {}
        await pressed(app, pilot, "w", "T")
        assert chosen_of(app.kept_words) == {"wrap": "yes", "timestamps": "rel"}


async def test_wrong_panels_and_paces_are_refused_with_what_is_allowed(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, _):
        for command, told in (
            ("panels", "timeline"), ("panels runs,log", "'log'; known are runs"), ("refresh", "50 to 60000"),
            ("refresh 3", "50 to 60000"), ("refresh fast", "'fast'"),
        ):  # fmt: skip
            deck.run_command(command)
            await _says(deck, told)


async def _says(deck: Deck, text: str) -> None:
    await until_async(lambda: text in footer(deck))
