"""What one contract says about a step's result."""

from __future__ import annotations

from dataclasses import dataclass

from ..retries import CONTRACT_FAILURE

_MOST, _LONGEST = 20, 400


@dataclass(frozen=True, slots=True)
class Verdict:
    """A contract that holds has no problem; ``details`` say more about one, a line each."""

    problem: str = ""
    details: tuple[str, ...] = ()
    failure_class: str = CONTRACT_FAILURE

    @property
    def holds(self) -> bool:
        """Whether the contract is met."""
        return not self.problem

    @property
    def text(self) -> str:
        """The problem, and below it at most twenty details of at most 400 characters, with what was left out."""
        lines = [f"    - {_short(detail)}" for detail in self.details[:_MOST]]
        if len(self.details) > _MOST:
            lines.append(f"    - and {len(self.details) - _MOST} more")
        return "\n".join([self.problem, "  Details:", *lines]) if lines else self.problem


def _short(detail: str) -> str:
    return detail if len(detail) <= _LONGEST else f"{detail[:_LONGEST]}… ({len(detail) - _LONGEST} characters more)"
