"""A watch of event files never goes deaf: what is written is seen within two seconds, however the folder changes."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from following import SOON, Follower, follow, put
from limits import needs_limits, python_with
from uid import VIEWER, needs_root, open_to_all, start_as_user
from waiting import until

from wave_tui.data.events.places import Places
from wave_tui.data.events.watch import FilesWatch


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / ".wave"


@pytest.fixture
def watch(state: Path) -> Iterator[FilesWatch]:
    opened = FilesWatch(Places(state.parent, state))
    yield opened
    opened.close()


@pytest.fixture
def follower(watch: FilesWatch) -> Follower:
    return Follower(watch)


def test_n1_a_folder_that_is_made_later_is_seen(state: Path, follower: Follower) -> None:
    follower.rest()
    path = put(state / "events/a.ndjson")
    assert follower.sees(path, 3) and follower.watch.state == ("watching", "")
    follower.rest()
    assert follower.sees(put(path), 6)


def test_n1_a_folder_that_is_removed_and_made_again_is_seen(state: Path, follower: Follower) -> None:
    path = put(state / "events/run/a.ndjson")
    assert follower.sees(path, 3)
    for top in (state / "events/run", state / "events", state):
        follower.rest()
        shutil.rmtree(top)
        assert follower.sees(path, None)
        path.parent.mkdir(parents=True)
        follower.rest()
        assert follower.sees(put(path), 3)


def test_n1_a_folder_that_is_replaced_at_once_is_seen(state: Path, follower: Follower) -> None:
    path = put(state / "events/a.ndjson")
    for again in range(3):
        assert follower.sees(path, 3)
        follower.rest()
        (state / "events").rename(state / f"old{again}")
        put(path)
        other = put(state / "events/b.ndjson")
        assert follower.sees(other, 3)


def test_n1_a_folder_that_became_a_link_is_seen(state: Path, follower: Follower) -> None:
    put(state / "events/a.ndjson")
    assert follower.sees(state / "events/a.ndjson", 3)
    (state / "events").rename(state / "kept")
    (state / "events").symlink_to("kept")
    assert follower.sees(state / "kept/a.ndjson", 3)
    follower.rest()
    assert follower.sees(put(state / "kept/b.ndjson"), 3)


@needs_root
def test_n1_a_folder_that_may_be_read_again_is_seen(state: Path) -> None:
    path = put(state / "events/a.ndjson")
    open_to_all(state / "events")
    (state / "events").chmod(0)

    def view() -> bool:
        follower = follow(state)
        follower.rest()
        put_off = not follower.sizes
        (state / "asked").touch()
        return put_off and follower.sees(path, 3, 10)

    state.chmod(0o777)
    finish = start_as_user(VIEWER, view)
    until((state / "asked").exists)
    (state / "events").chmod(0o755)
    began = time.monotonic()
    assert finish() == "True" and time.monotonic() - began < SOON


def test_n1_files_written_into_new_folders_at_once_are_all_seen(state: Path, follower: Follower) -> None:
    put(state / "events/a.ndjson")
    follower.rest()
    paths = [put(state / f"events/{number}/{number}/a.ndjson") for number in range(50)]
    for path in paths:
        assert follower.sees(path, 3)
    follower.rest()
    for path in paths[:5]:
        assert follower.sees(put(path), 6)
    for path in paths[5:]:
        put(path)
    for path in paths[5:]:
        assert follower.sees(path, 6)


def test_n3_a_rotation_is_seen(state: Path, follower: Follower) -> None:
    path = put(state / "events/a.ndjson", "{}\n{}\n")
    assert follower.sees(path, 6)
    follower.rest()
    path.rename(state / "events/a.1.ndjson")
    put(path)
    assert follower.sees(path, 3) and follower.sees(state / "events/a.1.ndjson", 6)
    path.unlink()
    assert follower.sees(path, None)


def test_a_document_that_is_replaced_is_seen(state: Path, follower: Follower) -> None:
    path = put(state / "progress/a.json", "{}")
    follower.rest()
    for size in range(3, 6):
        put(state / "progress/.new", "{}" + " " * (size - 2)).rename(path)
        assert follower.sees(path, size)


@pytest.mark.parametrize(("limit", "number"), [("max_inotify_instances", 0), ("max_inotify_watches", 5)])
@needs_limits
def test_n4_exhausted_limits_lead_to_polling_with_a_sentence(state: Path, limit: str, number: int) -> None:
    for folder in range(8):
        put(state / f"events/{folder}/a.ndjson")
    told = python_with(limit, number, _POLLING, str(state), str(state / "events/new/a.ndjson"))
    assert told.startswith("polling 8 ") and f"(raise fs.inotify.{limit.replace('inotify_', 'user_')})" in told
    assert told.endswith("seen True")


_POLLING = """
import sys
from pathlib import Path
from following import *
state, later = map(Path, sys.argv[1:])
follower = follow(state)
began = time.monotonic()
while follower.watch.state[0] != "polling" and time.monotonic() - began < 1:
    follower.watch.wait(0.1) and follower.look()
