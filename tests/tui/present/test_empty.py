"""What the run list says when it has no runs."""

from __future__ import annotations

from dataclasses import replace

from builders import NOW, snapshot, view

from wave_tui.data.views import FilesStatus, Query, RunFilter, RunsPage, RunsQuery, StoreStatus
from wave_tui.tui.present.empty import empty_runs, inside
from wave_tui.tui.present.footer import happened
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.view import View

PATH = "/srv/shop-api/.agents/state.db"
GONE = StoreStatus("missing", f"There is no store at {PATH} yet; it appears with the first run.", PATH)


def test_paths_below_the_project_are_told_from_there() -> None:
    shown = view(snapshot(store=GONE), root="/srv/shop-api")
    assert inside(PATH, shown) == ".agents/state.db"
    assert "There is no store at .agents/state.db yet;" in _text(shown, 118)


def test_every_line_fits() -> None:
    shown = view(snapshot(store=StoreStatus("broken", f"{'x' * 200} is damaged. Restore a copy.", PATH)))
    for cells in (30, 46, 78, 118):
        assert all(width(line) <= cells for line in empty_runs(shown, cells, 30))


def test_a_store_that_goes_away_is_named_below_the_rows_that_stay() -> None:
    gone = replace(GONE, changed=NOW - 60)
    seen = view(snapshot(*(view().snapshot.runs.rows), store=gone), root="/srv/shop-api")
    assert "There is no store at .agents/state.db yet" in plain(happened(seen, 118))


def test_a_filter_that_hides_all_runs_of_event_files_says_so() -> None:
    wanted = Query(runs=RunsQuery(filter=RunFilter(sources=("store",))))
    none = RunsPage(stored=13)
    hidden = replace(snapshot(store=GONE), runs=none, query=wanted, files=FilesStatus("watching"))
    hidden = replace(hidden, store=replace(GONE, changed=None))
    assert "0 of 13 match /source:store, esc clears" in _text(view(hidden), 46)
    assert [each.strip() for each in _text(view(hidden), 30).splitlines()] == [
        "", "0 of 13 match /source:store,", "esc clears",
    ]  # fmt: skip


def _text(shown: View, cells: int) -> str:
    return "\n".join(plain(line) for line in empty_runs(shown, cells, 30))
