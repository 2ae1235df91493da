"""The centralized progress data model (002), entity by entity: a file, read back as JSON and from the deck."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from console import ask
from event_files import event_project, write_events
from seed_screens import screen_of

BEGAN = datetime(2024, 1, 15, 10, 30, tzinfo=UTC)
NOW = BEGAN.timestamp() + 140
ID = "op-abc123"
EVENT: dict[str, Any] = {
    "operation_id": ID,
    "setlist_id": "abc123",
    "setlist_name": "My Setlist",
    "level": "setlist",
    "level_id": "abc123",
    "current": 3,
    "total": 10,
    "percentage": 30.0,
    "status": "running",
    "message": "3/10 songs completed",
    "started_at": "2024-01-15T10:30:00Z",
}
"""A SetlistProgressEvent about the setlist itself."""
ACTION = EVENT | {
    "level": "action",
    "level_id": "1",
    "current": 127,
    "total": 150,
    "percentage": 84.7,
    "message": "detecting",
    "song_name": "audio1.wav",
    "action_name": "DetectOnsets",
    "started_at": "2024-01-15T10:30:08Z",
    "elapsed_seconds": 105.0,
    "estimated_remaining_seconds": 30.0,
    "metrics": {"CPU": "45%", "Memory": "128 MB", "Events Found": 127, "Processing Rate": "1.2 events/sec"},
}
BLOCK = ACTION | {
    "level": "block",
    "level_id": "block-002",
    "block_name": "DetectOnsets1",
    "block_type": "DetectOnsets",
    "status": "failed",
    "error": "no onsets",
    "error_details": {"type": "BlockError", "message": "no onsets", "threshold": 0.4},
}


def level(id: str, kind: str, **fields: object) -> dict[str, object]:
    """A ProgressLevel with every field."""
    usual = {"status": "running", "current": 1, "total": 4, "percentage": 25.0, "message": "working", "error": None}
    times = {"started_at": "2024-01-15T10:30:05Z", "completed_at": None}
    return {"level_id": id, "level_type": kind, "name": id, **usual, **times, "children": {}, "metadata": {}, **fields}


def state(**fields: object) -> dict[str, object]:
    """A ProgressState: a setlist of one song with two actions, one of which has a block."""
    block = level("block-002", "block", current=127, total=150, percentage=84.7)
    output = {"output": "audio_data (44100 Hz)"}
    done = level("load", "action", status="completed", current=1, total=1, percentage=100.0,
                 completed_at="2024-01-15T10:30:08Z", metadata=output)  # fmt: skip
    actions = {"load": done, "detect": level("detect", "action", children={"block-002": block})}
    return {
        "operation_id": ID,
        "operation_type": "setlist_processing",
        "status": "running",
        "overall": level("all", "setlist", current=3, total=10, percentage=30.0),
        "levels": {"song-001": level("song-001", "song", children=actions)},
        "started_at": "2024-01-15T10:30:00Z",
        "completed_at": None,
        "error": None,
        "metrics": {"cpu": "45%"},
        **fields,
    }


class Desk:
    """A project into whose event directory a program writes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = event_project(root)

    def show(self, *records: Mapping[str, object]) -> Any:
        """The operation as the command line tells it, after these lines were written."""
        write_events(self.project, "setlist.ndjson", records)
        return ask(self.root, "show", ID)

    async def screen(self, place: str = "", *keys: str) -> str:
        return await screen_of(self.root, "/".join(part for part in (ID, place) if part), *keys, now=NOW)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def below(shown: Any, *path: str) -> Any:
    """A step, or what is below it, by the names on the way."""
    found: Any = next(step for step in shown["steps"] if step["step_id"] == path[0])
    for name in path[1:]:
        found = next(subtask for subtask in found["subtasks"] if name in (subtask["id"], subtask["name"]))
    return found


# ProgressState and ProgressLevel


def test_a_state_is_an_operation_with_every_field(desk: Desk) -> None:
    run = desk.show(state())["run"]
    expected = {
        "run_id": ID,
        "pipeline_name": "setlist_processing",
        "stored_status": "running",
        "started_at": "2024-01-15T10:30:00Z",
        "stated_progress": 30,
        "sources": ["levels"],
    }
    assert {name: run.get(name) for name in expected} == expected
    assert run["facts"]["cpu"] == "45%"


def test_levels_nest_to_any_depth(desk: Desk) -> None:
    shown = desk.show(state())
    assert below(shown, "song-001")["kind"] == "song"
    assert below(shown, "song-001", "detect")["level_type"] == "action"
    block = below(shown, "song-001", "detect", "block-002")
    assert (block["level_type"], block["current"], block["total"], block["progress"]) == ("block", 127, 150, 84)
    assert block["message"] == "working"


