"""A program goes on as if nothing had happened where nothing can be written."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from reports import event_files, events, lines, project, reporter, run_program

from wave_tui.data import report
from wave_tui.data.reporting.appending import EventFile

PROGRAM = """
from wave_tui.data import report
with report.operation("x", total=3) as job:
    for n in range(3):
        with job.level("part") as part:
            part.update(n)
            part.artifact("gone")
            job.cancelled()
with report.phases("docs") as work:
    with work.phase("upload"): pass
print("done")
"""


def test_without_a_project_nothing_is_reported_and_nothing_said(tmp_path: Path) -> None:
    result = run_program(PROGRAM, tmp_path)
    assert (result.stdout, result.stderr) == ("done\n", "")
    assert list(tmp_path.iterdir()) == []


def test_reporting_can_be_turned_off(tmp_path: Path) -> None:
    root = project(tmp_path)
    result = run_program(PROGRAM, root, environ={"WAVE_REPORT": "off"})
    assert (result.stdout, result.stderr) == ("done\n", "")
    assert list((root / ".wave").iterdir()) == []


@pytest.mark.parametrize("obstacle", ["file", "dangling link", "missing root"])
def test_a_place_that_cannot_be_written_is_said_once(tmp_path: Path, obstacle: str) -> None:
    root = project(tmp_path / "project")
    environ = {"WAVE_REPORT": str(root)}
    for name in ("events", "progress"):
        if obstacle == "file":
            (root / ".wave" / name).write_text("in the way")
        elif obstacle == "dangling link":
            (root / ".wave" / name).symlink_to("nowhere/at/all")
    if obstacle == "missing root":
        shutil.rmtree(root)
    result = run_program(PROGRAM, tmp_path, environ=environ)
    assert result.stdout == "done\n"
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("wave-tui: progress is not reported (")
    assert result.stderr.endswith("; the program goes on\n")
    assert root.exists() == (obstacle != "missing root")


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_an_event_file_that_is_no_ordinary_file_is_left_alone(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path)
    place, other = root / ".wave" / "events" / "x.ndjson", root / "other"
    place.parent.mkdir()
    other.write_text("mine")
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "link":
        place.symlink_to(other)
    else:
        place.mkdir()
    report.operation("x", id="x", reporter=reporter(root)).complete()
    assert other.read_text() == "mine"


def test_a_file_that_was_removed_is_made_again(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("x", reporter=reporter(root)) as job:
        shutil.rmtree(root / ".wave" / "events")
        job.update(5)
    assert events(lines(root)) == ["progress", "operation_ended"]


def test_a_file_that_was_renamed_is_written_on(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("x", reporter=reporter(root)) as job:
        job.flush()
        file = event_files(root)[0]
        file.rename(file.with_name("rotated.ndjson"))
    assert [file.name for file in event_files(root)] == ["rotated.ndjson"]
    assert events(lines(root))[-1] == "operation_ended"


def test_a_program_that_closes_all_files_does_not_write_into_others(tmp_path: Path) -> None:
    root = project(tmp_path)
    code = (
        "import os\nfrom wave_tui.data import report\n"
        "with report.operation('x') as job:\n"
        "    os.closerange(3, 100)\n"
        "    mine = [os.open('mine', os.O_CREAT | os.O_RDWR) for _ in range(5)]\n"
        "    job.update(1)\n"
    )
    assert run_program(code, root).stderr == ""
    assert (root / "mine").read_bytes() == b""
    assert events(lines(root)) == ["operation_started", "progress", "operation_ended"]


def test_a_line_that_was_cut_by_a_full_disk_spoils_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = EventFile(str(tmp_path / "x"), lambda: None)
    write = os.write
    file.append(b"first\n")
    monkeypatch.setattr(os, "write", lambda where, text: write(where, text[:3]))
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        file.append(b"second\n")
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        file.append(b"third\n", keep=True)
    monkeypatch.undo()
    file.append(b"fourth\n")
    file.close()
    assert [line for line in (tmp_path / "x").read_bytes().split(b"\n") if line] == [
        b"first", b"sec", b"th", b"third", b"fourth",
    ]  # fmt: skip


def test_what_ended_while_the_disk_was_full_is_written_when_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path)

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "full")

    with report.operation("x", reporter=reporter(root)) as job:
        monkeypatch.setattr(os, "write", full)
        job.level("song", "s").complete()
        monkeypatch.undo()
    assert events(lines(root)) == ["operation_started", "level_started", "level_ended", "operation_ended"]


class Odd:
    """A value that cannot even say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Odd(),
        "\udc9b",
        "a\nb",
        {1: Odd()},
        b"\xff",
        10**400,
        "x" * 2_000_000,
        [["deep"]] * 9,
    ],
)
def test_any_value_can_be_reported(tmp_path: Path, value: object) -> None:
    root = project(tmp_path)
    deep: list[object] = [value]
    for _ in range(2000):
        deep = [deep]
    with report.operation("x", reporter=reporter(root), given=value) as job:
        job.update(message="m")
        job.metric("value", value)
        job.metric("deep", deep)
    assert events(lines(root)) == ["operation_started", "progress", "operation_ended"]
    assert all(len(line) < 1_000_000 for line in event_files(root)[0].read_bytes().splitlines())


def test_counters_that_are_no_numbers_stop_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(tmp_path)
    with report.operation("x", total=0, reporter=reporter(root)) as job:
        job.update("many", total="more")  # type: ignore[arg-type]  # what a program may do
        job.update(3, total=0)
    assert events(lines(root))[0] == "operation_started"


def test_files_are_not_for_everybody(tmp_path: Path) -> None:
    root = project(tmp_path)
    before = os.umask(0)
    try:
        report.operation("x", reporter=reporter(root)).complete()
        with report.phases("docs", reporter=reporter(root)):
            pass
    finally:
        os.umask(before)
    made = list((root / ".wave").rglob("*"))
    assert {oct(path.stat().st_mode & 0o777) for path in made if path.is_file()} == {"0o640"}
    assert {oct(path.stat().st_mode & 0o777) for path in made if path.is_dir()} == {"0o750"}
