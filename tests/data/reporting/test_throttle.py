"""Updates are held back for a while, and the last one is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from reports import Clock, lines, of, project, reporter, run_program
from waiting import until

from wave_tui.data import report


def test_a_level_writes_every_two_and_a_half_seconds(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    job = report.operation("x", total=1000, reporter=reporter(root, clock))
    for number in range(1, 40):
        clock.time += 0.25
        job.update(number)
    assert [line["current"] for line in lines(root)[1:]] == [1, 11, 21, 31]
    job.complete()
    assert lines(root)[-1]["current"] == 39


def test_reaching_the_total_is_written_at_once(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    job = report.operation("x", total=10, reporter=reporter(root, clock))
    for number in range(11):
        job.update(number)
    assert [line["current"] for line in lines(root)[1:]] == [0, 10]
    job.complete()


def test_the_last_state_is_written_a_moment_later_while_nothing_happens(tmp_path: Path) -> None:
    root = project(tmp_path)
    job = report.operation("x", reporter=reporter(root, interval=0.1))
    for number in range(1000):
        job.update(number)
    until(lambda: lines(root)[-1].get("current") == 999)
    assert len(lines(root)) < 20
    job.complete()


def test_every_level_has_its_own_turn(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    with report.operation("x", reporter=reporter(root, clock)) as job:
        for name in ("a", "b"):
            job.level("file", name).update(1)
        assert [line["event"] for line in of(lines(root), "b")] == ["level_started", "progress"]


def test_flush_writes_what_was_held_back(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    job = report.operation("x", reporter=reporter(root, clock))
    job.update(1)
    job.update(2)
    job.flush()
    assert lines(root)[-1]["current"] == 2
    job.complete()


@pytest.mark.parametrize("end", ["", "sys.exit(1)", "sys.exit(0)"])
def test_the_last_state_is_written_when_the_program_ends(tmp_path: Path, end: str) -> None:
    root = project(tmp_path)
    code = (
        "import sys\nfrom wave_tui.data import report\n"
        f"job = report.operation('x')\nfor n in range(500): job.update(n)\n{end}"
    )
    assert run_program(code, root).stderr == ""
    assert (lines(root)[-1]["current"], lines(root)[-1]["status"]) == (499, "running")


def test_an_error_that_ends_the_program_ends_what_it_left_open(tmp_path: Path) -> None:
    root = project(tmp_path)
    code = "from wave_tui.data import report\nreport.start('x')\nreport.update(1)\nreport.update(2)\n1 / 0"
    assert "ZeroDivisionError" in run_program(code, root).stderr
    last = lines(root)[-1]
    assert (last["status"], last["current"], last["error"]) == ("failed", 2, "ZeroDivisionError: division by zero")


def test_a_program_that_waits_for_its_threads_keeps_what_they_said_last(tmp_path: Path) -> None:
    root = project(tmp_path)
    code = (
        "import threading\nfrom wave_tui.data import report\njob = report.operation('x')\n"
        "def work():\n    for n in range(300): job.update(n)\n"
        "threading.Thread(target=work).start()\n"
    )
    assert run_program(code, root).returncode == 0
    assert lines(root)[-1]["current"] == 299
