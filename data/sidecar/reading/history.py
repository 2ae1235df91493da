"""What earlier runs of event files teach about the next one: how long steps take, what they cost, how runs ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from ...models import PipelineHistory, StepHistory
from ...store.open import Handle
from ...text import clean_id
from . import queries

LARGEST = 8 << 20
"""Bytes of documents that are read for one history, the newest first."""
_COMPLETED = frozenset({"completed", "completed_empty", "succeeded"})


class PastAttempt(Struct):
    """As much of a try as teaches."""

    state: str = "running"
    started: float | None = None
    ended: float | None = None
    duration: float | None = None
    tokens: int | None = None


class PastStep(Struct):
    """As much of a step as teaches."""

    state: str = "pending"
    started: float | None = None
    ended: float | None = None
    duration: float | None = None
    tokens: int | None = None
    attempts: list[PastAttempt] = []


class PastRun(Struct):
    """As much of a run as teaches."""

    state: str = "pending"
    started: float | None = None
    ended: float | None = None
    steps: dict[str, PastStep] = {}


def read_history(handle: Handle, pipeline: str, without: str) -> tuple[PastRun, ...]:
    """The newest runs of a pipeline, both as stored, but for one of them."""
    import json

    found = handle.rows(queries.history(), {"pipeline": pipeline, "run": without})
    numbers, total = [], 0
    for no, size in found:
        total += size or 0
        if total > LARGEST:
            break
        numbers.append(no)
    rows = handle.rows(queries.documents(), {"numbers": json.dumps(numbers)})
    documents: dict[int, bytes | None] = dict(rows)
    return tuple(run for no in numbers if (run := _past(documents.get(no))) is not None)


def history_of(pipeline: str, runs: Iterable[PastRun]) -> PipelineHistory:
    """Durations (seconds) and tokens of completed tries, newest first; ``pipeline`` is its shown name."""
    durations: dict[str, list[float]] = {}
    tokens: dict[str, list[int]] = {}
    whole, results = [], []
    for run in runs:
        results.append(clean_id(run.state))
        if run.state in _COMPLETED and (took := _took(run)) is not None:
            whole.append(took)
        for name, step in run.steps.items():
            tries: Sequence[PastStep | PastAttempt] = step.attempts or [step]
            tries = [one for one in tries if one.state in _COMPLETED]
            durations.setdefault(clean_id(name), []).extend(took for one in tries if (took := _took(one)) is not None)
            if step.state in _COMPLETED and step.tokens:
                tokens.setdefault(clean_id(name), []).append(step.tokens)
    steps = {name: StepHistory(name, tuple(took), tuple(tokens.get(name, ()))) for name, took in durations.items()}
    return PipelineHistory(pipeline, steps, tuple(whole), tuple(results))


def joined(first: PipelineHistory | None, second: PipelineHistory) -> PipelineHistory:
    """Two histories of one pipeline as one; the nearer kin comes first."""
    if first is None:
        return second
    names = dict.fromkeys([*first.steps, *second.steps])
    steps = {
        name: StepHistory(
            name,
            first.step(name).durations + second.step(name).durations,
            first.step(name).tokens + second.step(name).tokens,
        )
        for name in names
    }
    return PipelineHistory(first.pipeline, steps, first.runs + second.runs, first.results + second.results)


def _past(document: bytes | None) -> PastRun | None:
    try:
        return _decoder().decode(document) if document else None
    except DecodeError:
        return None


def _took(one: PastRun | PastStep | PastAttempt) -> float | None:
    stated = None if isinstance(one, PastRun) else one.duration
    if stated is not None or one.started is None or one.ended is None or one.ended < one.started:
        return stated
    return one.ended - one.started


@cache
def _decoder() -> Decoder[PastRun]:
    return Decoder(PastRun)
