"""The storage schema of the enhanced progress data model (000): columns of the event log, and kept display settings."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from console import ask
from stores import NOW, StoreWriter

from wave_tui.data.sidecar.display import read_display, write_display
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.create import create_store

EXTENDED = ("progress", "subtask_current", "subtask_total", "estimated_eta", "files_processed", "artifact_count")


def _columns(path: Path, table: str) -> dict[str, tuple[str, bool, bool]]:
    """Type, NOT NULL and primary key of each column."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, type, [notnull], pk FROM pragma_table_info(?)", (table,)).fetchall()
    return {name: (kind, bool(needed), bool(key)) for name, kind, needed, key in rows}


@pytest.mark.parametrize("column", EXTENDED)
def test_the_event_log_of_a_new_store_has_the_extended_columns(tmp_path: Path, column: str) -> None:
    create_store(tmp_path / "state.db")
    assert _columns(tmp_path / "state.db", "event_log")[column][0] == "INTEGER"


def test_the_extended_columns_of_a_store_are_shown(tmp_path: Path) -> None:
    create_store(tmp_path / ".agents" / "state.db")
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        store.run("demo-1", status="completed", completed_at=int(NOW))
        store.event("demo-1", "plan", "running", timestamp=int(NOW) - 9)
        store.event("demo-1", "plan", "step_progress", "half", timestamp=int(NOW) - 5, progress=50, subtask_current=1)
    assert ask(tmp_path, "show", "demo-1")["events"][-1]["progress"] == 50


def test_a_store_without_the_extended_columns_is_read_as_well(fixture_project: Path) -> None:
    assert not set(EXTENDED) & set(_columns(fixture_project / ".agents" / "state.db", "event_log"))
    assert ask(fixture_project, "show", "demo-quick-20261120-043428-5401")["run"]["status"] == "completed"


def test_display_settings_are_kept_under_their_keys(tmp_path: Path) -> None:
    assert write_display(tmp_path / "wave-tui.db", {"theme": "dusk", "refresh": "250"})
    assert write_display(tmp_path / "wave-tui.db", {"theme": "day"})
    assert read_display(tmp_path / "wave-tui.db") == {"theme": "day", "refresh": "250"}
    columns = _columns(tmp_path / "wave-tui.db", "display_settings")
    assert columns["key"] == ("TEXT", False, True) and columns["value"] == ("TEXT", True, False)
    assert "updated_at" in columns
