"""Cuts lines into segments of one run without looking at each of them twice, for formats that offer that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from msgspec import MsgspecError
from msgspec.json import Decoder

from .facts import Fact
from .formats.lenient import UnreadableError
from .formats.quick import Quick
from .segments import BLOCK, FAILED, Bad, Segment, Source, line_segments

_SMALL = 4096
_run = attrgetter("run")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines that were read in brief; ``marks`` as the format gives them."""

    source: Source
    quick: Quick
    lines: list[bytes]
    briefs: list[Any]
    marks: list[str | None]


def segments(source: Source, data: bytes, offset: int, before: str) -> Iterator[Segment | Bad]:
    """The segments of whole lines, the quick way where the format has one and the lines are as it wants them."""
    quick: Quick | None = getattr(source.kind, "QUICK", None)
    found = _quick(source, quick, data, offset, before) if quick and len(data) > _SMALL else None
    if found is not None:
        yield from found
        return
    middle = data.find(b"\n", len(data) // 2) + 1
    if quick is None or len(data) <= BLOCK or not middle or middle == len(data):
        yield from line_segments(source, data, offset, before)
        return
    for part, start in ((data[:middle], offset), (data[middle:], offset + middle)):
        for segment in segments(source, part, start, before):
            before = segment.run if isinstance(segment, Segment) else before
            yield segment


def _quick(source: Source, quick: Quick, data: bytes, offset: int, before: str) -> list[Segment] | None:
    """None when one of the lines does not fit."""
    try:
        briefs = _decoder(quick.BRIEF).decode_lines(data)
        lines = data.split(b"\n")
        if not lines[-1]:
            lines.pop()
        if len(lines) != len(briefs):
            return None
        piece = _Piece(source, quick, lines, briefs, quick.marks(briefs))
        return list(_cut(piece, data, offset, before))
    except (MsgspecError, UnicodeDecodeError, RecursionError, UnreadableError):
        return None


@cache
def _decoder(kind: type[Any]) -> Decoder[Any]:
    return Decoder(kind)


def _cut(piece: _Piece, data: bytes, offset: int, before: str) -> Iterator[Segment]:
    first = place = 0
    for run, group in groupby(piece.briefs, _run):
        last = first + len(list(group))
        before = run or before or piece.source.file
        for begin, end, size in _blocks(piece.lines, first, last):
            yield _segment(piece, Segment(before, offset + place, data[place : place + size]), begin, end)
            place += size
        first = last


def _blocks(lines: Sequence[bytes], first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Parts of some lines with their size, no larger than a block unless a single line is."""
    size = sum(map(len, lines[first:last])) + last - first
    if last - first == 1 or size <= BLOCK:
        yield first, last, size
        return
    middle = (first + last) // 2
    yield from _blocks(lines, first, middle)
    yield from _blocks(lines, middle, last)


def _segment(piece: _Piece, segment: Segment, first: int, last: int) -> Segment:
    segment.lines = last - first
    for brief in (piece.briefs[first], piece.briefs[last - 1]):
        segment.heard(brief.time.timestamp())
    begin = first
    for step, group in groupby(piece.marks[first:last]):
        end = begin + len(list(group))
        if step is None:
            _take_each(piece, segment, begin, end)
        else:
            _take_row(piece, segment, step, begin, end)
        begin = end
    return segment


def _take_each(piece: _Piece, segment: Segment, begin: int, end: int) -> None:
    for place in range(begin, end):
        brief = piece.briefs[place]
        segment.steps[brief.step] = None
        segment.failed += brief.state in FAILED
        segment.facts.append(_facts(piece, place)[1])


def _take_row(piece: _Piece, segment: Segment, step: str, begin: int, end: int) -> None:
    """Records of which the last says what all of them do, if it really says it."""
    segment.steps[step] = None
    record, facts = _facts(piece, end - 1)
    if end - begin > 1 and not piece.quick.speaks_for_all(record):
        segment.facts += [_facts(piece, place)[1] for place in range(begin, end - 1)]
    elif end - begin > 1:
        segment.passed += end - begin - 1
        facts = piece.quick.together(piece.briefs[begin : end - 1], facts)
    segment.facts.append(facts)


def _facts(piece: _Piece, place: int) -> tuple[Any, Sequence[Fact]]:
    record, odd = piece.source.reader.read(piece.lines[place])
    facts = piece.source.kind.facts(record, piece.source.file)
    return record, (*facts, *odd) if odd else facts
