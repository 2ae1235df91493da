"""The raw record of a place: all fields, and an end for very many or very deep subtasks."""

from __future__ import annotations

import json
from dataclasses import fields, replace

from builders import detail, run, snapshot, step, view
from file_stories import broken, ci_events

from wave_tui.data.models import Event, Subtask
from wave_tui.tui.present.record import record
from wave_tui.tui.present.view import View


def of(*subtasks: Subtask) -> View:
    return view(snapshot(run(), detail=detail(step("fan", state="running", subtasks=subtasks))))


def test_the_context_of_an_error_is_in_the_record() -> None:
    made = broken()
    shown = json.loads(
        record(replace(view(snapshot(made.run, detail=made)), address=replace(view().address, run=made.run.id)))
    )
    assert shown["run"]["context"]["page"] == 5
    assert shown["run"]["how"] == made.run.how
    assert shown["steps"][1]["notes"] == [{"subject": "progress", "text": made.steps[1].notes[0].text}]


def test_every_field_of_an_event_is_in_the_record() -> None:
    shown = json.loads(record(view(), ci_events()[3]))["event"]
    assert set(shown) == {each.name for each in fields(Event)}
    assert (shown["place"], shown["level"]) == ("scripts/local-ci/run.sh:127", "error")


def test_of_very_many_subtasks_the_rest_is_left_to_the_shell() -> None:
    shown = json.loads(record(of(*(Subtask(str(n), str(n), "completed") for n in range(10_000)))))
    listed = shown["steps"][0]["subtasks"]
    assert listed[499]["id"] == "499"
    assert listed[500:] == [f"9500 more: wave-tui show {run().id} --json"]


def test_a_very_deep_subtask_is_described_as_far_as_anybody_reads() -> None:
    node = Subtask("x", "x", "running")
    for _ in range(5_000):
        node = Subtask("x", "x", "running", subtasks=(node,))
    assert "1 more: wave-tui show" in record(of(node))
