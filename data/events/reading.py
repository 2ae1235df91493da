"""Reads one file of lines into the sidecar: what is new in it first, then what lies before that."""

from __future__ import annotations

from pathlib import Path

from ..sidecar.files import EventFile
from ..sidecar.indexed import promote, show_indexed
from ..sidecar.lines import blocks_between
from .intake import Intake, Order, has_quick_way, recognised, source_of
from .pieces import BadPiece, Read
from .quick_segments import segments
from .segments import Bad, Segment
from .tail import Tail

AHEAD = 1 << 16
BIG = 1 << 20
PIECE = 1 << 20
_SLOW_PIECE = 1 << 17
_HEAD = 1 << 16


class LineFile:
    """One file that grows by lines; ``file`` says how far it is taken in, ``tail`` has read nothing of it yet."""

    def __init__(self, file: EventFile, tail: Tail, root: Path) -> None:
        self.file = file
        self._root = root
        self._tail = tail
        self._behind: Tail | None = None
        tail.offset = file.newest

    def close(self) -> None:
        """Let go of the descriptors; reading goes on where it was."""
        self._tail.close()
        if self._behind:
            self._behind.close()

    def open_ahead(self, intake: Intake, size: int) -> None:
        """Take in the newest lines at once when much is to be read. Raises RefusedError."""
        file = self.file
        if file.ahead_to or size - file.done <= BIG:
            return
        if not self._begins_well(intake):
            return
        read = self._tail.read_ahead(AHEAD)
        if read.data and read.offset > file.done:
            file.size, file.ahead_from, file.ahead_to = read.size, read.offset, read.done
            intake.take(file, read.data, read.offset, Order.AHEAD)
            self._refuse(intake, read)
            self._tail.close()
            self._tail = Tail(Path(file.path), self._root, read.done)

    def _begins_well(self, intake: Intake) -> bool:
        """True when the format is known, by now from how the file begins."""
        file = self.file
        if not file.format:
            head = Tail(Path(file.path), self._root)
            data = head.read(_HEAD).data
            head.close()
            file.format, start, _ = recognised(data, 0)
            if file.format:
                found = segments(source_of(file), data[start:], start, "")
                intake.expect(file, next((one.run for one in found if isinstance(one, Segment)), ""))
        return file.format != ""

    def read_on(self, intake: Intake, *, settled: bool = False) -> Read:
        """Take in the next new lines. Raises RefusedError when the file may not be read any more."""
        file = self.file
        read = self._tail.read(self._piece(), settled=settled)
        self._refuse(intake, read)
        if read.data:
            intake.take(file, read.data, read.offset, Order.AHEAD if file.ahead_to else Order.NEXT)
        file.size, file.head = read.size, self._tail.head or file.head
        if file.ahead_to:
            file.ahead_to = read.done
        else:
            file.done = read.done
        if read.data or read.bad:
            intake.touch(file)
        return read

    def read_behind(self, intake: Intake) -> bool:
        """Take in a piece of what lies before the newest lines; False when nothing lies there (any more)."""
        file = self.file
        if not file.ahead_to:
            return False
        if file.done < file.ahead_from:
            self._read_before(intake)
        else:
            self._join(intake)
        intake.touch(file)
        show_indexed(intake.connection, file)
        return True

    def _piece(self) -> int:
        """How much to read at once: lines that are read one by one take twenty times as long."""
        return PIECE if self.file.format and has_quick_way(self.file) else min(PIECE, _SLOW_PIECE)

    def _read_before(self, intake: Intake) -> None:
        file = self.file
        self._behind = self._behind or Tail(Path(file.path), self._root, file.done)
        read = self._behind.read(min(self._piece(), file.ahead_from - file.done))
        done = min(read.done, file.ahead_from)
        data = read.data[: max(0, file.ahead_from - read.offset)]
        self._refuse(intake, read)
        if data:
            intake.take(file, data, read.offset, Order.BEHIND)
        file.done = file.ahead_from if read.end or done == file.done else done

    def _join(self, intake: Intake) -> None:
        """Fold the newest lines again, now in their place; their blocks are kept already."""
        file = self.file
        start = file.done
        end = min(start + PIECE, file.ahead_to)
        intake.flush()
        for block in blocks_between(intake.connection, file.no, start, end):
            intake.fold_again(file, block)
        file.done = end
        if end == file.ahead_to:
            intake.flush()
            promote(intake.connection, intake.runs, file)
            file.ahead_from = file.ahead_to = 0

    def _refuse(self, intake: Intake, read: Read) -> None:
        intake.refuse(self.file, [_bad(piece) for piece in read.bad])


def _bad(piece: BadPiece) -> Bad:
    return Bad(piece.offset, piece.size, piece.reason, piece.head)
