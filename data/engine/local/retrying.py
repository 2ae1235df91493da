"""Whether a retry would repeat work that was finished, although nobody asked for that."""

from __future__ import annotations

from collections.abc import Collection
from itertools import takewhile

from ..model import RunPlan


def why_repeated(
    plan: RunPlan, choice: str, step: str, shown: Collection[str], finished: Collection[str]
) -> tuple[str, ...]:
    """Reasons to refuse a retry; none when it repeats only what was asked for.

    ``shown`` are the steps that the plan which the user saw would reuse, empty when there was none; ``finished``
    are the steps that the old run completed.
    """
    reused = {one.step for one in plan.steps if one.action == "reuse"}
    if vanished := [name for name in shown if name not in reused]:
        return (f"what {', '.join(vanished)} left has gone since the plan was made; look at the plan again",)
    order = [one.step for one in plan.steps]
    before = takewhile(lambda name: name in finished if choice == "failed" else name != step, order)
    lost = [name for name in before if name in finished]
    if choice in ("failed", "from-step") and lost and not reused:
        return (f"what {', '.join(lost)} left is gone, so everything would run again; retry the whole run if you want",)
    return ()
