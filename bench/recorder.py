"""Every statement that a store's reader executes, with its values and its time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from wave_tui.data.store.open import Handle, Row

Values = Sequence[object] | dict[str, object]


@dataclass(frozen=True, slots=True)
class Executed:
    """One statement as it was executed: processor seconds, rows that came back, and how the planner ran it."""

    sql: str
    values: Values
    seconds: float
    rows: int
    plan: tuple[str, ...]

    @property
    def name(self) -> str:
        """The statement in a few words."""
        table = next((name for name in ("pipeline_run", "event_log", "PRAGMA data_version") if name in self.sql), "")
        return f"{table or self.sql[:30]} #{sum(map(ord, self.sql)) % 1000:03}"


@contextmanager
def recorded(*, plans: bool = False) -> Iterator[list[Executed]]:
    """Collect the statements of all readers of this process; with ``plans`` each is explained after it ran."""
    found: list[Executed] = []
    execute = Handle.rows

    def rows(self: Handle, sql: str, values: Values = ()) -> list[Row]:
        began = time.thread_time()
        answer = execute(self, sql, values)
        took = time.thread_time() - began
        plan = tuple(str(row[3]) for row in execute(self, f"EXPLAIN QUERY PLAN {sql}", values)) if plans else ()
        found.append(Executed(sql, values, took, len(answer), plan))
        return answer

    # Measured at the one door through which all questions go; nothing in the product knows of it.
    setattr(Handle, "rows", rows)  # noqa: B010 - mypy refuses to see a method replaced
    try:
        yield found
    finally:
        setattr(Handle, "rows", execute)  # noqa: B010 - as above
