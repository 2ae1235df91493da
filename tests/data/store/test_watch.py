"""Change notices: a commit wakes, a foreign file does not, and exhausted limits are a reason, not an error."""

from __future__ import annotations

import ctypes
import errno
import os
import select
import sys
from pathlib import Path

import pytest
from stores import StoreWriter
from waiting import until

from wave_tui.data.store.liveness import process_alive
from wave_tui.data.store.watch import StoreWatch

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="inotify is a Linux facility")


def is_readable(watch: StoreWatch) -> bool:
    assert watch.fd is not None
    return bool(select.select([watch.fd], [], [], 0)[0])


@linux
def test_a_commit_and_a_replacement_wake_and_draining_makes_it_quiet(writer: StoreWriter) -> None:
    watch = StoreWatch(writer.path)
    assert not is_readable(watch) and not watch.drain()
    writer.run()
    until(lambda: is_readable(watch))
    assert watch.drain()
    assert not is_readable(watch)
    other = writer.path.with_name("new.db")
    other.write_bytes(b"x")
    os.replace(other, writer.path)
    until(watch.drain)
    watch.close()
    assert watch.fd is None and not watch.drain()


@linux
def test_other_files_in_the_folder_do_not_count(writer: StoreWriter) -> None:
    watch = StoreWatch(writer.path)
    (writer.path.parent / "notes.txt").write_text("x")
    until(lambda: is_readable(watch))
    assert not watch.drain()
    watch.close()


@linux
@pytest.mark.parametrize(
    ("number", "remedy"), [(errno.EMFILE, "max_user_instances"), (errno.ENOSPC, "max_user_watches")]
)
def test_exhausted_limits_are_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, remedy: str
) -> None:
    class Exhausted:
        def inotify_init1(self, flags: int) -> int:
            ctypes.set_errno(number)
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda *args, **options: Exhausted())
    watch = StoreWatch(tmp_path / "state.db")
    assert watch.fd is None and remedy in watch.reason and "looking once a second" in watch.reason


@linux
def test_a_missing_folder_is_a_reason(tmp_path: Path) -> None:
    assert "the folder does not exist" in StoreWatch(tmp_path / "no" / "state.db").reason


def test_another_system_polls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    watch = StoreWatch(tmp_path / "state.db")
    assert watch.fd is None and "Linux" in watch.reason


def test_a_process_of_another_user_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: dict[int, type[Exception]] = {10: ProcessLookupError, 11: PermissionError}

    def kill(pid: int, number: int) -> None:
        if pid in answers:
            raise answers[pid]

    monkeypatch.setattr(os, "kill", kill)
    assert [process_alive(pid) for pid in (10, 11, 12, 0, -1)] == [False, True, True, None, None]


def test_a_process_id_that_is_too_large_is_unknown() -> None:
    assert process_alive(1 << 70) is None
