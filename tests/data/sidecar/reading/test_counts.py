"""How many steps of a run of an event file are over, and how many there are."""

from __future__ import annotations

import pytest

from wave_tui.data.sidecar.reading.brief import Brief, BriefStep
from wave_tui.data.sidecar.reading.runs import counts

STEPS = {"a": BriefStep("a", "completed"), "b": BriefStep("b", "running")}


@pytest.mark.parametrize(
    ("stated", "shown"),
    [((None, None), (1, 2)), ((3, 8), (3, 8)), ((None, 8), (1, 8)), ((3, 0), (1, 2)), ((3, None), (3, 2))],
)
def test_what_is_stated_counts_and_a_total_of_0_is_as_many_as_are_named(
    stated: tuple[int | None, int | None], shown: tuple[int, int]
) -> None:
    assert counts(Brief(steps_done=stated[0], steps_total=stated[1], steps=STEPS)) == shown


def test_nothing_is_known_of_a_run_without_steps() -> None:
    assert counts(Brief()) == (None, None)
