"""Odd values in any column: shown as they are or noted, never an exception, never repaired in silence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from reading import Desk
from stores import NOW, StoreWriter, schema_statements

from wave_tui.data.models import Note
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.times import between, duration, moment, whole

T = 1_795_150_800
HOSTILE = "\x1b]0;owned\x07 [bold]x[/] \u202egnp.\u200b"
VALUES: dict[str, object] = {
    "null": None,
    "blob": b"\xff\x00\x1b[2J",
    "text": HOSTILE,
    "negative": -7,
    "huge": 9_223_372_036_854_775_807,
    "float": 1.5,
    "infinite": float("inf"),
    "empty": "",
}


@cache
def tables() -> dict[str, list[str]]:
    """Column names by table."""
    connection = sqlite3.connect(":memory:")
    for sql in schema_statements():
        connection.execute(sql)
    names = [str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: [str(row[1]) for row in connection.execute(f"PRAGMA table_info({name})")] for name in names}
    connection.close()
    return found


def loose_statements() -> list[str]:
    """The schema without types, keys and checks, so that every column takes every value; the indexes stay."""
    made = []
    for table, names in tables().items():
        own = [f"{name} INTEGER PRIMARY KEY" if name == "id" else f'"{name}"' for name in names]
        if not table.startswith("sqlite_"):
            made.append(f"CREATE TABLE {table} ({', '.join(own)})")
    return [*made, *(sql for sql in schema_statements() if sql.startswith("CREATE INDEX"))]


PLACES = [
    (table, column)
    for table in (
        "pipeline_run",
        "pipeline_state",
        "event_log",
        "step_state",
        "step_attempt",
        "artifact",
        "cancellation",
    )
    for column in tables()[table]
    if column != "id"
]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("table", sorted({table for table, _ in PLACES}))
def test_d15_any_value_in_any_column_is_read(tmp_path: Path, table: str, value: str) -> None:
    for column in [name for place, name in PLACES if place == table]:
        path = tmp_path / column / "state.db"
        with StoreWriter(path, statements=loose_statements()) as writer:
            fill(writer)
            writer.update(f"UPDATE {table} SET {column} = ?", VALUES[value])
            desk = Desk(path)
            found = desk.read()
            assert (found.store.state, len(found.runs.rows)) == ("ok", 1), column
            opened = desk.read(run=found.runs.rows[0].id)
            assert opened.store.state == "ok"
            shown = repr((opened.runs.rows, opened.detail, opened.events.rows))
            assert not {"\\x1b", "\\u202e", "\\u200b"} & set(re.findall(r"(?<!\\)\\(?:x..|u....)", shown)), column
            desk.reader.close()


def fill(writer: StoreWriter) -> None:
    writer.run(last_heartbeat=int(NOW), tags_json='["a"]')
    writer.event(state="started", message='input="x" steps=2')
    writer.event(step="plan", state="running", message="Starting", persona="navigator")
    writer.event(step="plan", state="retrying", message="attempt 2/3")
    writer.step(state="retrying", started_at=T)
    writer.attempt(state="failed", duration_ms=50, completed_at=T)
    writer.artifact()
    writer.cancel()


@pytest.mark.parametrize("state", ["reworking", "", "ハロー", "[red]x"])
def test_d15_an_unknown_step_state_is_shown_literally(writer: StoreWriter, desk: Desk, state: str) -> None:
    writer.run(last_heartbeat=int(NOW))
    writer.step(state=state)
    assert desk.step().state == (state or "pending")


def test_d15_a_run_without_a_state_says_so(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "state.db", statements=loose_statements()) as writer:
        writer.run(status="")
        run = Desk(writer.path).run()
        assert (run.state, run.notes[0].text) == ("unknown", "the store holds no state for this run")


def test_d15_text_that_is_no_utf_8_is_read(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    writer.update("UPDATE pipeline_run SET input = CAST(x'61ff62' AS TEXT)")
    assert desk.run().input == "a\ufffdb"


def test_ids_that_differ_only_in_what_cannot_be_seen_are_both_there_and_can_be_opened(
    writer: StoreWriter, desk: Desk
) -> None:
    for id in ("demo-1", "demo\u200b-1", "demo-\x1b[31m1"):
        writer.run(id, input=f"of {id!r}")
    ids = [run.id for run in desk.read().runs.rows]
    assert len(set(ids)) == 3
    assert {desk.open(id).run.id for id in ids} == set(ids)


MOMENTS = {
    "seconds": T,
    "float": T + 0.5,
    "milliseconds": T * 1_000,
    "microseconds": T * 1_000_000,
    "nanoseconds": T * 1_000_000_000,
    "text": str(T),
    "iso": "2026-11-20T05:00:00Z",
    "iso without zone": "2026-11-20 05:00:00",
    "iso with offset": "2026-11-20T06:00:00+01:00",
}


@pytest.mark.parametrize("unit", MOMENTS)
def test_d14_a_moment_is_read_in_any_unit(unit: str) -> None:
    notes: list[Note] = []
    assert moment(MOMENTS[unit], "started_at", notes) == pytest.approx(T, abs=1)
    assert notes == []


@pytest.mark.parametrize(
    "value", [-5, 17, 1e300, float("nan"), float("inf"), "soon", b"\x00", 10**30, "9999-01-01T00:00:00Z"]
)
def test_d14_what_is_no_moment_becomes_a_note_with_the_raw_value(value: object) -> None:
    notes: list[Note] = []
    assert moment(value, "started_at", notes) is None
    assert len(notes) == 1 and notes[0].subject == "started_at" and "no time between 2000 and 2100" in notes[0].text


@pytest.mark.parametrize("value", [None, 0, "", "0", 0.0])
def test_d14_no_moment_is_unknown_without_a_note(value: object) -> None:
    notes: list[Note] = []
    assert (moment(value, "started_at", notes), notes) == (None, [])


def test_a_negative_duration_is_noted_and_unknown() -> None:
    notes: list[Note] = []
    assert duration(-5, "duration_ms", notes) is None
    assert between(10.0, 4.0, "completed_at", notes) is None
    assert [note.text for note in notes] == ["'-5' is no duration in milliseconds", "ended 6 s before it started"]


def test_a_count_is_a_whole_number_that_is_not_negative() -> None:
    notes: list[Note] = []
    assert [whole(value, "tokens", notes) for value in (None, 0, 5, 2.0)] == [None, 0, 5, 2]
    assert [whole(value, "tokens", notes) for value in (-1, 1.5, "x", b"x")] == [None] * 4
    assert len(notes) == 4


def test_a_run_that_ended_before_it_started_has_a_note(writer: StoreWriter, desk: Desk) -> None:
    writer.run(status="completed", completed_at=int(NOW) - 600)
    assert [note.text for note in desk.run().notes] == ["ended 540 s before it started"]


def test_d17_the_same_step_id_in_two_runs_is_kept_apart(writer: StoreWriter, desk: Desk) -> None:
    for run, state in (("demo-a", "completed"), ("demo-b", "failed")):
        writer.run(run)
        writer.step(run, "build", state, error_message=run)
        writer.event(run, "build", state, f"of {run}")
        writer.artifact(run, "build", "log")
        upsert = (
            "INSERT INTO step_progress (step_id, run_id, state, progress, updated_at) "
            "VALUES ('build', ?, 'running', 77, 1) ON CONFLICT (step_id) DO UPDATE SET progress = excluded.progress"
        )
        writer.update(upsert, run)
    assert [(step.state, step.progress) for step in desk.open("demo-a").steps] == [("completed", 100.0)]
    assert [(step.state, step.progress, step.error) for step in desk.open("demo-b").steps] == [
        ("failed", None, "of demo-b")
    ]
    assert [artifact.run for artifact in desk.open("demo-b").artifacts] == ["demo-b"]


def test_duplicate_rows_of_attempts_and_artifacts_are_folded_by_the_newest(writer: StoreWriter, desk: Desk) -> None:
    writer.run()
    writer.attempt(number=1)
    writer.attempt(number=1, state="failed", error_message="no", duration_ms=900)
    writer.attempt(number=2)
    writer.attempt(number=2, state="succeeded", duration_ms=800)
    writer.artifact(size_bytes=1)
    writer.artifact(size_bytes=2)
    writer.artifact(name="other")
    step = desk.step()
    assert [(one.number, one.state, one.duration, one.error) for one in step.attempts] == [
        (1, "failed", 0.9, "no"),
        (2, "succeeded", 0.8, ""),
    ]
    assert [(one.name, one.size) for one in step.artifacts] == [("notes", 2), ("other", 5)]


def test_a_change_that_the_state_machine_does_not_know_is_kept_and_noted(writer: StoreWriter, desk: Desk) -> None:
    writer.run(last_heartbeat=int(NOW))
    for state in ("running", "completed", "retrying"):
        writer.event(step="plan", state=state)
    notes = [note.text for note in desk.step("plan").notes]
    assert notes == ["went from completed to retrying, which is no valid change (event 3)"]
