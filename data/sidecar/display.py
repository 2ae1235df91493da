"""The display settings last in force, kept so that the first frame looks right before settings are validated."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from ..sqlite import sqlite3
from ..text import clean

_TABLE = """
CREATE TABLE IF NOT EXISTS display_settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at DATETIME DEFAULT CURRENT_TIMESTAMP
)
"""


def read_display(path: Path) -> dict[str, str]:
    """The settings kept in the sidecar at ``path``; empty when the file is missing, foreign or broken."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.1)) as store:
            rows = store.execute("SELECT key, value FROM display_settings ORDER BY key").fetchall()
    except sqlite3.Error:
        return {}
    return {clean(key): clean(value) for key, value in rows}


def write_display(path: Path, values: Mapping[str, str]) -> bool:
    """Keep these settings in the sidecar, others in it stay; False when it cannot be written."""
    from sqlite_utils import Database  # 44 ms to import, too much before the first frame

    try:
        with closing(sqlite3.connect(path, timeout=1.0)) as store:
            sidecar = Database(store)
            sidecar.execute(_TABLE)
            rows = [{"key": key, "value": value} for key, value in values.items()]
            sidecar.table("display_settings").insert_all(rows, pk="key", replace=True)
    except sqlite3.Error:
        return False
    return True
