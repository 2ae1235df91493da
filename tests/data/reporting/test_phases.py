"""Work with phases, files and pages, as a snapshot that is replaced as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reports import Clock, project, reporter

from wave_tui.data import report


def snapshot(root: Path) -> dict[str, Any]:
    """The one snapshot of a project; nothing else may lie beside it."""
    (file,) = (root / ".wave" / "progress").iterdir()
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_a_snapshot_tells_phase_file_and_page(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.phases("pdf", id="session-7", reporter=reporter(root)) as work:
        with work.phase("upload"):
            pass
        with work.phase("processing", total_files=3) as processing:
            with processing.file("statement_001.pdf", 10):
                pass
            with processing.file("statement_002.pdf", 50) as file:
                file.page(25, regex_matches_found=23)
                work.flush()
                found = snapshot(root)
    assert found["session_id"] == "session-7"
    assert (found["current_phase"], found["overall_percentage"]) == ("processing", 40)
    assert found["status_message"] == "Processing file 2 of 3: page 25/50"
    phase = found["phases"]["processing"]
    assert (phase["status"], phase["percentage"], phase["total_files"], phase["current_file_index"]) == (
        "in_progress", 50, 3, 1,
    )  # fmt: skip
    file_now = phase["current_file"]
    assert (file_now["name"], file_now["total_pages"], file_now["current_page"]) == ("statement_002.pdf", 50, 25)
    assert file_now["regex_matches_found"] == 23
    assert [each["status"] for each in found["phases"].values()] == ["completed", "in_progress", "pending", "pending"]


def test_all_phases_done_is_all_of_the_work(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.phases("pdf", reporter=reporter(root)) as work:
        for name in ("upload", "processing", "matching", "report_generation"):
            work.phase(name).complete()
    assert snapshot(root)["overall_percentage"] == 100


def test_phases_and_weights_are_the_programs_own(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.phases("backup", weights={"dump": 1, "copy": 3}, reporter=reporter(root)) as work:
        work.phase("dump").complete()
        with work.phase("copy") as copy:
            copy.update(50, "half of it", bytes_copied=7)
    found = snapshot(root)
    assert list(found["phases"]) == ["dump", "copy"]
    assert found["phases"]["copy"]["bytes_copied"] == 7


def test_an_exception_is_the_error_with_its_place(tmp_path: Path) -> None:
    root = project(tmp_path)
    with (
        pytest.raises(ValueError, match="bad pattern"),
        report.phases("pdf", reporter=reporter(root)) as work,
        work.phase("processing", total_files=1) as processing,
        processing.file("a.pdf", 12) as file,
    ):
        file.page(5)
        raise ValueError("bad pattern")
    found = snapshot(root)
    assert found["phases"]["processing"]["status"] == "failed"
    assert (found["error"]["type"], found["error"]["message"]) == ("ValueError", "bad pattern")
    assert found["error"]["context"] == {"phase": "processing", "file": "a.pdf", "page": 5}
    assert "traceback" in found["error"]


def test_pages_are_written_every_two_and_a_half_seconds(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    with report.phases("pdf", reporter=reporter(root, clock)) as work, work.phase("processing", total_files=1) as phase:
        file, seen = phase.file("a.pdf", 100), set()
        for page in range(1, 41):
            clock.time += 0.25
            file.page(page)
            seen.add(snapshot(root)["phases"]["processing"]["current_file"]["current_page"])
        file.complete()
    assert seen == {1, 10, 20, 30, 40}


def test_a_cancel_is_seen_and_told(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.phases("pdf", id="x", reporter=reporter(root)) as work, work.phase("upload"):
        (root / ".wave" / "progress" / "x.json.cancel").touch()
        assert work.cancelled()
    (root / ".wave" / "progress" / "x.json.cancel").unlink()
    assert snapshot(root)["error"]["message"] == "cancelled"
    assert snapshot(root)["phases"]["upload"]["status"] == "failed"


def test_a_snapshot_is_never_half_there(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.phases("pdf", reporter=reporter(root, interval=0)) as work, work.phase("upload") as phase:
        for number in range(300):
            phase.update(number / 3, "x" * number)
            assert snapshot(root)["status_message"] == "x" * number or number == 0
