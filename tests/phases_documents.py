"""Phases documents for tests: the example of the data model, and ways to change one of its fields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import msgspec

from wave_tui.data.events.facts import Fact, NoteFact, RunFact, StepFact, SubtaskFact
from wave_tui.data.events.formats import phases

Document = dict[str, Any]

EXAMPLE: Document = {
    "overall_percentage": 45,
    "current_phase": "processing",
    "phases": {
        "upload": {"status": "completed", "percentage": 100, "completed_at": "2025-10-08T14:23:15Z"},
        "processing": {
            "status": "in_progress",
            "percentage": 35,
            "total_files": 3,
            "current_file_index": 1,
            "current_file": {
                "name": "statement_002.pdf",
                "total_pages": 12,
                "current_page": 5,
                "regex_matches_found": 23,
            },
        },
        "matching": {"status": "pending", "percentage": 0},
        "report_generation": {"status": "pending", "percentage": 0},
    },
    "last_update": "2025-10-08T14:25:42Z",
    "status_message": "Processing File 2 of 3: Page 5/12",
}
"""The example of the data model, word for word."""

ERROR: Document = {
    "type": "RegexExtractionError",
    "message": "Invalid regex pattern in transaction extraction",
    "context": {"phase": "processing", "file": "statement_002.pdf", "page": 5},
    "timestamp": "2025-10-08T14:27:00Z",
}
"""The example of an error."""


def flawless() -> Document:
    """A snapshot that breaks no rule."""
    document = deepcopy(EXAMPLE)
    document["phases"]["upload"]["started_at"] = "2025-10-08T14:23:00Z"
    processing = document["phases"]["processing"]
    processing |= {"started_at": "2025-10-08T14:23:16Z", "percentage": 47}
    processing["current_file"]["started_at"] = "2025-10-08T14:24:30Z"
    return document


def changed(path: str, value: object, document: Document | None = None) -> Document:
    """The flawless snapshot, or another one, with the field at a dotted path set."""
    found = deepcopy(document) if document is not None else flawless()
    *groups, name = path.split(".")
    place = found
    for group in groups:
        place = place[group]
    place[name] = value
    return found


def facts_of(document: Mapping[str, object], file: str = "session-1") -> Sequence[Fact]:
    """What the format makes of a document."""
    return phases.facts(msgspec.json.decode(json.dumps(document), type=phases.RECORD), file)


def run_of(document: Mapping[str, object]) -> RunFact:
    """What it states of the run."""
    [found] = [fact for fact in facts_of(document) if isinstance(fact, RunFact)]
    return found


def step_of(document: Mapping[str, object], name: str) -> StepFact:
    """What it states of a phase."""
    [found] = [fact for fact in facts_of(document) if isinstance(fact, StepFact) and fact.step == name]
    return found


def files_of(document: Mapping[str, object]) -> dict[str, SubtaskFact]:
    """What it states of files, by their id."""
    return {fact.path[-1]: fact for fact in facts_of(document) if isinstance(fact, SubtaskFact)}


def notes_of(document: Mapping[str, object]) -> list[str]:
    """The notes it gives rise to, as sentences."""
    found = (fact for fact in facts_of(document) if isinstance(fact, NoteFact))
    return [" ".join(part for part in (note.step, note.subject, note.text) if part) for note in found]
