"""Stores from two thousand to five million events, made once and kept between programs, with copies to write in."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.create import create_store

from .history import End, History, run_rows
from .place import KEPT
from .shape import sayings, write_project

FORMAT = 3
"""Raised when the rows change, so that kept stores are made anew."""
SPAN_SECONDS = 90 * 86_400
MARK = "q9z7"
"""End of the id of the newest finished run in every store: what a screen must show to have painted real data."""
MARKED = f"newest-of-all-{MARK}"
LIVE = "live-w000"
"""The oldest of the runs that go on; the last four letters of its id are shown and nowhere else in a store."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A size of store."""

    name: str
    runs: int
    events: int


PRESETS = {
    preset.name: preset
    for preset in (
        Preset("small", 20, 2_000),
        Preset("medium", 1_000, 100_000),
        Preset("large", 10_000, 1_000_000),
        Preset("huge", 50_000, 5_000_000),
    )
}


def kept_project(name: str) -> Path:
    """The project folder of a preset, made when it is not there; not to be written to. Nothing runs in it."""
    folder = KEPT / f"{name}-{FORMAT}"
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        began = time.monotonic()
        print(f"making the {name} store in {folder} ...", flush=True)
        make(folder, PRESETS[name])
        (folder / "whole").touch()
        print(f"made in {time.monotonic() - began:.0f} s", flush=True)
    return folder


@contextmanager
def project_copy(name: str, *, running: int = 0) -> Iterator[Path]:
    """A copy of a preset's project in which ``running`` runs are on their way; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="wave-tui-bench-") as scratch:
        folder = Path(scratch) / "project"
        shutil.copytree(kept_project(name), folder, ignore=shutil.ignore_patterns("wave-tui.db*"))
        add_running(folder / ".agents" / "state.db", running)
        yield folder


def make(folder: Path, preset: Preset, *, seed: int = 1, now: int = 0) -> Path:
    """Write a project with a store of that size whose last run ended an hour before ``now`` (default: this moment)."""
    store = write_project(folder)
    create_store(store)
    random, now = Random(seed), now or int(time.time())
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=OFF")
        indexes = _drop_indexes(connection)
        connection.execute("BEGIN")
        for history in _histories(random, preset, now):
            _insert(connection, history)
        for statement in indexes:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")
    return store


def add_running(store: Path, count: int) -> list[str]:
    """Let runs be on their way for ten minutes, with this process as theirs; their ids, oldest first."""
    random, now = Random(7), int(time.time()) - 600
    said, ids = sayings(random, 200), [live(index) for index in range(count)]
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for index, run in enumerate(ids):
            end = End(run, now - 2 * (count - index), "running", 40, os.getpid())
            _insert(connection, run_rows(random, said, index, end))
        connection.execute("COMMIT")
    return ids


def live(index: int) -> str:
    """The id of a run that goes on."""
    return f"{LIVE[:-3]}{index:03}"


def _histories(random: Random, preset: Preset, now: int) -> Iterator[History]:
    said, each, parent = sayings(random), preset.events // preset.runs, ""
    states = ("completed",) * 78 + ("failed",) * 14 + ("cancelled",) * 4 + ("completed_empty",) * 4
    for index in range(preset.runs):
        started = now - 7200 - SPAN_SECONDS * (preset.runs - 1 - index) // preset.runs
        newest = index == preset.runs - 1
        named = f"run-{time.strftime('%Y%m%d-%H%M%S', time.gmtime(started))}-{random.getrandbits(16):04x}"
        run, state = (MARKED, "completed") if newest else (named, random.choice(states))
        child = parent and not newest and random.random() < 0.15
        yield run_rows(random, said, index, End(run, started, state, each, parent=parent if child else ""))
        parent = parent if child else run


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    """Rows come faster without them; their statements, to make them again."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    found = connection.execute(query).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [str(statement) for _, statement in found]


def _insert(connection: sqlite3.Connection, history: History) -> None:
    for table, rows in history.tables.items():
        if rows:
            names, marks = ", ".join(table.columns), ", ".join("?" * len(table.columns))
            connection.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
