"""A retry against its plan."""

from __future__ import annotations

import pytest
from builders import NOW, attempt, detail, run, step

from wave_tui.data.models import Step
from wave_tui.tui.present.control.reality import Expectation, compare

PLAN = Expectation("r-8k3m", ("test", "pack"), ("make",))
MADE = step("make", 0, remark="reused from r-0")
TESTED = step("test", 1, attempts=(attempt(started=NOW),))
PACKED = step("pack", 2, started=NOW)
LATER = step("pack", 2, "pending")


@pytest.mark.parametrize(
    ("state", "steps", "text"),
    [
        ("running", (MADE, TESTED, LATER), "re-running test pack, so far as planned"),
        ("completed", (MADE, TESTED, PACKED), "re-ran test pack, as planned"),
        ("failed", (MADE, TESTED, LATER), "re-ran test; pack did not start"),
        ("cancelled", (MADE, LATER), "re-ran nothing; test pack did not start"),
    ],
)
def test_what_was_planned_is_said_to_be_as_planned(state: str, steps: tuple[Step, ...], text: str) -> None:
    found = compare(PLAN, detail(*steps, run=run(state=state)))
    assert (found.text, found.kept) == (text, True)


@pytest.mark.parametrize("state", ["running", "completed"])
def test_a_step_that_was_not_planned_is_named_as_soon_as_it_starts(state: str) -> None:
    strange = step("make", 0, "running", started=NOW)
    found = compare(PLAN, detail(strange, TESTED, run=run(state=state)))
    assert not found.kept and found.text == "8k3m started make, which the plan did not name"


def test_a_step_that_the_old_run_did_is_none_of_this_run() -> None:
    assert compare(PLAN, detail(step("make", 0, started=NOW - 9, origin="r-0"), TESTED, PACKED)).kept
