"""The events of a place come from the log that tells of it."""

from __future__ import annotations

import pytest
from builders import detail, run, step

from wave_tui.data.address import Address
from wave_tui.data.models import Subtask
from wave_tui.data.views import EventsQuery
from wave_tui.tui.present.event_scope import events_of

GRANDCHILD = Subtask("g", "again", "running", run="g", subtasks=(Subtask("deep", "deep", "running"),))
CHILD = Subtask(
    "c", "1/3 a", "running", run="c", subtasks=(Subtask("read", "read", "running", subtasks=(GRANDCHILD,)),)
)
DETAIL = detail(step("fan", subtasks=(CHILD, Subtask("file", "main.go", "running"))))
RUN = run().id


@pytest.mark.parametrize(
    ("sub", "expected"),
    [
        ((), EventsQuery(RUN, "fan", 2)),
        (("file",), EventsQuery(RUN, "fan", 2)),
        (("gone",), EventsQuery(RUN, "fan", 2)),
        (("c",), EventsQuery("c")),
        (("c", "read"), EventsQuery("c", "read")),
        (("c", "read", "g"), EventsQuery("g")),
        (("c", "read", "g", "deep"), EventsQuery("g", "deep")),
    ],
)
def test_a_place_below_a_child_run_is_told_by_the_child_run(sub: tuple[str, ...], expected: EventsQuery) -> None:
    assert events_of(Address(RUN, "fan", 2, sub), DETAIL) == expected


def test_the_filter_of_the_pane_holds_for_every_log() -> None:
    assert events_of(Address(RUN, "fan", None, ("c",)), DETAIL, "fail") == EventsQuery("c", text="fail")


def test_a_run_that_is_not_read_yet_is_asked_for_itself() -> None:
    assert events_of(Address("other", "fan", None, ("c",)), DETAIL) == EventsQuery("other", "fan")
