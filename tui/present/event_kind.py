"""What kind of thing an event says: a short word, a glyph and how loud it is."""

from __future__ import annotations

from dataclasses import dataclass

from wave_tui.data.models import Event
from wave_tui.data.states import Word

from .numbers import change, count, duration, percent


@dataclass(frozen=True, slots=True)
class Kind:
    """The word of a kind, the state whose glyph stands before it, and the tokens of word and message."""

    word: str
    glyph: Word | None = None
    style: str = "dim"
    message: str = "text"


_FAILED = Kind("failed", Word.FAIL, "fail bold")
_CONTRACT = Kind("contract", message="dim")
_COMPLETED = Kind("completed", Word.OK)
_RETRYING = Kind("retrying", Word.RETRY, "warn bold")
_KINDS = {
    "failed": _FAILED,
    "rejected": Kind("rejected", Word.FAIL, "fail bold"),
    "lost": Kind("lost", Word.LOST, "warn bold"),
    "completed": _COMPLETED,
    "completed_empty": _COMPLETED,
    "succeeded": _COMPLETED,
    "passed": Kind("passed", Word.OK),
    "retrying": _RETRYING,
    "reworking": Kind("reworking", Word.RETRY, "warn bold"),
    "cancelled": Kind("cancelled", Word.CAN),
    "canceled": Kind("cancelled", Word.CAN),
    "cancelling": Kind("cancelling", Word.CAN),
    "skipped": Kind("skipped", Word.SKIP),
    "started": Kind("started"),
    "pending": Kind("pending"),
    "step_progress": Kind("progress"),
    "pipeline_progress": Kind("progress"),
    "eta_updated": Kind("estimate", message="dim"),
    "stream_activity": Kind("tool"),
    "validating": _CONTRACT,
    "contract_validating": _CONTRACT,
    "contract_passed": _CONTRACT,
    "contract_skip": _CONTRACT,
    "contract_evidence": _CONTRACT,
    "contract_failed": Kind("contract", Word.FAIL, "fail bold"),
    "contract_soft_failure": Kind("contract", None, "warn"),
    "contract_warning": Kind("contract", None, "warn"),
    "warning": Kind("warning", None, "warn"),
    "budget_warning": Kind("warning", None, "warn"),
    "gate_waiting": Kind("gate", None, "accent"),
    "gate_resolved": Kind("gate"),
    "compaction_progress": Kind("compacting", message="dim"),
}
_LEVELS = {
    "info": Kind("info", message="text"),
    "debug": Kind("debug", message="dim"),
    "warn": Kind("warn", None, "warn bold"),
    "error": Kind("error", Word.FAIL, "fail bold"),
}
_TELLS_NOTHING = frozenset({"", "log", "message", "event", "running", "info", "debug", "warn", "warning", "error"})
"""States of records whose severity says more than they do."""
_STATED = {
    "eta_updated": "estimate renewed",
    "started": "started",
    "running": "started",
    "completed": "completed",
    "failed": "no reason given",
}
_OWNERLESS = frozenset({"stream_activity", "step_progress", "eta_updated"})
_NAMING = frozenset({"levels", "phases"})
"""Sources whose messages say of what they are."""
_FAILURES = frozenset({"failed", "rejected", "lost", "contract_failed"})


def kind(event: Event) -> Kind:
    """The kind of an event; a state that is not known is shown as it is, one that says nothing as its severity."""
    if event.state in _TELLS_NOTHING and event.level in _LEVELS:
        return _LEVELS[event.level]
    if event.state == "running":
        begins = event.source == "levels" or (event.source != "phases" and event.step and not event.subtask)
        return _KINDS["started" if begins else "step_progress"]
    return _KINDS.get(event.state) or Kind(event.state or "event")


def is_failure(event: Event) -> bool:
    """True for events at which a reader who looks for failures wants to stop."""
    return event.state in _FAILURES or event.level == "error"


def first_line(event: Event) -> str:
    """What the event says, in one line; without a message its other facts."""
    text = event.message.strip()
    if text:
        return text.partition("\n")[0].replace("\t", "  ")
    facts = [percent(event.progress)] if event.progress is not None else []
    facts += [f"in {duration(event.duration)}"] if event.duration else []
    facts += ["tokens used"] if event.tokens and not facts else []
    facts += [f"{each.name} {each.value}" for each in event.facts]
    return ", ".join(facts) or _STATED.get(event.state, "")


def owner(event: Event) -> str:
    """The step, for lines that mean little without it; a tool speaks for itself, and so do levels and phases."""
    named = event.step and event.state not in _OWNERLESS and event.source not in _NAMING
    return f"{event.step}  " if named else ""


def further_lines(event: Event) -> tuple[str, ...]:
    """The lines of the message after the first, without empty ones; then where it was said and what else it holds."""
    _, _, rest = event.message.strip().partition("\n")
    said = tuple(line.strip().replace("\t", "  ") for line in rest.split("\n") if line.strip()) if rest else ()
    facts = "  ".join(f"{each.name} {each.value}" for each in event.facts) if event.message.strip() else ""
    function = f" in {event.function}" if event.function else ""
    return tuple(each for each in (*said, f"{event.place}{function}".strip(), facts) if each)


def source(event: Event) -> str:
    """The file and line that said it, without folders."""
    return event.place.rpartition("/")[2]


def spent(event: Event) -> str:
    """Tokens: what progress added, or what everything else sums up to."""
    if not event.tokens:
        return ""
    return change(event.tokens) if kind(event).word == "progress" else count(event.tokens)
