"""Writing is patient with others, honest about refusals, and careful where SQLite or the disk cannot be trusted."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import closing
from pathlib import Path

import pytest
from mounts import needs_mounts, python_in
from together import at_once

from wave_tui.data.store.control import connect as connecting
from wave_tui.data.store.control.connect import checkpoint, connect, transaction
from wave_tui.data.store.control.create import create_store
from wave_tui.data.store.faults import StoreFault


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "state.db"
    create_store(path)
    return path


def why(store: Path, **options: float) -> StoreFault:
    with pytest.raises(StoreFault) as caught, transaction(store, patience=0.01, retries=1) as connection:
        connection.execute("UPDATE pipeline_run SET status = status")
    return caught.value


def test_an_exception_inside_takes_everything_back(store: Path) -> None:
    with pytest.raises(KeyError), transaction(store) as connection:
        connection.execute("INSERT INTO pipeline_state VALUES ('a', 'a', 'running', '', 1, 1)")
        raise KeyError
    with closing(connect(store)) as connection:
        assert connection.execute("SELECT count(*) FROM pipeline_state").fetchone() == (0,)


def test_a_change_of_state_survives_a_power_cut_and_an_event_need_not(store: Path) -> None:
    for durable, level in ((True, 2), (False, 1)):
        with transaction(store, durable=durable) as connection:
            assert connection.execute("PRAGMA synchronous").fetchone() == (level,)


def test_a_locked_store_is_tried_again_and_then_said_to_be_locked(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    with closing(connect(store)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(StoreFault, match="another program keeps it locked") as caught,
            transaction(store, patience=0),
        ):
            pass
        other.execute("ROLLBACK")
    assert caught.value.state == "busy"
    assert [0.5 <= pause / (0.05 * 2**place) <= 1.5 for place, pause in enumerate(pauses)] == [True] * 5


def test_a_missing_store_is_never_made_by_writing(tmp_path: Path) -> None:
    fault = why(tmp_path / "state.db")
    assert fault.state == "missing" and "cannot be opened" in fault.sentence
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_text("hello, this is a text file and not a database " * 40)
    assert why(tmp_path / "state.db").state == "foreign"


def test_a_damaged_store_is_called_so(store: Path) -> None:
    with closing(connect(store)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'pipeline_run'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with store.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(os.urandom(size))
    fault = why(store)
    assert fault.state == "broken" and "integrity_check" in fault.sentence


READ_ONLY = """
from pathlib import Path
from wave_tui.data.store.control.connect import transaction
from wave_tui.data.store.faults import StoreFault
try:
    with transaction(Path('small/state.db')): pass
except StoreFault as fault:
    print(fault.state, '|', fault)
"""


@needs_mounts
def test_a_read_only_disk_is_called_so(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    create_store(tmp_path / "state.db")
    mount = "mount -t tmpfs none small && cp state.db small/ && mount -o remount,ro small"
    state, sentence = python_in(tmp_path, mount, READ_ONLY).split(" | ")
    assert state in ("readonly", "missing") and "was not written" in sentence


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p"])
def test_d18_a_store_on_a_network_file_system_is_not_written(
    store: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    connecting._filesystem.cache_clear()
    monkeypatch.setattr(connecting, "filesystem_type", lambda folder: kind)
    before = store.stat().st_mtime_ns
    for attempt in (lambda: create_store(store.with_name("new.db")), lambda: transaction(store).__enter__()):
        with pytest.raises(StoreFault, match=f"network file system .{kind}."):
            attempt()
    connecting._filesystem.cache_clear()
    assert store.stat().st_mtime_ns == before and not store.with_name("new.db").exists()


def test_d12_an_sqlite_with_the_reset_bug_leaves_the_log_alone(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(connect(store)) as connection:
        assert connection.execute("PRAGMA wal_autocheckpoint").fetchone() == (1000,)
    checkpoint(store)
    assert not Path(f"{store}.ckpt").exists(), "a sound SQLite needs no lock"
    monkeypatch.setattr(connecting, "has_wal_reset_fix", lambda: False)
    with closing(connect(store)) as connection:
        assert connection.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)


def test_d12_only_one_supervisor_at_a_time_moves_the_log(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "has_wal_reset_fix", lambda: False)
    with closing(connect(store)) as keeps_the_log, open(f"{store}.ckpt", "w") as lock:
        keeps_the_log.execute("INSERT INTO pipeline_state VALUES ('a', 'a', 'running', '', 1, 1)")
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.copyfile(store, store.with_name("before"))
        checkpoint(store)
        assert store.read_bytes() == store.with_name("before").read_bytes()
        fcntl.flock(lock, fcntl.LOCK_UN)
        checkpoint(store)
        assert store.read_bytes() != store.with_name("before").read_bytes()


BOTH = """
import time
from pathlib import Path
from wave_tui.data.store.control.connect import transaction
from wave_tui.data.store.reader import StoreReader
from wave_tui.data.views import Query
store = Path(sys.argv[1])

def writes():
    longest = 0.0
    for number in range(150):
        began = time.monotonic()
        with transaction(store) as connection:
            value = connection.execute("SELECT total_tokens FROM pipeline_run").fetchone()[0]
            connection.execute("UPDATE pipeline_run SET total_tokens = ?", (value + 1,))
        longest = max(longest, time.monotonic() - began)
    return longest

def reads():
    reader, seen = StoreReader(store), [0]
    while seen[-1] < 8 * 150:
        snapshot = reader.read(Query())
        assert snapshot.store.state == "ok", snapshot.store
        seen.append(snapshot.runs.rows[0].tokens or 0)
    assert seen == sorted(seen)
    return len(seen)

wait()
print(globals()[sys.argv[2]]())
"""


def test_d11_of_eight_writers_beside_four_readers_none_loses_an_update_or_waits_long(store: Path) -> None:
    row = "INSERT INTO pipeline_run (run_id, pipeline_name, status, started_at) VALUES ('a', 'a', 'running', 1)"
    with transaction(store) as connection:
        connection.execute(row)
    said = at_once(BOTH, [(store, "writes")] * 8 + [(store, "reads")] * 4)
    with closing(connect(store)) as connection:
        assert connection.execute("SELECT total_tokens FROM pipeline_run").fetchone() == (8 * 150,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert max(map(float, said[:8])) < 1.0
