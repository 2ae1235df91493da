"""Columns that hold what no engine writes: the deck opens and shows every run of such a store."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from decks import deck_app, opened
from poison import segments
from stores import StoreWriter
from waiting import until_async

from wave_tui.data.sqlite import sqlite3

WEIRD = (None, "abc", b"\xff\x00\x9b", -1, 2**63 - 1, 1e308, float("inf"), "", "2026-13-45T99:00", "x" * 100_000, 0)
TABLES = ("pipeline_run", "pipeline_state", "step_state", "step_attempt", "event_log", "artifact")
KEYS = {"run_id", "id", "pipeline_id", "step_id"}


def _weird(store: StoreWriter) -> int:
    """Every column of every table gets every weird value somewhere; how many columns took one."""
    taken = 0
    for table in TABLES:
        names = [str(row[1]) for row in store.connection.execute(f"PRAGMA table_info({table})")]
        for place, name in enumerate(name for name in names if name not in KEYS):
            for number, value in enumerate(WEIRD):
                where = f"rowid % {len(WEIRD)} = {(number + place) % len(WEIRD)}"
                with suppress(sqlite3.IntegrityError):
                    store.update(f'UPDATE {table} SET "{name}" = ? WHERE {where}', value)
                    taken += 1
    return taken


async def test_d15_no_value_in_any_column_keeps_the_deck_from_showing_a_run(fixture_project: Path) -> None:
    with StoreWriter(fixture_project / ".agents" / "state.db") as store:
        assert _weird(store) > 400
    app = deck_app(fixture_project)
    async with opened(app, (200, 60)) as (deck, pilot):
        seen = set()
        for _ in range(50):
            seen.add(deck.view.address.run)
            assert list(segments(app))
            app.simulate_key("j")
            await pilot.pause()
            await until_async(lambda: deck.view.snapshot.query == deck.query_now)
        assert len(seen) > 40
        assert deck.view.snapshot.store.state == "ok"
