"""When a failed try is followed by another one, and how long after."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from .definition import Retry, Step

TRANSIENT, DETERMINISTIC = "transient", "deterministic"
CONTRACT_FAILURE, TEST_FAILURE = "contract_failure", "test_failure"
BUDGET_EXHAUSTED, CANCELED = "budget_exhausted", "canceled"

POLICIES = ("none", "standard", "aggressive", "patient")
BACKOFFS = ("fixed", "linear", "exponential")
ON_FAILURE = ("fail", "skip", "continue", "rework")

_RETRIED = frozenset({TRANSIENT, CONTRACT_FAILURE, TEST_FAILURE})
_SIGNS = (
    (BUDGET_EXHAUSTED, r"context (?:window|length)|maximum context|token (?:limit|budget)|prompt is too long"),
    (TRANSIENT, r"rate.?limit|\b429\b|overloaded|timed? ?out|temporarily unavailable"),
    (
        DETERMINISTIC,
        r"permission denied|not found in path|command not found|no such file or directory: |unauthori[sz]ed|"
        r"invalid (?:api|x-api)[ -]?key|authentication (?:failed|error)|\b40[13]\b|exec format error",
    ),
    (TEST_FAILURE, r"--- FAIL|\bFAILED\b|\btests? failed|\bfailures?[=:] ?[1-9]|AssertionError"),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a step's retry keys amount to; delays in seconds."""

    attempts: int
    backoff: str
    base: float
    longest: float
    on_failure: str
    rework_step: str = ""
    escalates: bool = True

    def delay(self, attempt: int) -> float:
        """Seconds to wait after this try, counted from 1: base, base times n, or base times 2 to the n-1, capped."""
        factors = {"fixed": 1.0, "linear": float(attempt), "exponential": 2.0 ** min(attempt - 1, 30)}
        return min(self.base * factors[self.backoff], self.longest)


_PRESETS = {
    "none": Policy(1, "fixed", 0.0, 0.0, "fail"),
    "standard": Policy(3, "exponential", 1.0, 30.0, "fail"),
    "aggressive": Policy(5, "exponential", 0.2, 30.0, "fail"),
    "patient": Policy(3, "exponential", 5.0, 90.0, "fail"),
    "": Policy(1, "linear", 1.0, 60.0, "fail"),
}


def policy(step: Step, longest: float = 60.0) -> Policy:
    """The policy that a step's keys make: the named one, with every explicit key in place of its own.

    ``longest`` is the longest delay, in seconds, where neither names one.
    """
    keys: Retry = step.retry
    preset = _PRESETS[keys.policy] if keys.policy else replace(_PRESETS[""], longest=longest)
    return Policy(
        attempts=keys.max_attempts or preset.attempts,
        backoff=keys.backoff or preset.backoff,
        base=preset.base if keys.base_delay is None else keys.base_delay,
        longest=preset.longest if keys.max_delay is None else keys.max_delay,
        on_failure=keys.on_failure or ("continue" if step.optional else "fail"),
        rework_step=keys.rework_step,
        escalates=not keys.no_escalate,
    )


def classify(error: str, otherwise: str = TRANSIENT) -> str:
    """The failure class that an error's text suggests, ``otherwise`` when it suggests none."""
    return next((kind for kind, sign in _SIGNS if re.search(sign, error, re.IGNORECASE)), otherwise)


def is_retried(failure_class: str) -> bool:
    """Whether another try of such a failure makes sense."""
    return failure_class in _RETRIED


@dataclass(slots=True)
class Breaker:
    """Ends the tries of a step when the same failure keeps coming back."""

    limit: int
    classes: tuple[str, ...]
    seen: Counter[str] = field(default_factory=Counter)

    def opens(self, failure_class: str, error: str) -> bool:
        """Count a failure; True when it came ``limit`` times by now. Numbers in its text make no difference."""
        if failure_class not in self.classes:
            return False
        mark = f"{failure_class} {re.sub(r'[0-9]+', '#', error)[:2000]}"
        self.seen[mark] += 1
        return self.seen[mark] >= self.limit
