"""Display settings survive in the sidecar and never stand in the way of a start."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from wave_tui.data.sidecar.display import read_display, write_display
from wave_tui.data.sqlite import sqlite3


def test_what_was_written_is_read_and_other_keys_stay(tmp_path: Path) -> None:
    sidecar = tmp_path / "wave-tui.db"
    assert write_display(sidecar, {"theme": "dark", "unicode": "yes"})
    assert write_display(sidecar, {"theme": "light"})
    assert read_display(sidecar) == {"theme": "light", "unicode": "yes"}


def test_the_table_has_the_shape_of_the_progress_data_model(tmp_path: Path) -> None:
    sidecar = tmp_path / "wave-tui.db"
    assert write_display(sidecar, {"theme": "dark"})
    with closing(sqlite3.connect(sidecar)) as store:
        columns = store.execute("PRAGMA table_info(display_settings)").fetchall()
        [(updated,)] = store.execute("SELECT updated_at FROM display_settings").fetchall()
    assert [(name, kind, required, key) for _, name, kind, required, _, key in columns] == [
        ("key", "TEXT", 0, 1),
        ("value", "TEXT", 1, 0),
        ("updated_at", "DATETIME", 0, 0),
    ]
    assert updated[:2] == "20"


def test_nothing_to_write_is_written_without_harm(tmp_path: Path) -> None:
    assert write_display(tmp_path / "wave-tui.db", {})
    assert read_display(tmp_path / "wave-tui.db") == {}


@pytest.mark.parametrize("content", [None, b"", b"not a database at all, but long enough to look at" * 20])
def test_a_missing_or_broken_sidecar_yields_no_settings(tmp_path: Path, content: bytes | None) -> None:
    sidecar = tmp_path / "wave-tui.db"
    if content is not None:
        sidecar.write_bytes(content)
    assert read_display(sidecar) == {}
    assert sidecar.exists() == (content is not None)


def test_a_folder_that_cannot_be_written_is_said_not_raised(tmp_path: Path) -> None:
    assert not write_display(tmp_path / "missing" / "wave-tui.db", {"theme": "dark"})
    broken = tmp_path / "wave-tui.db"
    broken.write_bytes(b"not a database at all, but long enough to look at" * 20)
    assert not write_display(broken, {"theme": "dark"})


def test_kept_values_are_safe_to_display(tmp_path: Path) -> None:
    sidecar = tmp_path / "wave-tui.db"
    assert write_display(sidecar, {"theme": "da\x1b[31mrk"})
    assert "\x1b" not in read_display(sidecar)["theme"]


def test_reading_does_not_load_the_heavy_library() -> None:
    probe = "import sys, wave_tui.data.sidecar.display; sys.exit('sqlite_utils' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
