"""A run of an event file is going on as long as somebody tells of it."""

from __future__ import annotations

import pytest
from stores import NOW

from wave_tui.data.sidecar.reading.liveness import Alive, Signs, judge

ALIVE, GONE = (lambda pid: True), (lambda pid: False)


@pytest.mark.parametrize(
    ("signs", "alive", "expected"),
    [
        (Signs("running", NOW - 1, None, ""), ALIVE, ("running", "")),
        (Signs("running", NOW - 301, None, ""), ALIVE, ("lost", "stale: no update for 5m")),
        (Signs("running", NOW - 400, 7, "box"), ALIVE, ("lost", "stale: no update for 6m")),
        (Signs("running", NOW - 20, 7, "box"), GONE, ("lost", "process 7 is gone")),
        (Signs("running", NOW - 20, 7, "other"), GONE, ("running", "")),
        (Signs("running", NOW - 1, 7, "box"), GONE, ("running", "")),
        (Signs("running", NOW - 1, 7, "box", cancelling=True), ALIVE, ("cancelling", "cancelling")),
        (Signs("running", NOW - 20, 7, "box", cancelling=True), GONE, ("lost", "process 7 is gone")),
        (Signs("retrying", NOW - 1, None, ""), ALIVE, ("retrying", "")),
        (Signs("pending", NOW - 9_999, 7, "box"), GONE, ("pending", "")),
        (Signs("completed", NOW - 9_999, 7, "box", cancelling=True), GONE, ("completed", "")),
        (Signs("", NOW, None, ""), ALIVE, ("unknown", "no state stated")),
        (Signs("running", None, None, ""), ALIVE, ("running", "")),
    ],
    ids=repr,
)
def test_a_run_is_lost_when_its_process_is_gone_or_nothing_is_heard_for_five_minutes(
    signs: Signs, alive: Alive, expected: tuple[str, str]
) -> None:
    found = judge(signs, NOW, "box", alive)
    assert (found.state, found.reason) == expected


def test_a_record_from_the_future_is_noted_and_keeps_the_run_alive() -> None:
    found = judge(Signs("running", NOW + 600, None, ""), NOW, "box", ALIVE)
    assert found.state == "running"
    assert [note.text for note in found.notes] == ["its newest record lies 10m in the future; the clocks differ"]
