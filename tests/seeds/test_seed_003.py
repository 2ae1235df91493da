"""The status updates data model (003), entity by entity: a snapshot file, read back as JSON and from the deck."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from console import ask
from event_files import event_project
from phases_documents import ERROR, EXAMPLE, Document, changed, flawless
from seed_screens import screen_of

NOW = 1_759_933_545.0
"""Three seconds after the example's last update."""
PHASES = ["upload", "processing", "matching", "report_generation"]


class Session:
    """A project with the snapshot file of one session."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = event_project(root).state_folder / "progress" / "session-1.json"

    def put(self, document: Mapping[str, object]) -> None:
        """Replace the snapshot as the data model demands: at once and as a whole."""
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(document))
        os.replace(new, self.path)

    def show(self, document: Mapping[str, object] | None = None) -> Any:
        """The session as the command line tells it, after its snapshot was replaced."""
        if document is not None:
            self.put(document)
        return ask(self.root, "show", "session-1")

    def step(self, document: Mapping[str, object], name: str = "processing") -> Any:
        return next(step for step in self.show(document)["steps"] if step["step_id"] == name)

    def file(self, document: Mapping[str, object], name: str = "file-2") -> Any:
        return next(file for file in self.step(document)["subtasks"] if file["id"] == name)

    async def screen(self, document: Mapping[str, object], place: str = "", *keys: str, size: Any = (120, 40)) -> str:
        self.put(document)
        return await screen_of(self.root, "/".join(part for part in ("session-1", place) if part), *keys,
                               now=NOW, size=size)  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(tmp_path)


def fresh(document: Document | None = None) -> Document:
    """The document with times of now, so that it is about a session that is going on."""
    found = deepcopy(document or flawless())
    return found | {"last_update": datetime.now(UTC).isoformat()}


def notes_in(shown: Any) -> list[str]:
    """All data-quality notes of a run, its steps and what is below them."""
    steps = list(shown["steps"])
    below = [subtask for step in steps for subtask in step.get("subtasks", ())]
    return [json.dumps(note) for part in (shown["run"], *steps, *below) for note in part.get("notes", ())]


# 1. Session


def test_a_session_is_shown_with_its_progress_phase_and_percentage(session: Session) -> None:
    document = {"processing_progress": fresh(EXAMPLE), "current_phase": "processing", "overall_percentage": 45.0}
    run = session.show(document)["run"]
    assert (run["status"], run["current_step"], run["progress"]) == ("running", "processing", 45)


@pytest.mark.parametrize(("at", "phase"), list(enumerate(PHASES)))
def test_each_phase_of_a_session_follows_the_one_before(session: Session, at: int, phase: str) -> None:
    document = {"processing_progress": None, "current_phase": phase, "overall_percentage": 10.0}
    states = [step["state"] for step in session.show(document | {"updated_at": fresh()["last_update"]})["steps"]]
    assert states == ["completed"] * at + ["running"] + ["pending"] * (3 - at)


@pytest.mark.parametrize("end", ["completed", "failed"])
def test_a_session_ends_by_its_word_after_its_progress_was_cleared(session: Session, end: str) -> None:
    session.show(fresh())
    run = session.show({"processing_progress": None, "current_phase": end, "overall_percentage": 100.0})["run"]
    assert run["status"] == end


def test_a_session_that_goes_backwards_is_noted(session: Session) -> None:
    session.show(changed("current_phase", "matching", changed("phases.processing.status", "completed")))
    back = changed("phases.processing.status", "pending")
    assert [note for note in notes_in(session.show(back)) if "went from completed to pending" in note] != []


# 2. ProcessingProgress


def test_the_example_is_read_back_field_by_field(session: Session) -> None:
    shown = session.show(EXAMPLE)
    run, steps = shown["run"], {step["step_id"]: step for step in shown["steps"]}
    assert run["stated_progress"] == 45
    assert run["current_step"] == "processing"
    assert list(steps) == PHASES
    assert run["updated_at"] == "2025-10-08T14:25:42Z"
    assert run["current_action"] == "Processing File 2 of 3: Page 5/12"
    assert run["sources"] == ["phases"]
    assert {name: step["progress"] for name, step in steps.items()} == dict(zip(PHASES, (100, 35, 0, 0), strict=True))
    assert steps["upload"]["completed_at"] == "2025-10-08T14:23:15Z"
    processing = steps["processing"]
    assert (processing["current"], processing["total"], processing["unit"]) == (2, 3, "file")
    file = processing["subtasks"][1]
    assert (file["name"], file["current"], file["total"], file["unit"]) == ("statement_002.pdf", 5, 12, "page")
    assert file["metrics"] == {"regex matches found": "23"}


def test_an_active_session_without_an_update_for_five_minutes_is_stale(session: Session) -> None:
    run = session.show(EXAMPLE)["run"]
    assert (run["status"], run["stored_status"]) == ("lost", "running")
    assert run["reason"].startswith("stale: no update for")
    assert session.show(fresh())["run"]["status"] == "running"


def test_every_update_is_an_event_of_the_session(session: Session) -> None:
    for page in (5, 6, 7):
        document = fresh(changed("phases.processing.current_file.current_page", page))
        session.show(document | {"status_message": f"Processing File 2 of 3: Page {page}/12"})
    events = session.show()["events"]
    assert [event["message"][-4:] for event in events] == ["5/12", "6/12", "7/12"]
    assert {event["step_id"] for event in events} == {"processing"}


# 3. PhaseProgress


@pytest.mark.parametrize(
    ("status", "state", "percentage"),
    [("pending", "pending", 0), ("in_progress", "running", 47), ("completed", "completed", 100),
     ("failed", "failed", 47)],
)  # fmt: skip
def test_each_status_of_a_phase_is_a_state(session: Session, status: str, state: str, percentage: int) -> None:
    document = fresh(changed("phases.processing.percentage", percentage))
    step = session.step(changed("phases.processing.status", status, document))
    assert (step["state"], step["progress"]) == (state, percentage)


def test_a_phase_has_its_times_and_duration(session: Session) -> None:
    step = session.step(fresh(), "upload")
    assert (step["started_at"], step["completed_at"]) == ("2025-10-08T14:23:00Z", "2025-10-08T14:23:15Z")
    assert step["duration"] == "15s"


@pytest.mark.parametrize(
    ("phase", "fields"),
    [
        ("upload", {"files_uploaded": 3, "bytes_uploaded": 1048576}),
        ("matching", {"matches_found": 40, "unmatched_count": 2}),
        ("report_generation", {"report_type": "monthly", "records_written": 12}),
    ],
)
def test_fields_that_only_some_phases_have_are_measured_values(
    session: Session, phase: str, fields: dict[str, object]
) -> None:
    document = fresh()
    document["phases"][phase] |= fields
    expected = {name.replace("_", " "): str(value) for name, value in fields.items()}
    assert session.step(document, phase)["metrics"] == expected


# 4. FileProgress


def test_a_file_is_shown_with_every_field(session: Session) -> None:
    path = "phases.processing.current_file"
    document = fresh(changed(f"{path}.file_id", "2b1d7a52-6c8e-4a63-9c11-0f6a7f1f7a10"))
    file = session.file(document)
    assert (file["level_type"], file["name"], file["state"]) == ("file", "statement_002.pdf", "running")
    assert (file["current"], file["total"], file["progress"]) == (5, 12, 41)
    assert file["started_at"] == "2025-10-08T14:24:30Z"
    done = session.file(changed(f"{path}.completed_at", "2025-10-08T14:25:40Z", document))
    assert (done["state"], done["completed_at"]) == ("completed", "2025-10-08T14:25:40Z")


def test_files_that_were_seen_keep_their_names_once_they_are_done(session: Session) -> None:
    session.show(fresh())
    later = changed("phases.processing.current_file.name", "statement_003.pdf")
    files = session.step(fresh(changed("phases.processing.current_file_index", 2, later)))["subtasks"]
    assert [(file["id"], file["name"], file["state"]) for file in files] == [
        ("file-1", "file-1", "completed"),
        ("file-2", "statement_002.pdf", "completed"),
        ("file-3", "statement_003.pdf", "running"),
    ]


# 5. ErrorContext


def failed() -> Document:
    """A session that failed in its second file, with the data model's own error."""
    document = changed("phases.processing.status", "failed")
    return changed("error", ERROR | {"traceback": "File extract.py, line 7"}, document)


