"""The words of Wave's events: which state changes a step, which is known at all, and what messages tell."""

from __future__ import annotations

import json
import re
from functools import lru_cache

CHANGES = {
    "started": "running",
    "pending": "pending",
    "running": "running",
    "completed": "completed",
    "completed_empty": "completed_empty",
    "failed": "failed",
    "retrying": "retrying",
    "reworking": "reworking",
    "rejected": "rejected",
    "skipped": "skipped",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}
"""States that change the state of a step or run, with the word that the house uses for them."""

BEGINS = frozenset({"started", "running"})
ENDS = frozenset({"completed", "completed_empty", "failed", "rejected", "cancelled", "canceled"})
BAD_ENDS = frozenset({"failed", "rejected"})
PROGRESS = frozenset({"step_progress", "stream_activity"})

_OTHERS = frozenset(
    {"step_progress", "stream_activity", "eta_updated", "validating", "compacting", "compacted", "compaction_progress"}
    | {"convergence_stalled", "branch_evaluated", "aggregate_completed", "preflight", "skill_init", "warning"}
    | {"resuming", "recovery", "budget_warning", "iron_rule_warning", "evolution_proposed"}
)
_FAMILIES = (
    *("contract_", "review_", "iteration_", "gate_", "loop_", "sequence_", "parallel_stage_", "matrix_"),
    *("concurrency_", "hook_", "meta_", "philosopher_", "schema_"),
)
_KINDS = (
    ("executing command step", "command"),
    ("gate step", "gate"),
    ("iterate", "iterate"),
    ("loop ", "loop"),
    ("branch ", "branch"),
    ("composition:", "pipeline"),
)
_KIND_STARTS = tuple(start for start, _ in _KINDS)
_COUNTED = ("iterate", "loop iteration")
_COMPOSITION = ("composition:", "iterate", "loop iteration", "loop completed", 'branch "', "skipped by branch")
_CHILD = "composition:"
_WORKSPACE = "workspace root: "
_RUN_ID = re.compile(r"(.+)-\d{8}-\d{6}-[0-9a-f]{4,16}")
_INPUT = re.compile(r'\binput=("(?:[^"\\]|\\.)*")', re.DOTALL)
_STEPS = re.compile(r"\bsteps=(\d{1,6})\b")
_TRY = re.compile(r"attempt (\d{1,4})/(\d{1,4})")
_DONE = re.compile(r"(\d{1,5})/(\d{1,5}) steps completed")
_CONTRACTS = re.compile(r"all (\d{1,4}) contract")
_PERSONA = " persona in "
_FOLDER = re.compile(r"Starting .{1,200} persona in (.+)", re.DOTALL)
_ITEMS = re.compile(r"iterate: (?:all )?(\d{1,6}) items")
_ITEM = re.compile(r"iterate (?:serial|sequential) item (\d{1,6})/(\d{1,6})")
_ROUND = re.compile(r"loop iteration (\d{1,6})/(\d{1,6})")


@lru_cache(maxsize=512)
def is_known(state: str) -> bool:
    """True for a state that Wave or the progress data model writes."""
    return state in CHANGES or state in _OTHERS or state.startswith(_FAMILIES)


@lru_cache(maxsize=512)
def pipeline_of(run: str) -> str:
    """The pipeline's name in a run id (``demo-20261120-043438-b1ab``), the id itself where it has another form."""
    found = _RUN_ID.fullmatch(run)
    return found[1] if found else run


def kind_of(message: str) -> str:
    """What kind of step begins with this message, "" when it does not say."""
    if not message.startswith(_KIND_STARTS):
        return ""
    return next((kind for start, kind in _KINDS if message.startswith(start)), "")


def is_child(message: str) -> bool:
    """True when the message is about a run inside the step."""
    return message.startswith(_CHILD)


def is_composition(message: str) -> bool:
    """True for the messages of steps that consist of other runs or steps: what they say last is worth keeping."""
    return message.startswith(_COMPOSITION)


def input_of(message: str) -> str:
    """The input that the first message of a run quotes."""
    found = _INPUT.search(message)
    if not found:
        return ""
    try:
        return str(json.loads(found[1], strict=False))
    except ValueError:
        return found[1][1:-1]


def steps_of(message: str) -> int | None:
    """The number of steps that the first message of a run announces."""
    found = _STEPS.findall(message)
    return int(found[-1]) if found else None


def workspace_of(message: str) -> str:
    """The folder that a run or a persona says it works in."""
    if message.startswith(_WORKSPACE):
        return message.removeprefix(_WORKSPACE).strip()
    found = _FOLDER.fullmatch(message) if _PERSONA in message else None
    return found[1] if found else ""


def is_place(message: str) -> bool:
    """True for the message that tells a run's folder alone."""
    return message.startswith(_WORKSPACE)


def attempt_of(message: str) -> tuple[int, int] | None:
    """Which try of how many a retry begins."""
    return _pair(_TRY.search(message))


def done_of(message: str) -> tuple[int, int] | None:
    """How many steps of how many are completed."""
    return _pair(_DONE.fullmatch(message))


def contracts_of(message: str) -> int:
    """How many contracts a message says hold."""
    found = _CONTRACTS.search(message)
    return int(found[1]) if found else 1


def counted(message: str) -> tuple[int | None, int, str] | None:
    """How far a step that goes over items or rounds is: current, total and what they count."""
    if not message.startswith(_COUNTED):
        return None
    if pair := _pair(_ITEM.fullmatch(message.partition(":")[0])):
        return pair[0], pair[1], "item"
    if pair := _pair(_ROUND.match(message)):
        return pair[0], pair[1], "iteration"
    if found := _ITEMS.match(message):
        total = int(found[1])
        return total if ": all " in message else 0, total, "item"
    return None


def _pair(found: re.Match[str] | None) -> tuple[int, int] | None:
    return (int(found[1]), int(found[2])) if found else None
