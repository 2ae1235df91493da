"""``wave-tui events``: once, and followed while a run goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from console import ask, call, start
from stores import StoreWriter

RUN = "r-1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreWriter]:
    """A store with one run that is alive: this process is its engine."""
    with StoreWriter(tmp_path / ".agents" / "state.db") as made:
        made.run(RUN, started_at=int(time.time()), pid=os.getpid())
        made.event(RUN, "plan", "started", "first")
        yield made


def lines_of(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """What the process printed from now to its end."""
    out, _ = process.communicate(timeout=10)
    return [json.loads(line) for line in out.splitlines()]


def next_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    """One line as soon as it is there."""
    assert process.stdout is not None
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


@pytest.fixture
def following(store: StoreWriter) -> Iterator[subprocess.Popen[str]]:
    """A process that follows the run and has told its first event."""
    with start(store.path.parent.parent, "events", RUN, "--follow", "--json") as process:
        try:
            assert next_line(process)["data"]["message"] == "first"
            yield process
        finally:
            process.kill()


def test_following_tells_each_event_once_as_it_comes_and_ends_with_the_run(
    store: StoreWriter, following: subprocess.Popen[str]
) -> None:
    process = following
    for number in range(3):
        store.event(RUN, "plan", "step_progress", f"n{number}")
        told = next_line(process)
        assert (told["event"], told["data"]["message"]) == ("step_progress", f"n{number}")
    store.event(RUN, "", "completed", "last")
    store.end(RUN)
    assert [line["data"]["message"] for line in lines_of(process)] == ["last"]
    assert process.returncode == 0


def test_following_ends_with_status_130_on_ctrl_c(following: subprocess.Popen[str]) -> None:
    following.send_signal(signal.SIGINT)
    out, err = following.communicate(timeout=10)
    assert (following.returncode, out, err) == (130, "", "")


def test_following_ends_when_nobody_reads_any_more(following: subprocess.Popen[str]) -> None:
    assert following.stdout is not None and following.stderr is not None
    following.stdout.close()
    assert following.wait(10) == 0
    assert following.stderr.read() == ""


def test_following_a_run_that_is_over_tells_everything_and_ends(fixture_project: Path) -> None:
    told = lines_of(start(fixture_project, "events", "9bd2", "--follow", "--json"))
    assert [line["data"] for line in told] == ask(fixture_project, "events", "9bd2")["events"]
    assert all(line["event"] == line["data"]["state"] for line in told)


def test_following_ends_when_the_run_is_lost(store: StoreWriter, following: subprocess.Popen[str]) -> None:
    store.heartbeat(RUN, time.time() - 3600)
    assert following.wait(10) == 0


def test_following_outlives_a_store_that_is_away_for_a_while(
    store: StoreWriter, following: subprocess.Popen[str]
) -> None:
    process = following
    assert process.stderr is not None
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    hidden = store.path.with_name("hidden")
    os.rename(store.path, hidden)
    complaint = json.loads(process.stderr.readline())
    assert "state.db" in complaint["error"]
    os.rename(hidden, store.path)
    store.event(RUN, "", "completed", "back")
    assert next_line(process)["data"]["message"] == "back"
    store.end(RUN)
    assert process.wait(10) == 0


def test_t12_json_escapes_controls_and_text_is_free_of_them(tmp_path: Path) -> None:
    nasty = "\x1b]52;c;ZXZpbA==\x07 \x9b31m \x1b[2Jred\u202e\x00 \x7f"
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        store.run(RUN, status="failed", current_step=nasty, input=nasty)
        store.event(RUN, "plan", "failed", nasty)
        store.artifact(RUN, "plan", nasty)
    for command in (("runs",), ("show", RUN), ("events", RUN), ("artifacts", RUN)):
        for option in ((), ("--json",)):
            printed = call(tmp_path, *command, *option).stdout
            raw = [character for character in printed if not character.isprintable() and character != "\n"]
            assert not raw, (command, option)


def test_many_events_are_all_printed_in_their_order(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        store.run(RUN, status="completed")
        store.connection.execute("BEGIN")
        for number in range(5_000):
            store.event(RUN, "plan", "stream_activity", f"n{number}")
        store.connection.execute("COMMIT")
    found = ask(tmp_path, "events", RUN)["events"]
    assert [event["message"] for event in found] == [f"n{number}" for number in range(5_000)]


def test_output_that_is_closed_early_is_no_error(fixture_project: Path) -> None:
    with start(fixture_project, "runs", "--json", "--limit", "100") as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_events_are_kept_by_level(store: StoreWriter) -> None:
    for state in ("retrying", "stream_activity", "failed"):
        store.event(RUN, "plan", state, state)
    project = store.path.parent.parent
    for levels, told in (({"error"}, ["failed"]), ({"warn", "error"}, ["retrying", "failed"])):
        options = [part for level in levels for part in ("--level", level)]
        assert [event["state"] for event in ask(project, "events", RUN, *options)["events"]] == told
    store.end(RUN)
    assert len(call(project, "events", RUN, "--level", "warn").stdout.splitlines()) == 1
    assert len(call(project, "events", RUN, "--level", "warn", "--follow").stdout.splitlines()) == 1


def test_an_unknown_level_is_refused_with_the_allowed_ones(tmp_path: Path) -> None:
    result = call(tmp_path, "events", RUN, "--level", "fatal")
    assert result.exit_code == 2
    assert "info, warn, error" in result.stderr