print(follower.watch.state[0], len(follower.sizes), follower.watch.state[1])
print("seen", follower.sees(put(later), 3))
"""


@needs_limits
def test_n4_limits_that_are_exhausted_later_lead_to_polling_with_a_sentence(state: Path) -> None:
    put(state / "events/a.ndjson")
    told = python_with("max_inotify_watches", 4, _LATER, str(state))
    assert told.splitlines()[0] == "watching"
    assert told.splitlines()[1].startswith("polling no inotify watches left (raise fs.inotify.max_user_watches)")
    assert told.endswith("seen True")


_LATER = """
import sys
from pathlib import Path
from following import *
state = Path(sys.argv[1])
follower = follow(state)
follower.rest()
print(follower.watch.state[0])
paths = [put(state / f"events/{number}/a.ndjson") for number in range(10)]
began = time.monotonic()
while follower.watch.state[0] != "polling" and time.monotonic() - began < 1:
    follower.watch.wait(0.1) and follower.look()
print(*follower.watch.state)
follower.rest()
print("seen", all(follower.sees(put(path), 6) for path in paths))
"""


def test_n4_a_network_file_system_is_polled_with_a_sentence(state: Path) -> None:
    path = put(state / "events/a.ndjson")
    watch = FilesWatch(Places(state.parent, state), filesystem=lambda folder: "nfs4")
    follower = Follower(watch)
    assert follower.sees(path, 3)
    how, why = watch.state
    assert how == "polling" and "network file system (nfs4)" in why and "looking once a second" in why
    assert not [thread for thread in threading.enumerate() if thread.name == "notices"]
    follower.rest()
    assert follower.sees(put(state / "events/x/b.ndjson"), 3)
    watch.close()


def test_n5_40000_files_made_in_a_burst_are_all_seen(state: Path, follower: Follower) -> None:
    put(state / "events/a.ndjson")
    follower.rest()
    folder = os.open(state / "events", os.O_RDONLY)
    for number in range(40_000):
        os.close(os.open(f"{number}.ndjson", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=folder))
    os.close(folder)
    deadline = time.monotonic() + 5
    while len(follower.sizes) < 40_001 and (left := deadline - time.monotonic()) > 0:
        if follower.watch.wait(left):
            follower.look()
    assert len(follower.sizes) == 40_001


def test_n5_watching_10000_files_costs_next_to_nothing(state: Path, follower: Follower) -> None:
    (state / "events").mkdir(parents=True)
    old = time.time() - 3_600
    for number in range(10_000):
        path = state / f"events/{number}.ndjson"
        path.touch()
        os.utime(path, (old, old))
    follower.rest()
    began, spent = time.monotonic(), time.process_time()
    while (left := began + 3 - time.monotonic()) > 0:
        if follower.watch.wait(left):
            follower.look()
    assert (time.process_time() - spent) / 3 < 0.03


def test_n9_a_flood_into_one_file_leads_to_that_file_alone(state: Path, follower: Follower) -> None:
    for number in range(100):
        put(state / f"events/{number}.ndjson")
    path = state / "events/7.ndjson"
    follower.rest()
    for size in range(6, 300, 3):
        put(path)
        assert follower.watch.wait(SOON)
        look = follower.watch.look()
        assert look.every or [found.path for found in look.files] == [path]
        assert [found.size for found in look.files if found.path == path] == [size]


def test_other_files_in_the_folders_are_no_hint(state: Path, follower: Follower) -> None:
    put(state / "events/a.ndjson")
    follower.rest()
    looks = follower.looks
    for number in range(5):
        put(state / f"events/notes{number}.txt")
        follower.rest()
    assert follower.looks == looks


def test_whoever_asks_the_places_himself_is_told_of_changes_too(state: Path) -> None:
    places = Places(state.parent, state)
    watch = FilesWatch(places)
    path = put(state / "events/a.ndjson")
    while watch.wait(0.2):
        places.found()
    put(path)
    assert watch.wait(SOON)
    assert places.found()[0].size == 6
    watch.close()


def test_a_wait_is_interrupted_from_another_thread(state: Path, follower: Follower) -> None:
    put(state / "events/a.ndjson")
    follower.rest()
    old = time.time() - 3_600
    os.utime(state / "events/a.ndjson", (old, old))
    follower.rest()
    threading.Timer(0.05, follower.watch.interrupt).start()
    began = time.monotonic()
    assert not follower.watch.wait(4) and time.monotonic() - began < 1
    assert not follower.watch.wait(4) and time.monotonic() - began < 1


def test_closing_ends_the_thread(state: Path) -> None:
    put(state / "events/a.ndjson")
    watch = FilesWatch(Places(state.parent, state))
    Follower(watch).rest()
    assert [thread for thread in threading.enumerate() if thread.name == "notices"]
    watch.close()
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "notices"])
