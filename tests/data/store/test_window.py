"""The window over events: tail, anchor, step, text, and what lies below it."""

from __future__ import annotations

import pytest
from reading import Desk
from stores import NOW, StoreWriter

from wave_tui.data.views import EventsPage, EventsQuery

T = int(NOW)


@pytest.fixture
def log(writer: StoreWriter, desk: Desk) -> Desk:
    writer.run(last_heartbeat=T)
    writer.run("other", last_heartbeat=T)
    for number in range(1, 51):
        step = "plan" if number <= 25 else "build"
        writer.event(step=step, state="running" if number in (1, 26) else "stream_activity", message=f"line {number}")
    return desk


def page(desk: Desk, **fields: object) -> EventsPage:
    desk.open("demo-1", **fields)
    return desk.read().events


def ids(found: EventsPage) -> list[int]:
    return [event.id for event in found.rows]


def test_the_tail_shows_the_newest_events_oldest_first(log: Desk) -> None:
    found = page(log, rows=10)
    assert (ids(found), found.older, found.newer) == (list(range(41, 51)), True, 0)
    assert not page(log, rows=50).older


def test_new_events_move_the_tail_along(log: Desk, writer: StoreWriter) -> None:
    page(log, rows=5)
    writer.event("other", "plan", "running", "not mine")
    for number in range(3):
        writer.event(step="build", message=f"new {number}")
    found = log.read().events
    assert [event.message for event in found.rows] == ["line 49", "line 50", "new 0", "new 1", "new 2"]


def test_a_window_around_an_anchor_counts_what_lies_below(log: Desk, writer: StoreWriter) -> None:
    found = page(log, rows=10, anchor=20)
    assert (ids(found), found.older, found.newer) == (list(range(15, 25)), True, 26)
    writer.event(step="build", state="failed", message="boom")
    writer.event(step="build", message="on")
    later = log.read().events
    assert (ids(later), later.newer, later.newer_failed) == (ids(found), 28, 1)
    assert page(log, rows=10, anchor=20).newer_failed == 1


def test_a_window_of_a_step_has_its_events_alone(log: Desk, writer: StoreWriter) -> None:
    found = page(log, step="plan", rows=5)
    assert ids(found) == [21, 22, 23, 24, 25]
    writer.event(step="build", message="of another step")
    writer.event(step="plan", message="late")
    assert [event.message for event in log.read().events.rows][-2:] == ["line 25", "late"]


def test_a_text_keeps_matching_lines_and_takes_wildcards_literally(log: Desk, writer: StoreWriter) -> None:
    writer.event(step="build", message="100% Done_")
    assert [event.message for event in page(log, text="DONE_").rows] == ["100% Done_"]
    assert [event.message for event in page(log, text="ne 4").rows] == ["line 4", *(f"line 4{n}" for n in range(10))]
    assert ids(page(log, text="%%")) == []
    writer.event(step="build", message="again 100% done_")
    assert [event.message for event in page(log, text="done_").rows] == ["100% Done_", "again 100% done_"]


def test_a_text_follows_the_tail(log: Desk, writer: StoreWriter) -> None:
    page(log, text="needle")
    writer.event(step="build", message="hay")
    writer.event(step="build", message="a Needle")
    assert [event.message for event in log.read().events.rows] == ["a Needle"]


def test_an_attempt_that_never_was_has_no_events(log: Desk) -> None:
    assert ids(page(log, step="plan", attempt=7)) == []


def test_no_run_has_no_events(desk: Desk) -> None:
    assert desk.read(events=EventsQuery()).events.rows == ()
    assert desk.read(events=EventsQuery("nothing")).events.rows == ()


def test_a_window_keeps_levels_and_a_persona(log: Desk, writer: StoreWriter) -> None:
    writer.event(step="build", state="failed", message="boom", persona="writer")
    writer.event(step="build", state="retrying", message="again")
    assert [event.message for event in page(log, levels=("error",)).rows] == ["boom"]
    assert [event.message for event in page(log, levels=("warn", "error")).rows] == ["boom", "again"]
    assert len(page(log, levels=("info",), rows=90).rows) == 50
    assert [event.message for event in page(log, persona="writer").rows] == ["boom"]
    writer.event(step="build", state="rejected", message="no", persona="writer")
    writer.event(step="build", message="fine")
    assert [event.message for event in log.read().events.rows] == ["boom", "no"]
    assert [event.message for event in page(log, levels=("error",), persona="writer").rows] == ["boom", "no"]
