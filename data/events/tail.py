"""Reads the new whole lines of one file, whatever is done to the file meanwhile."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from ..artifacts.open import open_artifact
from ..errors import NotFoundError, RefusedError
from ..text import clean_id
from .identity import HEAD, Identity
from .pieces import LONGEST, BadPiece, End, Read, cut, newest
from .skip import SHOWN, Skip, begin_skip

LARGEST = 4 << 20
"""Bytes of the largest document that is read whole."""

_ANCHOR = 64
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Tail:
    """One file below ``root``, read from ``offset`` on.

    Its descriptor stays open between reads, so that a file which is renamed or deleted is read to its end: close the
    tail when the file rests; one that nobody holds any more closes itself. After ``end`` it may still be read, for
    whoever goes on writing to the old file.
    """

    def __init__(self, path: Path, root: Path, offset: int = 0) -> None:
        self.path = path
        self.offset = offset
        self._root = root
        self._fd: int | None = None
        self._known: Identity | None = None
        self._anchor = b""
        self._skip: Skip | None = None

    @property
    def identity(self) -> Identity:
        """What file this is now. Raises NotFoundError and RefusedError as open_artifact does."""
        with self._reading() as fd:
            return _identity(fd)

    @property
    def head(self) -> bytes:
        """How the content began when it was read last, at most ``HEAD`` bytes: what Identity.head should be kept as."""
        return self._known.head if self._known else b""

    def holds(self, offset: int, data: bytes) -> bool:
        """True when these bytes stand at ``offset``. Raises NotFoundError and RefusedError."""
        with self._reading() as fd:
            return offset >= 0 and os.pread(fd, len(data), offset) == data

    def common(self, offset: int, data: bytes) -> int:
        """How many of these bytes, in whole lines, stand at ``offset``. Raises NotFoundError and RefusedError."""
        with self._reading() as fd:
            here = os.pread(fd, len(data), offset)
        return data.rfind(b"\n", 0, len(os.path.commonprefix((data, here)))) + 1

    def close(self) -> None:
        """Close the descriptor; the next read opens the path again and goes on where this one stopped."""
        if self._fd is not None:
            os.close(self._fd)
        self._fd = None

    def __del__(self) -> None:
        self.close()

    def read(self, limit: int = LONGEST, *, settled: bool = False) -> Read:
        """The next whole lines: at most ``limit`` bytes of them, or one that is longer.

        ``settled`` says that nobody has written for a while. A last line without its end is then given too when it
        is a complete record, and a file that became shorter is truncated: before, it may be being written anew.
        Raises RefusedError when the file may not or cannot be read.
        """
        try:
            with self._reading() as fd:
                return self._read(fd, min(limit, LONGEST), settled)
        except NotFoundError:
            return self._nothing(self.offset, "gone")

    def read_ahead(self, size: int = 65_536) -> Read:
        """The newest whole lines, at most ``size`` bytes of them, without moving on.

        Raises NotFoundError and RefusedError.
        """
        with self._reading() as fd:
            total = os.fstat(fd).st_size
            start = max(total - size, self.offset)
            first, data = newest(os.pread(fd, max(0, total - start), start), begins=start == self.offset)
        return Read(data, start + first, start + first + len(data), total)

    def read_whole(self, limit: int = LARGEST) -> Read:
        """The document that is at the path now; ``more`` says that it changed meanwhile.

        One of more than ``limit`` bytes is a bad piece. Raises NotFoundError and RefusedError.
        """
        self.close()
        with self._reading() as fd:
            before = os.fstat(fd)
            data = os.pread(fd, limit if before.st_size <= limit else SHOWN, 0)
            after = os.fstat(fd)
        self.close()
        if before.st_size > limit:
            reason = f"larger than {limit} bytes, the most that is read of one document"
            return Read(b"", 0, before.st_size, before.st_size, (BadPiece(0, before.st_size, reason, data),))
        changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
        return Read(data, 0, len(data), after.st_size, more=changed)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[int]:
        """The descriptor; an error of the disk becomes a sentence."""
        fd = self._open()
        try:
            yield fd
        except OSError as error:
            self.close()
            why = error.strerror or "the disk does not answer"
            raise RefusedError(f"“{clean_id(self.path)}” cannot be read: {why}") from None

    def _open(self) -> int:
        if self._fd is None:
            self._fd = open_artifact(self._root, str(self.path))
        return self._fd

    def _read(self, fd: int, limit: int, settled: bool) -> Read:
        size = os.fstat(fd).st_size
        if end := self._broken(fd, size):
            held = end == "truncated" and not settled and self._is_cut(fd, size)
            return self._nothing(size, self._moved(fd), self.offset - size) if held else self._nothing(size, end)
        if not self.offset and os.pread(fd, 3, 0) == _BYTE_ORDER_MARK:
            self.offset = len(_BYTE_ORDER_MARK)
        if self._skip and size < self._skip.reached:
            self._skip = None
        read = self._go_on(fd, size) if self._skip else self._lines(fd, size, limit, settled)
        if read.done > self.offset:
            self._remember(fd, read.done)
            return read
        return read if read.more else self._nothing(size, self._moved(fd), read.waiting)

    def _lines(self, fd: int, size: int, limit: int, settled: bool) -> Read:
        begin = self.offset
        chunk = os.pread(fd, limit, begin)
        if len(chunk) == limit < LONGEST and b"\n" not in chunk:
            chunk = os.pread(fd, limit := LONGEST, begin)
        got = cut(chunk, settled=settled)
        full = len(chunk) == limit
        if not got.used and full:
            self._skip = begin_skip(begin, chunk)
            return self._go_on(fd, size)
        piece = BadPiece(begin, got.junk, got.reason, chunk[: min(got.junk, SHOWN)])
        more = full or chunk.find(b"\n", got.used) >= 0
        waiting = 0 if more else len(chunk[got.used :].rstrip(b"\0"))
        bad = (piece,) if got.junk else ()
        return Read(got.lines, begin, begin + got.used, size, bad, more, waiting)

    def _go_on(self, fd: int, size: int) -> Read:
        """Skip on over what is no line, a bounded piece of the way."""
        assert self._skip is not None
        self._skip, piece = self._skip.go_on(fd, size)
        if piece is None:
            waiting = 0 if self._skip is None or self._skip.nulls else size - self.offset
            more = self._skip is not None and self._skip.reached < size
            return Read(b"", self.offset, self.offset, size, more=more, waiting=waiting)
        done = piece.offset + piece.size
        return Read(b"", done, done, size, (piece,) if piece.size else (), more=done < size)

    def _broken(self, fd: int, size: int) -> End:
        """Whether what was read before still stands before the offset."""
        if self._known is None:
            self._known = _identity(fd)
        now = _identity(fd)
        if not now.same_inode(self._known):
            return "replaced"
        begin = self.offset - len(self._anchor)
        same = now.continues(self._known, self.offset) and os.pread(fd, len(self._anchor), begin) == self._anchor
        return "" if same and size >= self.offset else "truncated"

    def _is_cut(self, fd: int, size: int) -> bool:
        """True when the file is shorter and nothing else about it differs so far."""
        return size < self.offset and self._known is not None and _identity(fd).is_cut_from(self._known)

    def _moved(self, fd: int) -> End:
        """Whether the path still leads to the file that is open."""
        here = os.fstat(fd)
        try:
            there = os.lstat(self.path)
        except OSError:
            return "gone"
        return "" if (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino) else "replaced"

    def _remember(self, fd: int, done: int) -> None:
        self.offset = done
        length = min(_ANCHOR, done)
        self._anchor = os.pread(fd, length, done - length)
        self._known = _identity(fd)

    def _nothing(self, size: int, end: End, waiting: int = 0) -> Read:
        return Read(b"", self.offset, self.offset, size, waiting=waiting, end=end)


def _identity(fd: int) -> Identity:
    facts = os.fstat(fd)
    return Identity(facts.st_dev, facts.st_ino, os.pread(fd, HEAD, 0))