def test_an_error_says_phase_file_and_page(session: Session) -> None:
    shown = session.show(failed())
    expected = ERROR | {"traceback": "File extract.py, line 7"}
    assert shown["run"]["status"] == "failed"
    assert shown["run"]["error_context"] == expected
    step = next(step for step in shown["steps"] if step["step_id"] == "processing")
    assert (step["state"], step["error_context"]) == ("failed", expected)
    file = next(file for file in step["subtasks"] if file["id"] == "file-2")
    assert file["state"] == "failed"
    assert file["error"].endswith("(statement_002.pdf, page 5)")


# Formulas


def test_a_file_is_as_far_as_its_pages(session: Session) -> None:
    assert session.file(fresh(changed("phases.processing.current_file.current_page", 6)))["progress"] == 50


def test_several_files_count_the_done_ones_and_the_part_of_the_current_one(session: Session) -> None:
    document = changed("phases.processing.percentage", None)
    document["phases"]["processing"]["current_file"] |= {"current_page": 25, "total_pages": 50}
    assert session.step(fresh(document))["progress"] == 50


def test_the_whole_is_weighted_by_phase(session: Session) -> None:
    document = changed("phases.processing.percentage", 50, changed("overall_percentage", None))
    run = session.show(fresh(document))["run"]
    assert run["progress"] == 40
    assert (
        "upload 0.1 × 100 + processing 0.6 × 50 + matching 0.2 × 0 + report_generation 0.1 × 0 = 40 %"
        in run["progress_how"]
    )


