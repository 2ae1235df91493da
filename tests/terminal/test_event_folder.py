"""The folder of event files under a deck in a real terminal: whatever happens to it, no event is missed or doubled."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from console import PROGRAM
from event_files import as_lines, event_project, write_events
from limits import needs_limits
from pty_harness import Terminal

from wave_tui.data.project import Project

SOON = 2.0
"""Seconds within which an event is on the screen."""
STARTED = 1_795_149_279
AS_ANYBODY = """
import ctypes, os, sys
for override in (1, 2):
    ctypes.CDLL(None).prctl(24, override, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Starts a program for which a folder's mode holds, also when root starts it."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose folder of event files is not there yet."""
    made = event_project(tmp_path)
    (made.state_folder / "events").rmdir()
    return made


@contextlib.contextmanager
def deck(project: Project, *before: str, keys: str = "") -> Iterator[Terminal]:
    """The deck of the project, maybe started by another program; afterwards it leaves by key."""
    program = [*before, *PROGRAM, "--project", str(project.root)]
    with Terminal(program, size=(120, 40), environ={"HOME": str(project.root)}) as terminal:
        terminal.until("start a run", 15)
        terminal.send(keys)
        yield terminal
        terminal.send("Q")
        assert terminal.exit_status(10) == 0, terminal.text()


def told(run: str, number: int, state: str = "stream_activity", **more: object) -> dict[str, object]:
    """A record that says ``line`` and its number."""
    said = {"message": f"line {number}."} if state == "stream_activity" else {}
    return {"timestamp": STARTED + number, "pipeline_id": run, "state": state, "step_id": "build", **said, **more}


def is_heard(terminal: Terminal, project: Project, run: str) -> None:
    """Write an event of a new run and see it within two seconds."""
    (project.state_folder / "events").mkdir(exist_ok=True)
    write_events(project, f"{run}.ndjson", [told(run, 1, "running")])
    terminal.until(f" {run} ", SOON)


def removed(folder: Path) -> None:
    shutil.rmtree(folder)


def linked(folder: Path) -> None:
    folder.rename(folder.with_name("kept"))
    folder.symlink_to("kept")


def replaced(folder: Path) -> None:
    folder.unlink()
    (folder.with_name("kept")).rename(folder)


def test_n1_events_are_seen_within_two_seconds_whatever_became_of_their_folder(project: Project) -> None:
    changes: dict[str, Callable[[Path], None]] = {
        "removed": removed, "again": removed, "linked": linked, "replaced": replaced,
    }  # fmt: skip
    with deck(project) as terminal:
        is_heard(terminal, project, "created")
        for run, change in changes.items():
            change(project.state_folder / "events")
            is_heard(terminal, project, run)


def test_n1_events_of_a_folder_that_may_be_read_again_are_seen_within_two_seconds(project: Project) -> None:
    folder = project.state_folder / "events"
    folder.mkdir()
    path = write_events(project, "early.ndjson", [told("early", 1, "running")])
    with deck(project, sys.executable, "-c", AS_ANYBODY) as terminal, path.open("ab", buffering=0) as file:
        terminal.until(" early ", 10)
        folder.chmod(0)
        file.write(as_lines([told("late", 1, "running")]))
        terminal.until("are not seen", 10)
        folder.chmod(0o755)
        terminal.until(" late ", SOON)


def test_n2_half_a_line_is_never_shown_and_a_whole_one_once(project: Project) -> None:
    path = project.state_folder / "events" / "a.ndjson"
    path.parent.mkdir()
    data = as_lines([told("torn", 1, "running"), told("torn", 2, message="größer ✓")]).replace(b"\n", b"\r\n")
    data += b"\0" * 5_000 + b"\n" + as_lines([told("torn", 3)]) + as_lines([told("torn", 4)]).rstrip(b"\n")
    half = data.index("ö".encode()) + 1
    with deck(project) as terminal, path.open("ab", buffering=0) as file:
        byte_by_byte(file.write, data[:half])
        terminal.until(" torn ")
        terminal.send("4z")
        write_events(project, "b.ndjson", [told("other", 1, "running")])
        text = terminal.until("LOST 2")
        assert "gr" not in text and "\ufffd" not in text
        byte_by_byte(file.write, data[half:])
        text = terminal.until("line 4.")
        assert [text.count(said) for said in ("größer ✓", "line 3.", "line 4.")] == [1, 1, 1], text


def only(terminal: Terminal, run: str) -> None:
    """Filter the list for a run, and wait until it is the selected one."""
    terminal.send(f"/{run}\r")
    terminal.until(re.compile(rf"▌ . \w+ .*{run}[\s\S]*t start"))


def byte_by_byte(write: Callable[[bytes], object], data: bytes) -> None:
    for byte in data:
        write(bytes((byte,)))


def spoken(terminal: Terminal, run: str) -> str:
    """The lines of the screen that tell of a run."""
    return "\n".join(line for line in terminal.text().splitlines() if run in line)


def test_n3_rotation_truncation_and_copies_double_and_lose_nothing(project: Project) -> None:
    (project.state_folder / "events").mkdir()
    path = write_events(project, "a.ndjson", [told("turned", 0, "running"), told("turned", 1)])
    with deck(project) as terminal:
        terminal.until(" turned ", 10)
        terminal.send("4z")
        terminal.until("line 1.")
        for number, turn in enumerate((renamed, copied_and_truncated, truncated, written_anew), 2):
            turn(path)
            write_events(project, "a.ndjson", [told("turned", number)])
            terminal.until(f"line {number}.", SOON)
        text = terminal.text()
        assert [text.count(f"line {number}.") for number in range(1, 6)] == [1] * 5, text


def renamed(path: Path) -> None:
    path.rename(path.with_name("a.1.ndjson"))


def copied_and_truncated(path: Path) -> None:
    shutil.copy(path, path.with_name("a.2.ndjson"))
    os.truncate(path, 0)


def truncated(path: Path) -> None:
    os.truncate(path, 0)


def written_anew(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)


LIMITS = [("max_inotify_instances", 0), ("max_inotify_watches", 4)]


@pytest.mark.parametrize(("limit", "number"), LIMITS, ids=[name for name, _ in LIMITS])
@needs_limits
def test_n4_exhausted_limits_are_told_in_the_status_bar_and_every_event_is_seen(
    project: Project, limit: str, number: int
) -> None:
    for folder in range(8):
        (project.state_folder / "events" / f"{folder}").mkdir(parents=True)
    script = f'echo {number} > /proc/sys/user/{limit} && exec "$@"'
    with deck(project, "unshare", "-Ur", "sh", "-c", script, "sh") as terminal:
        write_events(project, "7/a.ndjson", [told("polled", 1, "running")])
        terminal.until("events polling", 5)
        terminal.until(" polled ")
        for run in ("later", "last"):
            began = time.monotonic()
            is_heard(terminal, project, run)
            assert time.monotonic() - began < SOON
        assert "looking once a second" in terminal.text()


def test_n7_a_run_that_is_over_stays_over_and_runs_that_nobody_knows_have_rows_of_their_own(project: Project) -> None:
    (project.state_folder / "events").mkdir()
    write_events(project, "a.ndjson", [told("ended", 1, "running"), told("ended", 2, "completed", step_id="")])
    again = [told("ended", 1, "running"), told("ended", 2, "running"), told("ended", 0, "started", step_id="")]
    strays = [told(f"stray-{number}", number, "running") for number in range(1_200)]
    with deck(project) as terminal:
        terminal.until("✓ OK", 10)
        write_events(project, "a.ndjson", [*again, told("ended", 2, "completed", step_id=""), *strays])
        write_events(project, "b.ndjson", [told("future", 1_000_000_000, "running")])
        terminal.until(re.compile(r"1 Runs .* 1202 "), 15)
        for run, state in {"future": "RUN", "stray-7": "LOST", "ended": "OK"}.items():
            only(terminal, run)
            assert state in spoken(terminal, run)
