"""Looks through the kept lines of one run from either end, a bounded piece at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...models import Event
from ...store.open import Handle
from . import queries
from .lines import Source, Wanted, as_event, attempt_of, keeps, lines_of, source_of
from .rows import EventRun

LAST = 9_223_372_036_854_775_807
SECONDS = 0.1
"""How long one read may look for lines that match."""
_FIRST, _MOST = 4, 64
_FILE = "SELECT f.path, f.format FROM event_file f WHERE f.no = :no LIMIT 1"


@dataclass(frozen=True, slots=True)
class Found:
    """Events that match, in the order in which they were found, and where to go on; None when nothing is left."""

    events: list[Event]
    rest: int | None


class Scanner:
    """Reads blocks of one run for one question."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sources: dict[int, Source] = {}
        self._deadline = 0.0

    def begin(self, handle: Handle, run: EventRun, wish: Wanted) -> None:
        """Begin a read; all looking of one read together is bounded in time."""
        self._handle, self._run, self._wish = handle, run, wish
        self._deadline = self._clock() + SECONDS

    def back(self, low: int, high: int, need: int) -> Found:
        """The newest ``need`` events with ids of ``low`` to ``high``, newest first."""
        events: list[Event] = []
        if need <= 0:
            return Found(events, high)
        for block, data in self._blocks(low, high, newer=False):
            lines = [one for one in lines_of(block, data) if low <= one[0] <= high]
            for number, line in reversed(lines):
                if event := self._event(number, line):
                    events.append(event)
                    if len(events) == need:
                        return Found(events, number - 1)
            if self.late:
                return Found(events, block - 1)
        return Found(events, None)

    def ahead(self, low: int, need: int) -> Found:
        """The oldest ``need`` events with ids from ``low`` on, oldest first; ``rest`` is always where to go on."""
        events: list[Event] = []
        start = self._block_at(low)
        for block, data in self._blocks(low if start is None else start, LAST, newer=True):
            for number, line in lines_of(block, data):
                if number < low:
                    continue
                if len(events) >= need:
                    return Found(events, number)
                low = number + 1
                if event := self._event(number, line):
                    events.append(event)
            if self.late:
                break
        return Found(events, low)

    def newest_block(self) -> int:
        """The id of the last block of the run, -1 when there is none."""
        found = self._block_at(LAST)
        return -1 if found is None else found

    def rest_of_block(self, low: int) -> tuple[list[Event], int]:
        """Events with ids from ``low`` on in the block that holds it, and the id of that block."""
        block = self._block_at(low)
        if block is None:
            return [], low - 1
        rows = self._handle.rows(queries.blocks(newer=True, step=False), self._values(block, block) | {"rows": 1})
        lines = (one for number, data in rows for one in lines_of(number, data) if one[0] >= low)
        return [event for number, line in lines if (event := self._event(number, line))], block

    def lines_after(self, block: int) -> tuple[int, int, int]:
        """Lines and failed ones in the blocks after this one, and the last of these blocks."""
        lines, failed, last = self._handle.rows(queries.count_lines(), {"run": self._run.no, "id": block})[0]
        return int(lines), int(failed), block if last is None else int(last)

    @property
    def late(self) -> bool:
        """True when this read has looked for as long as it may."""
        return self._clock() > self._deadline

    def _block_at(self, number: int) -> int | None:
        found: int | None = self._handle.rows(queries.block_at(), {"run": self._run.no, "id": number})[0][0]
        return found

    def _values(self, low: int, high: int) -> dict[str, object]:
        return {"run": self._run.no, "low": low, "high": high, "step": _word(self._wish.query.step)}

    def _blocks(self, low: int, high: int, *, newer: bool) -> Iterator[tuple[int, bytes]]:
        sql = queries.blocks(newer=newer, step=bool(_word(self._wish.query.step)))
        at_once = _FIRST
        while low <= high:
            rows = self._handle.rows(sql, self._values(low, high) | {"rows": at_once})
            yield from rows
            if len(rows) < at_once:
                return
            low, high = (rows[-1][0] + 1, high) if newer else (low, rows[-1][0] - 1)
            at_once = min(_MOST, at_once * 2)

    def _event(self, number: int, line: bytes) -> Event | None:
        source = self._source(number)
        told = source.tell(line)
        attempt = attempt_of(self._wish, told)
        if not keeps(self._wish, told, attempt):
            return None
        return as_event(number, self._run.id, source.format, told, attempt)

    def _source(self, number: int) -> Source:
        no = number >> 40
        if no not in self._sources:
            rows = self._handle.rows(_FILE, {"no": no})
            self._sources[no] = source_of(*rows[0]) if rows else source_of("", self._run.format)
        return self._sources[no]


def _word(step: str) -> str:
    """A step as blocks list it; "" when its shown form may differ from the stored one, so that all are read."""
    return f"\t{step}\t" if step and step.isascii() and "\\" not in step else ""
