"""Runs as the last answer showed them, so that only those of which something is new are made again."""

from __future__ import annotations

from collections.abc import Callable

from ..models import Run


class BuiltRuns:
    """Keeps the runs of an answer, by their numbers, until the answer after it."""

    def __init__(self) -> None:
        self._runs: dict[int, tuple[object, Run]] = {}
        self._before: dict[int, tuple[object, Run]] = {}

    def turn(self) -> None:
        """Begin another answer; what the one before the last did not show is forgotten."""
        self._before, self._runs = self._runs, {}

    def get(self, number: int, basis: object, build: Callable[[], Run]) -> Run:
        """The run that was built from an equal ``basis``, else a new one."""
        found = self._runs.get(number) or self._before.get(number)
        if found is None or found[0] != basis:
            found = basis, build()
        self._runs[number] = found
        return found[1]
