"""Takes whole lines into the sidecar: blocks, runs and how far their file is read, all in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import PurePath

from ..sidecar.files import EventFile, save_files
from ..sidecar.held import HeldRun, RunKeeper, copied
from ..sidecar.lines import KeptBlock, event_id, keep_bad, keep_blocks, last_block
from ..sidecar.recording import record
from ..sidecar.status import keep_changed
from ..sqlite import sqlite3
from .fold import fold
from .fold_state import FoldedRun
from .formats.lenient import UnreadableError, plain
from .formats.recognise import by_name, reader_of, recognise
from .mirrors import Mirrors
from .quick_segments import segments
from .segments import Bad, Segment, Source, bad_line, bad_lines

BATCH_BYTES = 1 << 20
BATCH_SECONDS = 0.05
BAD_KEPT = 1000


class Order(Enum):
    """Where lines stand: next in their file, its newest before the rest is read, or the rest before the newest."""

    NEXT = "next"
    AHEAD = "ahead"
    BEHIND = "behind"


class Intake:
    """Collects lines of any files into transactions of bounded size; after an error make a new one.

    ``changed`` is when lines were committed last (unix seconds).
    """

    def __init__(
        self, connection: sqlite3.Connection, mirrors: Mirrors | None = None, *, now: Callable[[], float] = time.time
    ) -> None:
        self.connection = connection
        self._mirrors = mirrors
        self._now = now
        self.runs = RunKeeper(connection)
        self._files: dict[int, EventFile] = {}
        self._before: dict[tuple[int, bool], str] = {}
        self._bytes = 0
        self._began: float | None = None
        self.changed: float | None = None

    def take(self, file: EventFile, data: bytes, offset: int, order: Order = Order.NEXT) -> None:
        """Take in whole lines that stand at ``offset``; the caller moves the file's own marks on."""
        self.begin()
        bad: list[Bad] = []
        skipped = 0
        if not file.format:
            file.format, skipped, bad = recognised(data, offset)
        if file.format:
            self._take_lines(file, data[skipped:], offset + skipped, order, bad)
        self.refuse(file, bad)
        self._files[file.no] = file
        self._bytes += len(data)

    def expect(self, file: EventFile, run: str) -> None:
        """Say whose records they are that name no run and stand ahead of everything that is taken in."""
        self._before.setdefault((file.no, False), run)

    def fold_again(self, file: EventFile, block: KeptBlock) -> None:
        """Fold lines that were taken in ahead now in their place; they are kept already."""
        self.begin()
        run = block.run or ""
        held = self.runs.get(run, file.format)
        for segment in segments(source_of(file), block.data, block.offset, run):
            if isinstance(segment, Segment):
                fold_into(held, segment, Order.BEHIND)
        self.runs.change(held)
        self._files[file.no] = file
        self._bytes += len(block.data)

    def refuse(self, file: EventFile, bad: Iterable[Bad]) -> None:
        """Count bad lines and keep the first thousand of a file."""
        listed = tuple(bad)
        if listed:
            self.begin()
            kept = listed[: max(0, BAD_KEPT - file.bad)]
            now = self._now()
            keep_bad(
                self.connection, [(event_id(file.no, one.offset), one.reason, one.size, now, one.head) for one in kept]
            )
            file.bad += sum(one.lines for one in listed)
            self._files[file.no] = file

    def _bad_row(self, file: EventFile, bad: Bad) -> tuple[int, str, int, float, bytes]:
        return event_id(file.no, bad.offset), bad.reason, bad.size, self._now(), bad.head

    def touch(self, file: EventFile) -> None:
        """Keep a file's marks with the next commit."""
        self.begin()
        self._files[file.no] = file

    def begin(self) -> None:
        """Open a transaction unless one is open."""
        if self._began is None:
            self.connection.execute("BEGIN IMMEDIATE")
            self._began = time.monotonic()

    @property
    def full(self) -> bool:
        """True when what was collected should be committed."""
        if self._began is None:
            return False
        return self._bytes >= BATCH_BYTES or time.monotonic() - self._began >= BATCH_SECONDS

    def commit(self) -> bool:
        """Write everything that was collected; False when there was nothing."""
        if self._began is None:
            return False
        save_files(self.connection, self._files.values())
        self.flush()
        if self._bytes:
            self.changed = self._now()
            keep_changed(self.connection, self.changed)
        self.connection.execute("COMMIT")
        self._files.clear()
        self._bytes, self._began = 0, None
        return True

    def flush(self) -> None:
        """Write the runs that changed, inside the transaction that is open."""
        self._mirror()
        record(self.connection, self.runs.changed)
        self.runs.flush()

    def _mirror(self) -> None:
        lone = {held.folded.id: held for held in self.runs.changed if not held.mirrored}
        if lone and self._mirrors:
            for run in self._mirrors.among(lone):
                lone[run].mirrored = True

    def _take_lines(self, file: EventFile, data: bytes, offset: int, order: Order, bad: list[Bad]) -> None:
        blocks = []
        kind = file.format
        place = file.no, order is Order.BEHIND
        for segment in segments(source_of(file), data, offset, self._run_before(place, offset)):
            if isinstance(segment, Bad):
                bad.append(segment)
                continue
            held = self.runs.get(segment.run, kind)
            fold_into(held, segment, order)
            self.runs.change(held)
            blocks.append(_row(file.no, held.no, segment))
            self._before[place] = segment.run
        keep_blocks(self.connection, blocks)

    def _run_before(self, place: tuple[int, bool], offset: int) -> str:
        if place not in self._before and offset:
            self.flush()
            block = last_block(self.connection, place[0], offset)
            self._before[place] = block.run or "" if block else ""
        return self._before.get(place, "")


