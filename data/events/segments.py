"""Cuts the lines of a file into segments of one run, each with what its lines state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .facts import Fact, Told
from .formats.base import Format
from .formats.lenient import LineReader, UnreadableError

BLOCK = 65_536
_STEPS_LIMIT = 2048
_HEAD = 4096
_MANY = 100
FAILED = frozenset({"failed", "error", "rejected"})
"""States of events that report a failure."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that is no record, or very many of them in a row; ``head`` is how it begins."""

    offset: int
    size: int
    reason: str
    head: bytes
    lines: int = 1


@dataclass(slots=True)
class Segment:
    """Consecutive lines of one run: their bytes from ``offset`` of the file on, and the facts of each record.

    ``passed`` counts records beside those of ``facts``, all that they state is stated by one of these.
    """

    run: str
    offset: int
    data: bytes = b""
    lines: int = 0
    failed: int = 0
    steps: dict[str, None] = field(default_factory=dict)
    first: float | None = None
    last: float | None = None
    facts: list[Sequence[Fact]] = field(default_factory=list)
    passed: int = 0

    def heard(self, time: float | None) -> None:
        """Widen the time that the segment spans."""
        if time is not None:
            self.first = time if self.first is None else min(self.first, time)
            self.last = time if self.last is None else max(self.last, time)

    def words(self) -> str:
        """Its step ids as one column, "" when there are too many to say."""
        words = "\t".join(("", *self.steps, "")) if self.steps else "\t"
        return words if len(words) <= _STEPS_LIMIT else ""


@dataclass(frozen=True, slots=True)
class Source:
    """Whose lines they are: the format, its reader of lines, and the file's name without its endings."""

    kind: Format[Any]
    reader: LineReader[Any]
    file: str


def is_failed(told: Told) -> bool:
    """True for an event that reports a failure."""
    return told.state in FAILED


def bad_line(offset: int, line: bytes, reason: str) -> Bad:
    """A line that is no record, with its beginning."""
    return Bad(offset, len(line), reason, line[:_HEAD])


def bad_lines(data: bytes, start: int, end: int, offset: int, reason: str) -> Bad:
    """The line at ``start``, which is no record, and all after it if very many come that do not even begin like one."""
    until = data.find(b"\n{", end - 1) + 1 or len(data)
    count = data.count(b"\n", start, until)
    if count <= _MANY:
        return bad_line(offset + start, data[start:end], reason)
    head = data[start : min(until, start + _HEAD)]
    return Bad(offset + start, until - start, f"are {count} lines of text and no records", head, count)


def line_segments(source: Source, data: bytes, offset: int, before: str) -> Iterator[Segment | Bad]:
    """The segments of whole lines, read one by one; ``before`` is the run of the record before them, or ""."""
    segment, start = None, 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        line = data[start:end]
        try:
            record, odd = source.reader.read(line) if line.strip() else (None, ())
        except UnreadableError as error:
            if segment:
                yield _closed(segment, data, offset, start)
                segment = None
            bad = bad_lines(data, start, end, offset, str(error))
            yield bad
            start += bad.size
            continue
        if record is not None:
            run = source.kind.run_of(record, source.file) or before or source.file
            before = run
            if segment and (segment.run != run or end - (segment.offset - offset) > BLOCK):
                yield _closed(segment, data, offset, start)
                segment = None
            segment = segment or Segment(run, offset + start)
            _take(segment, source, record, odd)
        start = end
    if segment:
        yield _closed(segment, data, offset, len(data))


def _take(segment: Segment, source: Source, record: Any, odd: Sequence[Fact]) -> None:
    told = source.kind.told(record, source.file)
    segment.lines += 1
    segment.failed += is_failed(told)
    segment.heard(told.time)
    segment.steps[told.step] = None
    segment.facts.append((*source.kind.facts(record, source.file), *odd))


def _closed(segment: Segment, data: bytes, offset: int, end: int) -> Segment:
    segment.data = data[segment.offset - offset : end]
    return segment
