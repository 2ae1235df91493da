"""A deck that is opened at an address stays there."""

from __future__ import annotations

from pathlib import Path

from decks import deck_app, opened
from stores import StoreWriter


async def test_a_run_that_was_asked_for_stays_selected_while_another_one_runs(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        store.run("done-1", status="completed", completed_at=1_795_150_790)
        store.run("live-1", pid=1)
        store.heartbeat("live-1")
    async with opened(deck_app(tmp_path, address="done-1")) as (deck, _):
        assert deck.view.address.run == "done-1"


async def test_without_an_address_the_run_that_is_at_work_is_selected(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        store.run("live-1", pid=1)
        store.heartbeat("live-1")
        store.run("done-1", status="completed", started_at=1_795_150_795, completed_at=1_795_150_798)
    async with opened(deck_app(tmp_path)) as (deck, _):
        assert deck.view.address.run == "live-1"