def test_a_level_that_is_done_keeps_its_times_and_metadata(desk: Desk) -> None:
    load = below(desk.show(state()), "song-001", "load")
    assert (load["state"], load["started_at"], load["completed_at"]) == (
        "completed", "2024-01-15T10:30:05Z", "2024-01-15T10:30:08Z")  # fmt: skip
    assert load["metrics"] == {"output": "audio_data (44100 Hz)"}


@pytest.mark.parametrize("status", ["pending", "running", "completed", "failed", "cancelled"])
def test_each_status_of_an_operation_is_a_state(desk: Desk, status: str) -> None:
    ended = {"completed_at": "2024-01-15T10:40:00Z"} if status in ("completed", "failed", "cancelled") else {}
    run = desk.show(state(status=status, error="boom" if status == "failed" else None, **ended))["run"]
    assert run.get("stored_status", run["status"]) == status
    assert run.get("error_message", "") == ("boom" if status == "failed" else "")


# SetlistProgressEvent


def test_an_event_of_the_setlist_is_the_operation_itself(desk: Desk) -> None:
    run = desk.show(EVENT)["run"]
    assert (run["input"], run["stated_progress"], run["current_action"]) == ("My Setlist", 30, "3/10 songs completed")
    assert run["started_at"] == "2024-01-15T10:30:00Z"


def test_songs_actions_and_blocks_are_below_each_other(desk: Desk) -> None:
    song = EVENT | {"level": "song", "level_id": "song-001", "song_name": "audio1.wav", "current": 1, "total": 5}
    shown = desk.show(EVENT, song, ACTION, BLOCK)
    assert below(shown, "audio1.wav")["kind"] == "song"
    action = below(shown, "audio1.wav", "DetectOnsets")
    assert (action["current"], action["total"], action["message"]) == (127, 150, "detecting")
    assert action["metrics"]["Memory"] == "128 MB"
    block = below(shown, "audio1.wav", "DetectOnsets", "DetectOnsets1")
    assert (block["state"], block["error"], block["metrics"]["block type"]) == ("failed", "no onsets", "DetectOnsets")


def test_elapsed_and_remaining_seconds_become_times(desk: Desk) -> None:
    action = below(desk.show(ACTION | {"timestamp": "2024-01-15T10:31:53Z"}), "audio1.wav", "DetectOnsets")
    assert action["started_at"] == "2024-01-15T10:30:08Z"
    assert action["estimated_end"] == "2024-01-15T10:32:23Z"


def test_an_error_has_its_details(desk: Desk) -> None:
    context = below(desk.show(BLOCK), "audio1.wav", "DetectOnsets", "DetectOnsets1")["error_context"]
    assert (context["type"], context["message"], context["context"]) == (
        "BlockError",
        "no onsets",
        {"threshold": "0.4"},
    )


def test_every_record_is_an_event(desk: Desk) -> None:
    events = desk.show(EVENT, ACTION, BLOCK)["events"]
    assert [event.get("subtask", []) for event in events] == [[], ["DetectOnsets"], ["DetectOnsets", "DetectOnsets1"]]
    assert "detecting" in events[1]["message"]


# What the document asks for beside its types


def test_past_operations_can_be_listed_by_their_kind(desk: Desk) -> None:
    for number in range(3):
        began = BEGAN + timedelta(hours=number)
        times = {"started_at": began.isoformat(), "completed_at": (began + timedelta(minutes=5)).isoformat()}
        desk.show(state(), state(operation_id=f"op-{number}", status="completed", **times))
    found = ask(desk.root, "runs", "--pipeline", "setlist_processing", "--status", "completed")["runs"]
    assert [run["run_id"] for run in found] == ["op-2", "op-1", "op-0"]


def test_a_cancelled_operation_is_shown_as_cancelled(desk: Desk) -> None:
    run = desk.show(state(), state(status="cancelled", completed_at="2024-01-15T10:31:00Z"))["run"]
    assert (run["status"], run["completed_at"]) == ("cancelled", "2024-01-15T10:31:00Z")


# The deck


async def test_the_deck_shows_setlist_song_action_and_block(desk: Desk) -> None:
    desk.show(EVENT, EVENT | {"level": "song", "level_id": "song-001", "song_name": "audio1.wav"}, ACTION)
    shown = await desk.screen("audio1.wav", "2")
    for word in ("audio1.wav", "DetectOnsets", "127/150"):
        assert word in shown, word
    assert "128 MB" in await desk.screen("audio1.wav/DetectOnsets", "6")
