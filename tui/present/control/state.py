"""What the panels show of what people do to runs: writes, waiting gates, plans that are being kept or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wave_tui.data.engine.model import CancelFacts, Gate

    from ..view import View
    from .reality import Expectation, Reality


@dataclass(frozen=True, slots=True)
class ControlState:
    """How much was written, who waits, what was planned, where executors of runs started here write.

    ``facts`` is how far the cancel of the selected run is.
    """

    writes: int = 0
    gates: tuple[Gate, ...] = ()
    planned: tuple[Expectation, ...] = ()
    logs: Mapping[str, str] = field(default_factory=dict)
    facts: CancelFacts | None = None

    def gate(self, run: str, step: str = "") -> Gate | None:
        """The gate of a step, or the first of a run, that waits."""
        return next((each for each in self.gates if each.run == run and step in ("", each.step)), None)


def reality_of(view: View) -> Reality | None:
    """What became of the plan of the selected run, None when it was not retried from here."""
    plan = next((each for each in view.control.planned if each.run == view.address.run), None)
    if plan is None or view.detail is None:
        return None
    from .reality import compare

    return compare(plan, view.detail)
