"""What moves although no data moved, when the user wants that: spinners and counting numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

FRAMES = 4
"""Frames a second."""

SPINNERS = {"line": "─╲│╱", "dots": "·•●•", "blocks": "▖▘▝▗"}
"""Frames of each style, one cell each; without Unicode all of them are ``line`` in ASCII."""

_ASCII_FRAMES = "-\\|/"


@dataclass(frozen=True, slots=True)
class Counter:
    """A number on its way: what is shown, what is true, and units per second between them.

    The progress data model (000) calls them CurrentValue, TargetValue and IncrementRate.
    """

    current: float
    target: float
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Counting:
    """The numbers that count for one run: tokens, and percent while it is known."""

    run: str = ""
    tokens: Counter = Counter(0, 0)
    percent: Counter | None = None


def spinner(style: str, time: float, *, ascii: bool) -> str:
    """The glyph of a moment in seconds."""
    frames = _ASCII_FRAMES if ascii else SPINNERS.get(style, SPINNERS["line"])
    return frames[int(time * FRAMES) % len(frames)]


def aimed(counter: Counter, target: float) -> Counter:
    """The same number with another truth, which it reaches within a second."""
    return counter if target == counter.target else Counter(counter.current, target, target - counter.current)


def advanced(counter: Counter, seconds: float) -> Counter:
    """The number after some seconds; it never passes its target."""
    step = counter.rate * seconds
    if abs(step) >= abs(counter.target - counter.current):
        return replace(counter, current=counter.target)
    return replace(counter, current=counter.current + step)


def counted(before: Counting, run: str, tokens: float, percent: float | None, seconds: float) -> Counting:
    """The numbers ``seconds`` later; another run, and a percentage that was unknown, start with the truth."""
    if run != before.run:
        return Counting(run, Counter(tokens, tokens), None if percent is None else Counter(percent, percent))
    share = None if percent is None else before.percent or Counter(percent, percent)
    return Counting(
        run,
        advanced(aimed(before.tokens, tokens), seconds),
        None if share is None or percent is None else advanced(aimed(share, percent), seconds),
    )
