"""A screen on which nothing happens stands still, and says so when it is not true any more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from decks import deck_app, opened
from stores import NOW

from wave_tui.tui.present.header import freshness
from wave_tui.tui.present.line import plain


async def test_t5_the_same_answer_at_another_time_paints_nothing_while_nothing_runs(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, _):
        shown = [panel.view for panel in deck.panels.values()]
        deck.show_snapshot(replace(deck.view.snapshot, read_at=NOW + 60))
        assert all(panel.view is before for panel, before in zip(deck.panels.values(), shown, strict=True))
        assert deck.view.snapshot.read_at == NOW + 60


async def test_another_answer_is_painted_although_nothing_runs(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project)) as (deck, _):
        store = replace(deck.view.snapshot.store, changed=NOW + 50)
        deck.show_snapshot(replace(deck.view.snapshot, store=store))
        header = deck.panels["header"].view
        assert header is not None and header.snapshot.store.changed == NOW + 50


async def test_a_reader_that_answers_again_is_not_called_stale_any_more(fixture_project: Path) -> None:
    now = [NOW]
    async with opened(deck_app(fixture_project, clock=lambda: now[0])) as (deck, _):
        now[0] += 42
        deck.view = replace(deck.view, now=now[0])
        assert "STALE" in plain(freshness(deck.view))
        deck.show_snapshot(replace(deck.view.snapshot, read_at=now[0]))
        header = deck.panels["header"].view
        assert header is not None and "LIVE" in plain(freshness(header))