def test_the_weights_are_a_setting(session: Session) -> None:
    settings = session.root / "wave-tui.toml"
    settings.write_text("[progress.weights]\nupload = 0.5\nprocessing = 0.5\nmatching = 0\nreport_generation = 0\n")
    settings.chmod(0o644)
    shown = session.show(fresh())
    assert shown["run"]["progress"] == 73
    assert [step["weight"] for step in shown["steps"]] == [0.5, 0.5, 0, 0]


# Validation


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("overall_percentage", 101, "is 101, not from 0 to 100"),
        ("current_phase", "ocr", "none of its phases"),
        ("phases", {}, "at least one is required"),
        ("last_update", None, "is missing"),
        ("phases.processing.percentage", 101, "is 101, not from 0 to 100"),
        ("phases.processing.completed_at", "2025-10-08T14:23:06Z", "before started_at"),
        ("phases.upload.percentage", 99, "a completed phase has 100"),
        ("phases.processing.started_at", None, "a phase in progress has one"),
        ("phases.processing.status", "busy", "none of pending, in_progress, completed, failed"),
        ("phases.processing.current_file.current_page", 13, "not from 1 to 12"),
        ("phases.processing.current_file.total_pages", 0, "not above 0"),
        ("phases.processing.current_file.regex_matches_found", -1, "not 0 or more"),
    ],
)
def test_a_broken_rule_is_told_and_nothing_is_lost(session: Session, path: str, value: object, said: str) -> None:
    shown = session.show(fresh(changed(path, value)) if path != "last_update" else changed(path, value))
    assert [note for note in notes_in(shown) if said in note] != []
    assert shown["events"]


def test_a_document_that_breaks_no_rule_has_no_notes(session: Session) -> None:
    assert notes_in(session.show(fresh())) == []


# The deck


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_deck_shows_phases_files_and_pages(session: Session, size: tuple[int, int]) -> None:
    shown = await session.screen(EXAMPLE, "", "2", size=size)
    for word in ("upload", "processing", "matching", "report_generation", "statement_002.pdf", "5/12", "2/3"):
        assert word in shown, word


async def test_the_deck_says_how_the_progress_was_computed(session: Session) -> None:
    shown = await session.screen(EXAMPLE, "", "6")
    assert "45%" in shown
    assert "upload 0.1 × 100 + processing 0.6 × 35" in " ".join(shown.split())


async def test_the_deck_shows_where_the_error_was(session: Session) -> None:
    shown = await session.screen(failed(), "processing")
    for word in ("RegexExtractionError", "statement_002.pdf", "page 5"):
        assert word in shown, word
