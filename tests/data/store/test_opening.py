"""Opening: whatever stands at the path, the answer is data or one sentence, and nothing is created."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import Desk
from stores import DONOR, NOW, StoreWriter
from waiting import until

from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store import copying
from wave_tui.data.store.reader import StoreReader
from wave_tui.data.views import Query


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def listen(path: Path) -> None:
    holder = socket.socket(socket.AF_UNIX)
    holder.bind(str(path))
    holder.close()


STRANGE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "missing": (lambda path: None, "missing", "appears with the first run"),
    "empty": (lambda path: path.touch(), "waiting", "is empty"),
    "text": (lambda path: path.write_text("runs:\n" * 300), "foreign", "not a SQLite database"),
    "folder": (lambda path: path.mkdir(), "foreign", "is a folder"),
    "pipe": (lambda path: os.mkfifo(path), "foreign", "is a named pipe"),
    "socket": (listen, "foreign", "is a socket"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_d1_what_is_no_store_gets_a_sentence_and_nothing_is_created(tmp_path: Path, name: str) -> None:
    make, state, sentence = STRANGE[name]
    path = tmp_path / "state.db"
    make(path)
    before = names(tmp_path)
    reader = StoreReader(path)
    store = reader.read(Query()).store
    reader.close()
    assert (store.state, store.path) == (state, str(path))
    assert sentence in store.message and str(path) in store.message and store.message.endswith(".")
    assert names(tmp_path) == before


@pytest.mark.parametrize("name", STRANGE)
def test_t7_a_folder_with_a_control_sequence_in_its_name_reaches_no_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "\x1b[2Jshop" / "state.db"
    path.parent.mkdir()
    STRANGE[name][0](path)
    store = Desk(path).read().store
    assert "\x1b" not in store.message + store.path
    assert "\\x1b[2Jshop/state.db" in store.message


@pytest.mark.parametrize("name", STRANGE)
def test_d1_the_store_is_shown_as_soon_as_it_is_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / "state.db"
    STRANGE[name][0](path)
    desk = Desk(path)
    desk.read()
    assert not desk.reader.changed()
    if path.is_dir():
        path.rmdir()
    path.unlink(missing_ok=True)
    with StoreWriter(path) as writer:
        writer.run()
        assert desk.reader.changed()
        assert [run.id for run in desk.read().runs.rows] == ["demo-1"]
    desk.reader.close()


def test_d1_a_database_of_something_else_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE songs (id)")
    other.close()
    store = Desk(path).read().store
    assert store.state == "foreign" and "not a store of pipeline runs" in store.message


def test_d1_a_store_whose_tables_are_still_to_come_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    fresh = sqlite3.connect(path)
    fresh.execute("PRAGMA user_version = 1")
    fresh.close()
    assert Desk(path).read().store.state == "waiting"


def test_a_path_with_special_characters_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a%41?b#c d" / "state.db"
    with StoreWriter(path) as writer:
        writer.run()
        assert Desk(path).run().id == "demo-1"


def damage_page(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for page in range(1, len(raw) // 4096):
        raw[page * 4096 : page * 4096 + 4096] = random.Random(page).randbytes(4096)
    path.write_bytes(raw)


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096 - 100)


def flip_header(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[0:16] = b"SQLite format 4\0"
    path.write_bytes(raw)


@pytest.mark.parametrize(
    ("harm", "state"), [(damage_page, "broken"), (cut_in_half, "broken"), (flip_header, "foreign")]
)
def test_d2_a_damaged_store_keeps_the_last_good_view_and_says_so(
    tmp_path: Path, harm: Callable[[Path], None], state: str
) -> None:
    path = tmp_path / "state.db"
    with StoreWriter(path) as writer:
        for number in range(300):
            writer.run(f"demo-{number}", status="completed", input="x" * 200)
    desk = Desk(path)
    good = desk.read()
    harm(path)
    harmed = path.read_bytes()
    bad = desk.read()
    assert (bad.store.state, bad.runs.rows) == (state, good.runs.rows)
    assert str(path) in bad.store.message and bad.store.message.endswith(".")
    assert path.read_bytes() == harmed
    desk.reader.close()
    assert names(tmp_path) == ["state.db"]


def test_d4_reads_go_on_while_another_writer_holds_the_lock(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    desk.read()
    other = sqlite3.connect(writer.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert {desk.read().store.state for _ in range(50)} == {"ok"}
    other.close()


def test_d4_a_locked_rollback_store_is_busy_with_the_last_view_kept(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    writer = StoreWriter(path)
    writer.run()
    writer.update("PRAGMA journal_mode = DELETE")
    desk = Desk(path)
    assert desk.run().id == "demo-1"
    writer.update("PRAGMA cache_spill = 0")
    writer.update("BEGIN EXCLUSIVE")
    writer.event(message="x")
    busy = desk.read()
    assert (busy.store.state, [run.id for run in busy.runs.rows]) == ("busy", ["demo-1"])
    assert "locked" in busy.store.message
    writer.update("COMMIT")
    assert desk.read().store.state == "ok"
    writer.close()
    desk.reader.close()


def test_d5_a_statement_that_takes_too_long_is_dropped(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    desk.read()
    handle = desk.reader._source.handle
    assert handle is not None
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    started = time.perf_counter()
    with pytest.raises(Exception, match="too slowly"):
        handle.rows(endless)
    assert 0.2 < time.perf_counter() - started < 2.0
    assert desk.read().store.state == "ok"


def test_d5_the_reader_does_not_hold_the_log_back(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    for number in range(200):
        writer.event(message="x" * 2_000)
        if number % 20 == 0:
            desk.read()
    assert tuple(writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()) == (0, 0, 0)


def test_d5_another_reader_that_pins_the_log_does_not_stop_us(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    pin = sqlite3.connect(writer.path)
    pin.execute("BEGIN")
    pin.execute("SELECT count(*) FROM pipeline_run").fetchone()
    writer.event(message="later")
    assert desk.read().store.state == "ok"
    assert desk.open().run.id == "demo-1" and desk.read().events.rows[-1].message == "later"
    pin.close()


def test_a_closed_store_is_read_without_creating_a_file_and_a_new_writer_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    StoreWriter(path).close()
    desk = Desk(path)
    assert (desk.read().store.state, names(tmp_path)) == ("ok", ["state.db"])
    with StoreWriter(path) as writer:
        writer.run()
        until(desk.reader.changed)
        assert desk.run().id == "demo-1"
        writer.event(message="x")
        assert desk.reader.changed()
    desk.reader.close()


def test_a_log_without_index_is_read_from_a_private_copy_that_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, copies = tmp_path / "state.db", tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(copies))
    crashed(path)
    desk = Desk(path)
    found = desk.read()
    assert ([run.id for run in found.runs.rows], found.store.state) == (["demo-1"], "snapshot")
    assert "private copy" in found.store.message
    (folder,) = copies.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    desk.reader.close()
    assert (names(copies), names(tmp_path)) == ([], ["copies", "state.db", "state.db-wal"])


def test_a_log_too_large_to_copy_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashed(tmp_path / "state.db")
    monkeypatch.setattr(copying, "LIMIT_BYTES", 1_000)
    store = Desk(tmp_path / "state.db").read().store
    assert store.state == "broken" and "too large to copy" in store.message


def crashed(path: Path) -> None:
    """A store whose writer died: the log is there, its index is not."""
    source = path.with_name("source.db")
    with StoreWriter(source) as writer:
        writer.run()
        for suffix in ("", "-wal"):
            path.with_name(path.name + suffix).write_bytes(source.with_name(source.name + suffix).read_bytes())
    source.unlink()


def test_d12_an_affected_sqlite_is_named(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "state.db") as writer:
        reader = StoreReader(writer.path, sqlite_is_fixed=False)
        assert "WAL-reset bug" in reader.read(Query()).store.message
        reader.close()


WITHOUT_PYSQLITE3 = """
import sys
sys.modules["pysqlite3"] = None
from pathlib import Path
from wave_tui.data.sqlite import has_wal_reset_fix, sqlite3
from wave_tui.data.store.reader import StoreReader
from wave_tui.data.views import Query
found = StoreReader(Path(sys.argv[1])).read(Query())
named = "WAL-reset bug" in found.store.message
print(sqlite3.__name__, found.store.state, len(found.runs.rows), named != has_wal_reset_fix())
"""


def test_d12_the_standard_driver_reads_the_same_and_is_named_when_affected() -> None:
    command = [sys.executable, "-W", "error", "-c", WITHOUT_PYSQLITE3, str(DONOR)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / ".src")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["sqlite3", "ok", "50", "True"], done.stderr


def test_d18_a_network_file_system_is_warned_of_and_not_writable(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "state.db") as writer:
        reader = StoreReader(writer.path, filesystem_type=lambda path: "nfs4")
        store = reader.read(Query()).store
        reader.close()
        assert store.state == "ok" and "network file system (nfs4)" in store.message
        assert not store.writable


def test_two_threads_one_after_the_other_may_read(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=int(NOW))
    states: list[str] = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: states.append(desk.run().state))
        thread.start()
        thread.join()
    assert states == ["running"] * 3
