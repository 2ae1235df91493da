"""Exit codes of CI runs (CI/CD data model 004, "Pipeline Run"): what each means and which one wins over others."""

from __future__ import annotations

from collections.abc import Iterable

MEANINGS = {
    0: "success",
    1: "lint failed",
    2: "tests failed",
    3: "build failed",
    4: "environment not ready",
    5: "timeout after 300 s",
}
TIMEOUT = 5
TIMEOUT_SECONDS = 300
_STEPS = (("lint", 1), ("test", 2), ("build", 3), ("env", 4))


def combined(codes: Iterable[int]) -> int:
    """The code of a run in which all of these happened: the lowest failure, a timeout only when nothing else failed."""
    failed = {code for code in codes if code != 0}
    return min(failed - {TIMEOUT} or failed, default=0)


def code_of_step(step: str) -> int | None:
    """The code that the failure of a step leads to, None when the model gives it none."""
    return next((code for start, code in _STEPS if step.startswith(start)), None)


def expected(failed: Iterable[str], *, took: float | None = None) -> int | None:
    """The code of a run in which these steps failed, ``took`` seconds long; None when no code follows from that."""
    codes = [code for code in map(code_of_step, failed) if code is not None]
    if took is not None and took > TIMEOUT_SECONDS:
        codes.append(TIMEOUT)
    return combined(codes) if codes else None


def judged(stated: int | None, failed: Iterable[str], *, took: float | None = None) -> tuple[int | None, str]:
    """The code of a run that is over and what is odd about it, as the end of a sentence or "".

    A stated code counts even where it does not follow from the steps that failed; without one it is what follows.
    """
    right = expected(failed, took=took if stated is None else None)
    if right is None or right == stated:
        return stated, ""
    follows = f"by what failed it is {right} ({MEANINGS[right]})"
    return (right, f"is not stated, {follows}") if stated is None else (stated, f"is {stated}, {follows}")
