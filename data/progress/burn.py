"""How fast a run uses tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..models import Event

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class TokenSample:
    """Tokens that were used up to a moment since the sample before."""

    time: float
    tokens: int


def samples(events: Iterable[Event]) -> tuple[TokenSample, ...]:
    """The token counts among events, oldest first.

    Only ``step_progress`` events state an amount once; ``completed`` repeats the sum of its step.
    """
    found = [
        TokenSample(event.time, event.tokens)
        for event in events
        if event.state == "step_progress" and event.time is not None and event.tokens and event.tokens > 0
    ]
    return tuple(sorted(found, key=lambda sample: sample.time))


def burn_rate(tokens: int | None, started: float | None, now: float) -> float | None:
    """Tokens per minute over a run: total tokens / elapsed minutes (progress data model 000, "Calculations").

    None when a part is unknown or no time has passed.
    """
    if tokens is None or started is None or now <= started:
        return None
    return tokens * _MINUTE / (now - started)


def per_minute(
    found: Sequence[TokenSample], start: float, end: float, *, bucket: float = _MINUTE, columns: int = 240
) -> tuple[float, ...]:
    """Tokens per minute in each interval of ``bucket`` seconds from start to end, oldest first.

    At most the newest ``columns`` intervals. The last one is usually not over yet and holds what it has so
    far. Samples outside of start to end are left out.
    """
    if end <= start or bucket <= 0:
        return ()
    last = int((end - start) / bucket)
    first = max(0, last + 1 - columns)
    totals = [0.0] * (last + 1 - first)
    for sample in found:
        if start <= sample.time <= end and (place := int((sample.time - start) / bucket)) >= first:
            totals[place - first] += sample.tokens
    return tuple(total * _MINUTE / bucket for total in totals)
