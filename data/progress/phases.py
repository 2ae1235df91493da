"""Progress of work that goes through phases, files and pages (status updates data model 003, its formulas)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WEIGHTS: dict[str, float] = {"upload": 0.1, "processing": 0.6, "matching": 0.2, "report_generation": 0.1}
"""How much each phase counts unless the settings say otherwise."""

_MOST_TERMS = 8
_EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Share:
    """One phase's part in the whole: its ``weight`` (0 to 1) and how far it is in percent, None when unknown."""

    phase: str
    weight: float
    percent: float | None


def file_percent(page: int | None, pages: int | None) -> float | None:
    """Progress of one file, 0 to 100: page / pages * 100; None when a number is missing or out of range."""
    if page is None or pages is None or not 0 <= page <= pages or pages == 0:
        return None
    return 100.0 * page / pages


def files_percent(index: int | None, files: int | None, file: float | None) -> float | None:
    """Progress of several files, 0 to 100: (files done + part of the current one) / files * 100.

    ``index`` counts from 0, so it is the number of files that are done; ``file`` is the current one's percentage,
    nothing when unknown. The formula of the data model counts a part twice less than its own example; the example
    holds: file 2 of 3 at page 25 of 50 is 50 %. None when a number is missing or out of range.
    """
    if index is None or files is None or not 0 <= index < files:
        return None
    return 100.0 * (index + (file or 0.0) / 100) / files


def phase_weights(phases: Sequence[str], weights: Mapping[str, float]) -> tuple[float, ...]:
    """The weight of each phase, in their order, together 1.

    Phases without a weight share evenly what the others leave of 1; where they leave nothing, each gets the average
    of the others. A sum other than 1 divides them all, so that a run that lacks a phase can reach 100 % too.
    """
    known = [weights[phase] for phase in phases if phase in weights]
    unknown = len(phases) - len(known)
    left = 1 - sum(known)
    other = left / unknown if unknown and left > _EXACT else sum(known) / max(1, len(known))
    given = [weights.get(phase, other) for phase in phases]
    total = sum(given)
    if abs(total - 1) < _EXACT:
        return tuple(given)
    return tuple(weight / total if total > 0 else 1 / len(given) for weight in given)


def shares(percents: Mapping[str, float | None], weights: Mapping[str, float]) -> tuple[Share, ...]:
    """Each phase with its weight and percentage; one that is not from 0 to 100 is unknown."""
    parts = phase_weights(tuple(percents), weights)
    return tuple(
        Share(phase, weight, percent if percent is not None and 0 <= percent <= 100 else None)
        for (phase, percent), weight in zip(percents.items(), parts, strict=True)
    )


def weighted(parts: Sequence[Share]) -> float | None:
    """Progress over all phases, 0 to 100: the sum of weight * percentage, unknown ones add nothing; None for none."""
    if not parts:
        return None
    return sum(part.weight * (part.percent or 0.0) for part in parts)


def how_weighted(parts: Sequence[Share]) -> str:
    """The sum as a sentence: ``upload 0.1 × 100 + processing 0.6 × 50 = 40 %``; an unknown percentage is ``?``."""
    total = weighted(parts)
    if total is None:
        return ""
    terms = [f"{part.phase} {_short(part.weight, 3)} × {_percent(part.percent)}" for part in parts]
    more = len(terms) - _MOST_TERMS
    shown = terms[:_MOST_TERMS] + ([f"{more} more"] if more > 0 else [])
    return f"{' + '.join(shown)} = {_short(total, 1)} %"


def _percent(value: float | None) -> str:
    return "?" if value is None else _short(value, 1)


def _short(value: float, places: int) -> str:
    return f"{round(value, places):g}"
