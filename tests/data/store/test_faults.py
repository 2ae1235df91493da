"""Full disks, killed writers, many writers, odd file systems: the reader goes on and the store stays whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from mounts import needs_mounts, python_in
from reading import Desk
from stores import StoreWriter
from waiting import until

from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.filesystem import filesystem_type, is_network, warning

FULL_DISK = """
import json
from pathlib import Path
from reading import Desk
from stores import StoreWriter
from wave_tui.data.sqlite import sqlite3
path = Path("small/state.db").absolute()
writer = StoreWriter(path)
writer.run()
desk = Desk(path)
before = desk.read().store.state
try:
    for _ in range(5000):
        writer.event(message="x" * 500)
    error = ""
except sqlite3.Error as found:
    error = str(found)
full = desk.open()
answer = [before, error, desk.read().store.state, len(desk.read().events.rows)]
answer.append(writer.connection.execute("PRAGMA integrity_check").fetchone()[0])
print(json.dumps(answer))
"""


@needs_mounts
def test_d9_a_full_disk_stops_the_writer_and_not_the_reader(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    before, error, after, events, check = json.loads(
        python_in(tmp_path, "mount -t tmpfs -o size=1400k none small", FULL_DISK)
    )
    assert (before, after, check) == ("ok", "ok", "ok")
    assert "full" in error and events > 20


FULL_AT_START = """
import os
from pathlib import Path
from reading import Desk
from stores import StoreWriter
path = Path("small/state.db").absolute()
with StoreWriter(path) as writer:
    writer.run()
filler = os.open("small/filler", os.O_WRONLY | os.O_CREAT)
try:
    while os.write(filler, b"x" * 4096):
        pass
except OSError:
    os.close(filler)
desk = Desk(path)
print(desk.read().store.state, len(desk.read().runs.rows), sorted(p.name for p in path.parent.iterdir()))
"""


@needs_mounts
def test_d9_a_closed_store_on_a_full_disk_is_read(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    found = python_in(tmp_path, "mount -t tmpfs -o size=1400k none small", FULL_AT_START)
    assert found == "ok 1 ['filler', 'state.db']"


OVERLAY = """
from pathlib import Path
from wave_tui.data.store.filesystem import filesystem_type, warning
path = Path("over/state.db").absolute()
print(filesystem_type(path), "|", warning(filesystem_type(path), str(path)))
"""


@needs_mounts
def test_d18_a_real_overlay_is_recognised(tmp_path: Path) -> None:
    mount = (
        "mount -t tmpfs none . && cd . && cd $PWD && mkdir lower upper work over && "
        "mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work over"
    )
    found = python_in(tmp_path, mount, OVERLAY)
    assert found.startswith("overlay | ") and "layered file system (overlay)" in found


MOUNTS = """
22 1 8:1 / / rw - ext4 /dev/root rw
40 22 0:40 / /home rw - nfs4 server:/home rw
41 40 0:41 / /home/ana rw shared:1 - cifs //box/ana rw
42 22 0:42 / /mnt/with\\040space rw - 9p host rw
"""


@pytest.mark.parametrize(
    ("path", "kind", "network"),
    [
        ("/srv/x", "ext4", False),
        ("/home/bob/p", "nfs4", True),
        ("/home/ana/p", "cifs", True),
        ("/mnt/with space/p", "9p", True),
    ],
)
def test_d18_the_innermost_mount_decides(path: str, kind: str, network: bool) -> None:
    found = filesystem_type(Path(path), MOUNTS)
    assert (found, is_network(found), bool(warning(found, path))) == (kind, network, network)


WRITER = """
import sys
from pathlib import Path
from stores import StoreWriter
writer = StoreWriter(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    writer.update("BEGIN IMMEDIATE")
    run = writer.run(f"{sys.argv[2]}-{number}", status="completed")
    for _ in range(3):
        writer.event(run, "plan", "running", "x", tokens_used=1)
    writer.update("COMMIT")
    print(number, flush=True)
"""


def start_writer(path: Path, name: str) -> subprocess.Popen[bytes]:
    tests = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{tests.parent / '.src'}:{tests}"}
    command = [sys.executable, "-c", WRITER, str(path), name]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


def test_d10_writers_killed_in_the_middle_leave_a_store_that_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    StoreWriter(path).close()
    desk = Desk(path)
    for round in range(8):
        child = start_writer(path, f"r{round}")
        assert child.stdout is not None and child.stdout.readline() == b"ready\n"
        for _ in range(random.Random(round).randint(1, 40)):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        found = desk.read()
        assert found.store.state in ("ok", "snapshot"), found.store.message
        assert found.runs.stored * 3 == count(path, "event_log")
    desk.reader.close()
    assert count(path, "pipeline_run") * 3 == count(path, "event_log")
    assert text(path, "PRAGMA integrity_check") == "ok"


def test_d11_readers_beside_many_writers_see_every_commit_and_are_never_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    keeper = StoreWriter(path)
    writers = [start_writer(path, f"w{number}") for number in range(3)]
    desks = [Desk(path) for _ in range(4)]
    states: set[str] = set()

    def seen() -> int:
        shots = [desk.read() for desk in desks]
        states.update(shot.store.state for shot in shots)
        return min(shot.runs.stored for shot in shots)

    until(lambda: seen() > 60, 20)
    for child in writers:
        child.terminate()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()
    until(lambda: all(desk.read().runs.stored == count(path, "pipeline_run") for desk in desks))
    assert states == {"ok"}
    assert count(path, "pipeline_run") * 3 == count(path, "event_log") > 180
    for desk in desks:
        desk.reader.close()
    keeper.close()
    assert text(path, "PRAGMA integrity_check") == "ok"


def count(path: Path, table: str) -> int:
    return int(text(path, f"SELECT count(*) FROM {table}"))


def text(path: Path, sql: str) -> str:
    connection = sqlite3.connect(path, timeout=5)
    try:
        return str(connection.execute(sql).fetchone()[0])
    finally:
        connection.close()
