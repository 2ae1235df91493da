"""A run of the store and of an event file is one run; what each knows alone is told, and so is the rest of both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from both_sources import Both
from sidecars import wave_line
from stores import NOW

from wave_tui.data.events.facts import ToldArtifact, ToldError, ToldOutcome
from wave_tui.data.events.fold_state import FoldedAttempt, FoldedNote, FoldedStep, FoldedSubtask
from wave_tui.data.models import Metric, PlannedStep
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.data.views import Counts, RunFilter


def one_of_both(both: Both) -> None:
    both.store.run("r1", last_heartbeat=int(NOW))
    both.store.event("r1", state="started", message='input="x" steps=2')
    both.store.event("r1", step="plan", state="running", persona="writer")
    step = FoldedStep(
        "plan", 0, state="running", progress=40.0, persona="other", action="Read main.go", tokens_in=10,
        current=2, total=3, unit="file", metrics={"rate": "3/s"}, notes=[FoldedNote("progress", "is odd", 2)],
        attempts=[FoldedAttempt(1, mode="serial", failures=3)],
        subtasks={"f1": FoldedSubtask("f1", name="a.pdf", state="completed")},
        artifacts={"out.txt": ToldArtifact("out.txt")},
    )  # fmt: skip
    both.files.run(
        "r1", format="wave", mirrored=True, state="running", progress=20.0, eta=NOW + 60, steps={"plan": step},
        outcomes=[ToldOutcome("link", "PR", "#1")], facts={"profile": "full"},
    )  # fmt: skip


def test_what_the_store_does_not_know_is_added_from_the_file(both: Both) -> None:
    one_of_both(both)
    found = both.open("r1")
    step = found.steps[0]
    assert (found.run.sources, found.run.progress, found.run.eta, found.run.conflict) == (
        ("store", "wave"), 20.0, NOW + 60, "",
    )  # fmt: skip
    assert found.run.facts == (Metric("profile", "full"),)
    assert (step.persona, step.progress, step.action, step.tokens_in) == ("writer", 40.0, "Read main.go", 10)
    assert (step.current, step.total, step.unit) == (2, 3, "file")
    assert [one.name for one in step.subtasks] == ["a.pdf"]
    assert (step.attempts[0].mode, step.attempts[0].failures) == ("serial", 3)
    assert [note.text for note in step.notes] == ["is odd (2 times)"]
    assert [one.path for one in step.artifacts] == ["out.txt"]
    assert [one.value for one in found.outcomes] == ["#1"]


def test_a_run_of_both_is_one_row_and_counts_once(both: Both) -> None:
    one_of_both(both)
    found = both.read()
    assert [(run.id, run.sources, run.progress) for run in found.runs.rows] == [("r1", ("store", "wave"), 20.0)]
    assert found.counts == Counts(running=1)


def test_a_disagreement_marks_the_row(both: Both) -> None:
    one_of_both(both)
    both.store.end("r1", "completed")
    both.now = NOW + 60
    both.files.run("r1", format="wave", mirrored=True, state="running", seen=NOW + 40)
    found = both.run("r1")
    assert found.conflict == "the store says completed, its event file says running at 05:00:40 UTC"


def test_the_events_of_a_run_of_both_are_the_stores_unless_the_files_are_asked_for(both: Both) -> None:
    one_of_both(both)
    both.files.file("/p/events/r1.ndjson")
    both.files.block("r1", [wave_line(1, "r1")], at=0)
    both.open("r1")
    assert {event.source for event in both.read().events.rows} == {"store"}
    both.open("r1", sources=("file",))
    assert [event.message for event in both.read().events.rows] == ["line 1"]
    both.open("r1", sources=("store",))
    assert {event.source for event in both.read().events.rows} == {"store"}


def test_a_run_of_a_file_alone_has_all_that_the_file_tells(both: Both) -> None:
    deep = FoldedSubtask("block-1", kind="block", state="running", progress=50.0)
    song = FoldedSubtask("song-1", name="Song", kind="song", state="running", subtasks={"block-1": deep})
    step = FoldedStep(
        "set", 0, state="running", subtasks={"song-1": song}, passed=2, failed=1,
        context=ToldError("ValueError", "bad page", file="a.pdf", page=4, details={"hint": "retry"}),
    )  # fmt: skip
    both.files.run("op", state="running", seen=NOW - 2, steps={"set": step}, exit_code=3, tags=("nightly",))
    found = both.open("op")
    below = found.steps[0].subtasks[0].subtasks[0]
    assert (found.run.state, found.run.sources, found.run.exit_code, found.run.tags) == (
        "running", ("levels",), 3, ("nightly",),
    )  # fmt: skip
    assert (below.kind, below.progress, found.steps[0].contract) == ("block", 50.0, (2, 3))
    context = found.steps[0].context
    assert context is not None
    assert (context.kind, context.file, context.page, context.details) == (
        "ValueError", "a.pdf", 4, (Metric("hint", "retry"),),
    )  # fmt: skip


def test_what_never_said_that_it_ended_is_lost_or_stopped_with_its_run(both: Both) -> None:
    steps = {
        "one": FoldedStep("one", 0, state="running", subtasks={"a": FoldedSubtask("a", state="running")}),
        "two": FoldedStep("two", 1),
    }
    for state in ("completed", "failed", "cancelled"):
        both.files.run(f"op-{state}", state=state, steps=steps)
    found = {state: both.open(f"op-{state}").steps for state in ("completed", "failed", "cancelled")}
    assert {state: (steps[0].state, steps[0].subtasks[0].state, steps[1].state) for state, steps in found.items()} == {
        "completed": ("lost", "lost", "pending"),
        "failed": ("cancelled", "cancelled", "skipped"),
        "cancelled": ("cancelled", "cancelled", "skipped"),
    }


def test_child_runs_of_files_stand_below_the_step_of_the_store_that_started_them(both: Both) -> None:
    both.store.run("r1")
    both.store.step("r1", "deploy")
    both.files.run("op", parent="r1", parent_step="deploy", steps={"push": FoldedStep("push", 0, state="completed")})
    both.files.run("inner", parent="op", parent_step="push")
    found = both.open("r1")
    deploy = next(step for step in found.steps if step.id == "deploy")
    assert [(one.run, [sub.id for sub in one.subtasks]) for one in deploy.subtasks] == [("op", ["push"])]
    assert [one.run for one in deploy.subtasks[0].subtasks[0].subtasks] == ["inner"]
    assert [run.id for run in found.children] == ["op"]
    assert [run.id for run in both.read().runs.rows] == ["r1", "op", "inner"]


def test_the_plan_orders_and_completes_the_steps_of_a_file(tmp_path: Path) -> None:
    both = Both(tmp_path)
    plan = (PlannedStep("plan"), PlannedStep("build", needs=("plan",)))
    both.reader = ProjectReader(both.project, now=lambda: NOW, plan=lambda name: plan if name == "demo" else ())
    both.files.run("op", format="wave", pipeline="demo", state="running", steps={"extra": FoldedStep("extra", 0)})
    found = both.open("op")
    assert [(step.id, step.state, step.needs) for step in found.steps] == [
        ("plan", "pending", ()), ("build", "pending", ("plan",)), ("extra", "pending", ()),
    ]  # fmt: skip
    both.close()


def test_earlier_runs_of_files_teach_how_long_steps_take(both: Both) -> None:
    for number in range(3):
        step = FoldedStep(
            "pull", 0, state="completed", tokens=5,
            attempts=[FoldedAttempt(1, "failed", duration=99.0), FoldedAttempt(2, "completed", duration=10.0 + number)],
        )  # fmt: skip
        both.files.run(f"op{number}", started=NOW - 500, ended=NOW - 500 + 20 + number, steps={"pull": step})
    both.files.run("now", state="running", steps={"pull": FoldedStep("pull", 0, state="running")})
    both.open("now")
    history = both.read().history
    assert history is not None
    assert (history.step("pull").durations, history.step("pull").tokens) == ((12.0, 11.0, 10.0), (5, 5, 5))
    assert (history.runs, history.results) == ((22.0, 21.0, 20.0), ("completed",) * 3)


def test_every_text_of_a_file_is_safe_to_show(both: Both) -> None:
    evil, token = "\x1b]0;owned\x07 x", "sk-ant-api03-" + "a1B2" * 20
    step = FoldedStep(
        f"st{evil}", 0, state="running", error=token, action=evil, metrics={evil: token},
        notes=[FoldedNote(evil, evil)], subtasks={evil: FoldedSubtask(evil, name=evil, message=token, error=evil)},
    )  # fmt: skip
    both.files.run(f"op{evil}", state="running", pipeline=evil, input=token, how=evil, tags=(evil,), steps={"x": step})
    both.files.file("/p/x.ndjson")
    both.files.block(f"op{evil}", [wave_line(1, message=f"{evil}{token}", state=evil)], at=0)
    shown = both.read().runs.rows[0].id
    both.open(shown)
    text = repr(both.read())
    assert "\x1b" not in text
    assert "\\x1b]0" in shown
    assert token not in text
    assert both.read().events.rows


def test_a_request_to_stop_is_shown_until_the_operation_obeys(both: Both, tmp_path: Path) -> None:
    file = tmp_path / "op.ndjson"
    both.files.file(str(file))
    both.files.run("op", state="running", seen=NOW - 1)
    both.files.block("op", [wave_line(1)], at=0)
    assert both.run("op").state == "running" and not both.reader.changed()
    Path(f"{file}.cancel").write_text(json.dumps({"requested_at": NOW - 3, "force": True}))
    assert both.reader.changed()
    found = both.run("op")
    assert not both.reader.changed()
    assert (found.state, found.cancel_requested, found.cancel_forced) == ("cancelling", NOW - 3, True)
    both.files.run("op", state="cancelled")
    assert both.run("op").state == "cancelled"


def test_a_request_that_is_taken_back_is_noticed(both: Both, tmp_path: Path) -> None:
    mark = tmp_path / "op.ndjson.cancel"
    mark.write_text("{}")
    both.files.file(str(tmp_path / "op.ndjson"))
    both.files.run("op", state="running", seen=NOW - 1)
    both.files.block("op", [wave_line(1)], at=0)
    assert both.run("op").state == "cancelling" and not both.reader.changed()
    mark.unlink()
    assert both.reader.changed() and both.run("op").state == "running"


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"requested_at": "soon"}'])
def test_a_request_that_says_nothing_is_a_request(both: Both, tmp_path: Path, content: str) -> None:
    both.files.file(str(tmp_path / "op.ndjson"))
    both.files.run("op", state="running", seen=NOW - 1)
    both.files.block("op", [wave_line(1)], at=0)
    (tmp_path / "op.ndjson.cancel").write_text(content)
    found = both.run("op")
    assert (found.state, found.cancel_forced) == ("cancelling", False)
    assert found.cancel_requested == (tmp_path / "op.ndjson.cancel").stat().st_mtime


def test_runs_of_files_count_as_what_they_really_are(both: Both) -> None:
    both.files.run("alive", state="running", seen=NOW - 1)
    both.files.run("dead", state="running", seen=NOW - 999)
    both.files.run("bad", state="failed")
    both.files.run("waits", state="pending")
    both.files.run("child", state="running", seen=NOW - 1, parent="alive")
    both.files.run("orphan", state="running", seen=NOW - 1, parent="gone")
    both.files.run("both", state="running", seen=NOW - 1, mirrored=True)
    both.store.run("both", status="completed")
    assert both.read().counts == Counts(running=2, lost=1, failed=1, pending=1)


def filtered(both: Both) -> None:
    both.store.run("s1", status="completed", tags_json='["nightly"]')
    both.store.run("s2", status="failed")
    both.files.run("s2", format="wave", mirrored=True, state="failed")
    dev = {"build": FoldedStep("build", 0, persona="dev")}
    both.files.run("w1", format="wave", state="running", seen=NOW - 1, steps=dev, tags=("nightly", "slow"))
    both.files.run("w2", format="wave", state="running", seen=NOW - 999, input="alpha")
    both.files.run("c1", format="ci", state="failed", pipeline="alphabet")
    both.files.run("l1", format="levels", state="completed", started=NOW - 9_000)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (RunFilter(), {"s1", "s2", "w1", "w2", "c1", "l1"}),
        (RunFilter(sources=("store",)), {"s1", "s2"}),
        (RunFilter(sources=("wave",)), {"s2", "w1", "w2"}),
        (RunFilter(sources=("ci", "levels")), {"c1", "l1"}),
        (RunFilter(sources=("store", "ci")), {"s1", "s2", "c1"}),
        (RunFilter(persona="dev"), {"w1"}),
        (RunFilter(tags=("nightly",)), {"s1", "w1"}),
        (RunFilter(tags=("nightly", "slow")), {"w1"}),
        (RunFilter(states=("lost",)), {"w2"}),
        (RunFilter(states=("running", "failed")), {"w1", "s2", "c1"}),
        (RunFilter(attention=True), {"s2", "w2", "c1"}),
        (RunFilter(text="alpha"), {"w2", "c1"}),
        (RunFilter(text="lost"), {"w2"}),
        (RunFilter(pipeline="alphabet"), {"c1"}),
        (RunFilter(since=NOW - 100), {"s1", "s2", "w1", "w2", "c1"}),
    ],
    ids=repr,
)
def test_a_filter_keeps_runs_of_both(both: Both, wanted: RunFilter, expected: set[str]) -> None:
    filtered(both)
    assert both.ids(wanted) == expected
    assert both.read().runs.total == len(expected)
