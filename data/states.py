"""State machines: what a stored word means, what is live, what is final, which change of a step is valid.

Sources: the states of the progress data model (000, "State Transitions") plus every word that Wave
writes to ``pipeline_run``, ``pipeline_state``, ``step_state``, ``step_attempt`` and ``event_log``.
"""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """The eight words a screen uses for a state."""

    PENDING = ".."
    RUN = "RUN"
    RETRY = "RETRY"
    OK = "OK"
    FAIL = "FAIL"
    CAN = "CAN"
    SKIP = "SKIP"
    LOST = "LOST"


_WORDS = {
    "pending": Word.PENDING,
    "starting": Word.PENDING,
    "running": Word.RUN,
    "started": Word.RUN,
    "retrying": Word.RETRY,
    "reworking": Word.RETRY,
    "completed": Word.OK,
    "completed_empty": Word.OK,
    "succeeded": Word.OK,
    "failed": Word.FAIL,
    "rejected": Word.FAIL,
    "cancelled": Word.CAN,
    "canceled": Word.CAN,
    "cancelling": Word.CAN,
    "skipped": Word.SKIP,
    "lost": Word.LOST,
}

TERMINAL = frozenset(
    {"completed", "completed_empty", "succeeded", "failed", "rejected", "cancelled", "canceled", "skipped"}
)
LIVE = frozenset({"running", "started", "retrying", "reworking", "cancelling", "starting"})
ATTENTION = frozenset({"failed", "rejected", "lost", "cancelled", "canceled", "cancelling"})

ERRORS = frozenset({"failed", "rejected", "lost", "contract_failed"})
WARNINGS = frozenset(
    {"retrying", "reworking", "contract_soft_failure", "contract_warning", "warning", "budget_warning"}
)

_ENDS = {"completed", "completed_empty", "failed", "cancelled", "rejected", "skipped"}
_STEP_CHANGES: dict[str, frozenset[str]] = {
    "pending": frozenset({"running", "skipped", "cancelled", "failed"}),
    "running": frozenset(_ENDS | {"retrying", "reworking"}),
    "failed": frozenset({"retrying", "reworking", "running", "rejected", "skipped"}),
    "retrying": frozenset({"running", "failed", "cancelled"}),
    "reworking": frozenset({"running", "completed", "failed", "cancelled"}),
    "completed": frozenset({"running"}),
}


def word(state: str) -> Word | None:
    """The screen word of a stored state, None when the state is foreign and must be shown as it is."""
    return _WORDS.get(state)


def is_terminal(state: str) -> bool:
    """True when no further change is expected; a lost run is not terminal."""
    return state in TERMINAL


def is_live(state: str) -> bool:
    """True while work may be going on."""
    return state in LIVE


def severity(state: str, stated: str = "") -> str:
    """How severe an event of that state is, info, warn or error, unless its source has stated that."""
    if stated:
        return stated
    return "error" if state in ERRORS else "warn" if state in WARNINGS else "info"


def step_change_is_valid(before: str, after: str) -> bool:
    """True when a step may go from one state to the other.

    Staying is always valid and foreign words are not judged. A completed step may run again: pipelines with
    edges visit steps more than once.
    """
    before, after = ("running" if state == "started" else state for state in (before, after))
    if before == after or before not in _WORDS or after not in _WORDS:
        return True
    return after in _STEP_CHANGES.get(before, frozenset())
