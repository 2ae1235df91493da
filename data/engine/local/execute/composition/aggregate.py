"""Joins outputs of earlier steps into one file."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from .....errors import RefusedError
from .....text import clean
from ..definition import Aggregate, Step
from ..parts import COMPLETED, Context, StepOutcome
from ..templates import fill
from .collected import keep
from .items import compact


async def run_aggregate(step: Step, context: Context) -> StepOutcome:
    """A step with ``aggregate``: the joined text becomes the file ``into`` and an artifact of its name."""
    plan = step.aggregate or Aggregate("", "", "")
    path = fill(plan.into, context, step=step.id)
    context.recorder.step_running(step.id, f"aggregate: {plan.strategy} into {path}")
    text = joined(fill(plan.source, context, step=step.id), plan)
    artifact = keep(step, context, PurePosixPath(path).stem, path, text)
    said = f"aggregate: wrote {path} (strategy: {plan.strategy})"
    return StepOutcome(COMPLETED, output=text, artifacts=(artifact,), message=said)


def joined(text: str, plan: Aggregate) -> str:
    """The outputs as the strategy joins them; ``concat`` and ``reduce`` keep them as they are, as Wave does.

    ``merge_arrays`` makes one list of several: of the lists under ``key`` in every object, or of the lists themselves.
    What failed items left (null) is passed over. Raises RefusedError with what is not as it must be.
    """
    return compact(_merged(_elements(text), plan.key)) if plan.strategy == "merge_arrays" else text


def _elements(text: str) -> list[object]:
    """The elements of a JSON list, or the values of several JSON texts one behind the other."""
    decoder, at, found = json.JSONDecoder(), 0, []
    while rest := text[at:].lstrip(", \t\r\n"):
        try:
            value, length = decoder.raw_decode(rest)
        except (ValueError, RecursionError):
            raise RefusedError(f"aggregate.from is no JSON: {clean(rest, limit=80)!r}") from None
        found.append(value)
        at = len(text) - len(rest) + length
    return found[0] if len(found) == 1 and isinstance(found[0], list) else found


def _merged(elements: list[object], key: str) -> list[object]:
    merged: list[object] = []
    for at, element in enumerate(elements):
        value = _under(element, key, at) if key and element is not None else element
        if isinstance(value, list):
            merged.extend(value)
        elif key and value is not None:
            raise RefusedError(f"aggregate: element {at + 1} holds no list under {clean(key)!r}")
        elif value is not None:
            merged.append(value)
    return merged


def _under(element: object, key: str, at: int) -> object:
    if not isinstance(element, dict) or key not in element:
        raise RefusedError(f"aggregate: element {at + 1} has no key {clean(key)!r}")
    return element[key]