def source_of(file: EventFile) -> Source:
    """The format of a file that was recognised. Raises KeyError when this version does not know it."""
    kind = by_name(file.format)
    if kind is None:
        raise KeyError(file.format)
    return Source(kind, reader_of(file.format), PurePath(file.path).name.split(".")[0])


def has_quick_way(file: EventFile) -> bool:
    """True when the format of a file that was recognised reads most lines in brief."""
    return getattr(source_of(file).kind, "QUICK", None) is not None


def recognised(data: bytes, offset: int) -> tuple[str, int, list[Bad]]:
    """The format of the first line that one knows, "" for none, where that line begins, and the bad ones before it."""
    start = 0
    bad: list[Bad] = []
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        line = data[start:end]
        if not line.strip():
            start = end
            continue
        try:
            kind = recognise(plain(line))
            if kind is not None:
                return kind.NAME, start, bad
            bad.append(bad_line(offset + start, line, "is no record of a known format"))
        except UnreadableError as error:
            bad.append(bad_lines(data, start, end, offset, str(error)))
        start += bad[-1].size
    return "", start, bad


def fold_into(held: HeldRun, segment: Segment, order: Order) -> None:
    """Fold the facts of a segment into its run, as known so far and in the order of its file."""
    if order is Order.AHEAD and held.folding is None:
        known = held.folded.records > 0
        held.folding = copied(held.folded) if known else FoldedRun(held.folded.id, held.folded.format)
    if held.folding is not None and order is not Order.AHEAD:
        _fold_all(held.folding, segment)
    if held.folding is None or order is not Order.BEHIND:
        _fold_all(held.folded, segment)


def _fold_all(run: FoldedRun, segment: Segment) -> None:
    run.records += segment.passed
    for facts in segment.facts:
        fold(run, facts)


def _row(file: int, run: int, segment: Segment) -> tuple[int, int, int, int, str, float | None, float | None, bytes]:
    return (
        *(event_id(file, segment.offset), run, segment.lines, segment.failed, segment.words()),
        *(segment.first, segment.last, segment.data),
    )
