"""Phases documents become a run, its phases and files; each rule they break becomes one note."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phases_documents import ERROR, EXAMPLE, changed, files_of, flawless, notes_of, run_of, step_of

from wave_tui.data.events.formats import phases

UPDATED = 1_759_933_542.0
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
PLACES = [
    *("overall_percentage", "current_phase", "phases", "last_update", "status_message", "error", "host", "tags", "pid"),
    *("phases.processing", "phases.processing.status", "phases.processing.percentage", "phases.processing.started_at"),
    *("phases.processing.total_files", "phases.processing.current_file_index", "phases.processing.current_file"),
    *(f"phases.processing.current_file.{name}" for name in ("name", "total_pages", "current_page", "file_id")),
    *("phases.processing.current_file.regex_matches_found", "session_id", "processing_progress"),
]


@pytest.fixture(autouse=True)
def usual_weights() -> Iterator[None]:
    phases.use_weights({})
    yield
    phases.use_weights({})


def test_phases_are_steps_one_after_another() -> None:
    run = run_of(EXAMPLE)
    assert run.listed == ("upload", "processing", "matching", "report_generation")
    assert [step_of(EXAMPLE, name).state for name in run.listed] == ["completed", "running", "pending", "pending"]
    assert step_of(EXAMPLE, "matching").needs == ("processing",)
    assert (run.state, run.step, run.steps_done, run.steps_total) == ("running", "processing", 1, 4)


def test_the_current_file_is_a_subtask_with_its_pages_and_those_before_it_are_done() -> None:
    files = files_of(EXAMPLE)
    assert list(files) == ["file-1", "file-2"]
    assert files["file-1"].state == "completed"
    current = files["file-2"]
    assert (current.name, current.state) == ("statement_002.pdf", "running")
    assert (current.current, current.total, current.unit) == (5, 12, "page")
    assert current.progress == pytest.approx(41.67, abs=0.01)
    assert current.metrics == {"regex matches found": "23"}


def test_a_step_counts_its_files_from_1() -> None:
    step = step_of(EXAMPLE, "processing")
    assert (step.current, step.total, step.unit, step.progress) == (2, 3, "file", 35)


def test_what_the_document_states_goes_before_the_weights_and_both_are_said() -> None:
    run = run_of(EXAMPLE)
    assert run.progress == 45
    assert run.how.startswith("stated by its file; weighted by phase it is upload 0.1 × 100 + processing 0.6 × 35")
    assert run.how.endswith("= 31 %")


def test_without_a_stated_percentage_the_weights_decide() -> None:
    run = run_of(changed("overall_percentage", None, changed("phases.processing.percentage", 50)))
    assert run.progress == pytest.approx(40.0)
    assert run.how.startswith("weighted by phase: upload 0.1 × 100")


def test_chosen_weights_decide_over_the_stated_percentage() -> None:
    phases.use_weights({"upload": 0.5, "processing": 0.5, "matching": 0, "report_generation": 0})
    run = run_of(EXAMPLE)
    assert run.progress == pytest.approx(67.5)
    assert run.how.endswith("; its file states 45 %")
    assert step_of(EXAMPLE, "processing").weight == pytest.approx(0.5)


def test_a_phase_without_a_percentage_is_as_far_as_its_files() -> None:
    assert step_of(changed("phases.processing.percentage", None), "processing").progress == pytest.approx(47.2, abs=0.1)


def test_an_error_fails_its_phase_and_the_file_it_names() -> None:
    document = changed("error", ERROR, changed("phases.processing.status", "failed"))
    run, step, file = run_of(document), step_of(document, "processing"), files_of(document)["file-2"]
    assert (run.state, step.state, file.state) == ("failed", "failed", "failed")
    sentence = "RegexExtractionError: Invalid regex pattern in transaction extraction (statement_002.pdf, page 5)"
    assert run.error == step.error == file.error == sentence
    assert run.context == step.context == file.context
    assert run.context is not None
    assert (run.context.phase, run.context.file, run.context.page) == ("processing", "statement_002.pdf", 5)
    assert run.ended == 1_759_933_620.0


@pytest.mark.parametrize("error", [{"type": "KeyboardInterrupt", "message": ""}, {"message": "cancelled"}])
def test_an_error_that_is_a_cancel_cancels(error: dict[str, str]) -> None:
    document = changed("error", ERROR | error, changed("phases.processing.status", "failed"))
    states = run_of(document).state, step_of(document, "processing").state, files_of(document)["file-2"].state
    assert states == ("cancelled", "cancelled", "cancelled")


def test_a_snapshot_that_failed_without_an_error_ended_with_its_last_update() -> None:
    broken = changed("phases.processing.status", "failed", EXAMPLE)
    assert (run_of(broken).state, run_of(broken).ended) == ("failed", UPDATED)
    assert run_of({**broken, "error": {**ERROR, "timestamp": "2025-10-08T14:25:40Z"}}).ended == UPDATED - 2


def test_weights_that_the_program_tells_are_taken() -> None:
    weights = {"upload": 0.25, "processing": 0.75, "matching": 0, "report_generation": 0}
    assert run_of(changed("phase_weights", weights, changed("overall_percentage", None))).progress == 25 + 0.75 * 47
    assert "phase_weights upload is -1, not 0 or more" in notes_of(changed("phase_weights", {"upload": -1}))


def test_an_error_in_another_file_than_the_current_one_gets_a_row_of_its_own() -> None:
    document = changed("error.context.file", "other.pdf", changed("error", ERROR))
    files = files_of(document)
    assert (files["other.pdf"].state, files["other.pdf"].current) == ("failed", 5)
    assert files["file-2"].state == "running"


def test_a_name_with_slashes_is_one_part_of_an_address() -> None:
    document = changed("error.context.file", "in/other.pdf", changed("error", ERROR))
    files = files_of(changed("phases.processing.current_file_index", None, document))
    assert {path: file.name for path, file in files.items()} == {
        "statement_002.pdf": "statement_002.pdf",
        "in:other.pdf": "in/other.pdf",
    }


def test_all_files_of_a_completed_phase_are_done() -> None:
    document = changed("phases.processing.status", "completed")
    assert [(name, file.state) for name, file in files_of(document).items()] == [
        ("file-1", "completed"),
        ("file-3", "completed"),
        ("file-2", "completed"),
    ]
    assert step_of(document, "processing").current == 3


def test_fields_that_only_some_phases_have_are_measured_values() -> None:
    document = changed("phases.upload", {"status": "completed", "percentage": 100, "bytes_uploaded": 1024})
    assert step_of(document, "upload").metrics == {"bytes uploaded": "1024"}


def test_a_session_that_says_only_where_it_is_implies_its_phases() -> None:
    document = {"session_id": "s-7", "current_phase": "matching", "overall_percentage": 71.5}
    document["processing_progress"] = None
    run = run_of(document)
    assert (run.state, run.progress, run.step) == ("running", 71.5, "matching")
    assert [step_of(document, name).state for name in run.listed] == ["completed", "completed", "running", "pending"]


@pytest.mark.parametrize(("phase", "state"), [("completed", "completed"), ("failed", "failed"), (None, "pending")])
def test_a_session_ends_by_its_own_word(phase: str | None, state: str) -> None:
    assert run_of({"processing_progress": None, "current_phase": phase}).state == state


def test_the_session_is_named_by_its_document_or_else_by_its_file() -> None:
    assert phases.run_of(phases.PhasesRecord(session_id="s-7"), "file") == "s-7"
    assert phases.run_of(phases.PhasesRecord(), "file") == "file"


def test_a_snapshot_is_one_event_of_its_current_phase() -> None:
    told = phases.told(msgspec.convert(EXAMPLE, phases.RECORD), "s")
    assert (told.time, told.state, told.step, told.subtask) == (UPDATED, "running", "processing", ("file-2",))
    assert (told.message, told.progress) == ("Processing File 2 of 3: Page 5/12", 45)


def test_a_flawless_snapshot_has_no_notes() -> None:
    assert notes_of(flawless()) == []


@pytest.mark.parametrize(
    ("path", "value", "note"),
    [
        ("overall_percentage", 145, "overall_percentage is 145, not from 0 to 100"),
        ("overall_percentage", None, "overall_percentage is missing"),
        ("overall_percentage", 45.5, "overall_percentage is 45.5, no whole number"),
        ("overall_percentage", "much", "overall_percentage is much, no number"),
        ("current_phase", "ocr", "current_phase is ocr, none of its phases upload, processing, matching"),
        ("phases", {}, "phases holds no phase, at least one is required"),
        ("last_update", None, "last_update is missing"),
        ("last_update", "soon", "last_update 'soon' is no time"),
        ("status_message", None, "status_message is missing"),
        ("status_message", 7, "status_message is 7, no text"),
        ("phases.processing.status", "busy", "processing status is busy, none of pending, in_progress"),
        ("phases.processing.percentage", -1, "processing percentage is -1, not from 0 to 100"),
        ("phases.processing.percentage", 35, "processing percentage is not what its files and pages give"),
        ("phases.processing.started_at", None, "processing started_at is missing, a phase in progress has one"),
        ("phases.processing.completed_at", "2025-10-08T14:23:06Z", "processing completed_at is 10 s before started_at"),
        ("phases.upload.percentage", 90, "upload percentage is 90, a completed phase has 100"),
        ("phases.processing.total_files", 0, "processing total_files is 0, not above 0"),
        ("phases.processing.current_file_index", 3, "current_file_index is 3 of 3 files; it counts from 0"),
        ("phases.processing.current_file.current_page", 13, "current file current_page is 13, not from 1 to 12"),
        ("phases.processing.current_file.current_page", 0, "current file current_page is 0, not from 1 to 12"),
        ("phases.processing.current_file.total_pages", 0, "current file total_pages is 0, not above 0"),
        ("phases.processing.current_file.regex_matches_found", -2, "regex_matches_found is -2, not 0 or more"),
        ("phases.processing.current_file.file_id", "7", "current file file_id is 7, no UUID"),
        ("phases.processing.current_file.started_at", None, "current file started_at is missing"),
        ("phases.matching.status", "in_progress", "matching status is running before processing is done"),
        ("phases.upload.status", "pending", "upload status is pending although processing is the current phase"),
        ("phases.upload", 5, "upload phase is 5, no object"),
        ("error", {}, "error type is missing"),
        ("error", ERROR | {"context": {}}, "error context phase is missing"),
        ("error", ERROR | {"context": {"phase": "x"}}, "error context phase is x, none of its phases"),
        ("error", ERROR | {"context": {"phase": "upload", "page": 0}}, "error context page is 0, not from 1"),
    ],
)
def test_a_broken_rule_is_noted_where_it_is_broken(path: str, value: object, note: str) -> None:
    assert [found for found in notes_of(changed(path, value)) if note in found] != []


@pytest.mark.parametrize(
    ("session", "note"),
    [
        ({"current_phase": "printing"}, "current_phase is printing, none of upload"),
        ({"overall_percentage": 100.5}, "overall_percentage is 100.5, not from 0 to 100"),
        ({"current_phase": "matching"}, "current_phase is matching for the session and processing in its progress"),
        ({"overall_percentage": 50.0}, "overall_percentage is 50 for the session and 45 in its progress"),
        ({"current_phase": "completed"}, "processing_progress is still there although the session is completed"),
        ({"processing_progress": [1]}, "processing_progress is [1], no object"),
    ],
)
def test_what_a_session_caches_follows_the_rules_and_agrees(session: dict[str, object], note: str) -> None:
    assert [found for found in notes_of({"processing_progress": flawless()} | session) if note in found] != []


@pytest.mark.parametrize(
    ("record", "mine"),
    [(EXAMPLE, True), ({"processing_progress": None}, True), ({"phases": []}, False), ({"levels": {}}, False)],
)
def test_a_document_is_known_by_its_fields(record: dict[str, object], mine: bool) -> None:
    assert phases.belongs(record) is mine


@given(st.sampled_from(PLACES), JSON)
def test_no_value_of_any_field_stops_a_snapshot(path: str, value: object) -> None:
    line = json.dumps(changed(path, value), allow_nan=False, default=str) if _writable(value) else "{}"
    record = msgspec.json.decode(line.encode("utf-8", "replace"), type=phases.RECORD)
    found = (phases.run_of(record, "f"), phases.facts(record, "f"), phases.told(record, "f"))
    assert msgspec.json.decode(msgspec.json.encode(found)) is not None


@given(st.dictionaries(st.sampled_from(list(phases.PhasesRecord.__struct_fields__)), JSON))
def test_no_document_stops_the_format(document: dict[str, object]) -> None:
    record = phases.PhasesRecord(**document)
    assert msgspec.json.encode((phases.facts(record, "f"), phases.told(record, "f"))) != b""


def _writable(value: object) -> bool:
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except ValueError:
        return False
    return True
