"""Many threads and processes report to one file."""

from __future__ import annotations

import os
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from reports import events, lines, of, project, reporter, run_program

from wave_tui.data import report

WORKERS, EACH = 8, 200


def work(job: report.Level, number: int) -> None:
    """Report a level of its own, with many lines."""
    with job.level("worker", f"w{number}") as level:
        for count in range(EACH):
            level.update(count, "x" * 500)
            level.flush()


def say(level: report.Level, count: int) -> int:
    """Report to a level that belongs to another process."""
    for number in range(count + 1):
        level.update(number)
    return os.getpid()


def whole(root: Path) -> int:
    """The number of workers' lines, which are checked to be whole."""
    return sum(line["event"] == "progress" and len(line["path"]) == 1 for line in lines(root))


def test_threads_append_whole_lines(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("x", total=WORKERS, reporter=reporter(root)) as job:
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(work, [job] * WORKERS, range(WORKERS)))
        assert job.current == WORKERS
    assert whole(root) >= WORKERS * EACH


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_append_whole_lines_to_the_same_file(tmp_path: Path, method: str) -> None:
    root = project(tmp_path)
    with (
        report.operation("x", reporter=reporter(root)) as job,
        ProcessPoolExecutor(2, mp_context=get_context(method)) as pool,
    ):
        list(pool.map(work, [job] * 4, range(4)))
    found = lines(root)
    assert whole(root) >= 4 * EACH
    assert events(found).count("operation_ended") == 1
    assert {line["pid"] for line in found if not line["path"]} == {os.getpid()}


def test_a_level_in_another_process_keeps_its_place_and_its_last_state(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("x", reporter=reporter(root)) as job, job.level("song", "s", "Song", total=50) as song:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            assert pool.submit(say, song, 49).result() != os.getpid()
        last = of(lines(root), "s")[-1]
        assert (last["current"], last["total"], last["name"], last["event"]) == (49, 50, "Song", "progress")


def test_a_level_survives_pickling_without_ending_twice(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("x", reporter=reporter(root), tags=["t"]) as job:
        with pickle.loads(pickle.dumps(job)) as copy:
            copy.update(3)
        assert copy.root.run == job.run
    assert events(lines(root)) == ["operation_started", "progress", "operation_ended"]


FORK = """
import os, sys, threading
from wave_tui.data import report
with report.operation("x", reporter=report.Reporter(interval=60)) as job:
    for n in range(50): job.update(n)
    child = os.fork()
    if child == 0:
        with job.level("child", "c") as level:
            level.update(7)
            level.update(8)
        sys.exit()
    assert os.waitpid(child, 0)[1] == 0
    job.update(99)
"""


def test_a_forked_child_reports_its_levels_and_ends_nothing_of_its_parent(tmp_path: Path) -> None:
    root = project(tmp_path)
    assert run_program(FORK, root).stderr == ""
    found = lines(root)
    assert events(found).count("operation_ended") == 1
    assert found[-1]["current"] == 99
    assert of(found, "c")[-1]["status"] == "completed"
    assert of(found, "c")[-1]["current"] == 8


LOCKED = """
import os, threading
from wave_tui.data import report
job = report.operation("x", reporter=report.Reporter(interval=0))
stop = threading.Event()
def work():
    while not stop.is_set(): job.update(1, "thread")
threads = [threading.Thread(target=work) for _ in range(3)]
for one in threads: one.start()
for number in range(30):
    child = os.fork()
    if child == 0:
        job.update(number, "child")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
stop.set()
for one in threads: one.join()
job.complete()
"""


def test_a_fork_beside_busy_threads_does_not_block_the_child(tmp_path: Path) -> None:
    root = project(tmp_path)
    result = run_program(
        LOCKED.replace("import os", "import warnings; warnings.simplefilter('ignore')\nimport os"), root
    )
    assert result.returncode == 0, result.stderr
    assert sum(line.get("message") == "child" for line in lines(root)) == 30


@pytest.mark.skipif(sys.platform != "linux", reason="threads are listed in /proc")
def test_no_thread_stays_when_nothing_is_held_back_at_a_fork(tmp_path: Path) -> None:
    root = project(tmp_path)
    code = (
        "import os\nfrom wave_tui.data import report\njob = report.operation('x')\n"
        "for n in range(9): job.update(n)\nassert len(os.listdir('/proc/self/task')) == 2\n"
        "os.register_at_fork(before=lambda: None)\n"
        "child = os.fork()\n"
        "if child == 0: os._exit(len(os.listdir('/proc/self/task')))\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1\n"
        "job.complete()\n"
    )
    result = run_program(code, root)
    assert result.returncode == 0, result.stderr
