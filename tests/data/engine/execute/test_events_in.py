"""What a step reports through its event file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from wave_tui.data.engine.local.execute.appended import CHUNK
from wave_tui.data.engine.local.execute.events_in import EventFile, Report, parse_report


def test_lines_become_reports_with_every_key(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "events")
    numbers = {"progress": 40, "subtask": 2, "subtasks": 5, "tokens": 7, "eta": 3, "files": 1}
    file.file.write_text(
        json.dumps({**numbers, "message": "m", "action": "a"}) + '\n{"subtask_current": 3, "subtask_total": 5}\n'
    )
    assert file.look() == (Report(40, "m", "a", 2, 5, 7, 3.0, 1), Report(subtask=3, subtasks=5))
    assert file.look() == ()


def test_a_line_counts_when_it_is_whole(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "events")
    with file.file.open("a") as target:
        target.write('{"progress": 1')
        target.flush()
        assert file.look() == ()
        target.write("0}\n")
        target.flush()
        assert file.look() == (Report(10),)


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"nothing", b"[1]", b"{", b"null", b"\xff\xfe", b"[" * 9_000),
        *(b'{"progress": "x"}', b'{"progress": -1}', b'{"progress": true}', b'{"progress": 1e400}'),
    ],
)
def test_what_is_no_report_is_passed_over(line: bytes) -> None:
    assert parse_report(line) is None


def test_progress_above_100_is_100() -> None:
    assert parse_report(b'{"progress": 250}') == Report(100)


def test_of_a_file_that_grows_without_end_a_bounded_part_is_read_and_the_newest_lines_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[bytes]()

    def count(line: bytes) -> Report | None:
        read.append(line)
        return parse_report(line)

    monkeypatch.setattr("wave_tui.data.engine.local.execute.events_in.parse_report", count)
    file = EventFile(tmp_path / "events")
    with file.file.open("a") as target:
        target.writelines(f'{{"subtask": {number}}}\n' for number in range(200_000))
    found = file.look()
    assert sum(map(len, read)) <= CHUNK
    assert len(found) == 20
    assert found[-1] == Report(subtask=199_999)


def test_a_line_without_end_is_dropped(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "events")
    file.file.write_text("x" * 100_000)
    assert file.look() == ()
    with file.file.open("a") as target:
        target.write('\n{"progress": 5}\n')
    assert file.look() == (Report(5),)


@pytest.mark.parametrize("trick", ["link", "pipe", "gone", "folder"])
def test_a_file_that_was_replaced_by_something_else_says_nothing(trick: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text('{"message": "secret"}\n')
    file = EventFile(tmp_path / "events")
    file.file.unlink()
    if trick == "link":
        file.file.symlink_to(secret)
    elif trick == "pipe":
        os.mkfifo(file.file)
    elif trick == "folder":
        file.file.mkdir()
    assert file.look() == ()
