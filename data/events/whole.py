"""Takes in files that hold one document and are replaced as a whole: each new content is one record more."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

import msgspec

from ..sidecar.files import EventFile
from .formats.lenient import UnreadableError, plain
from .formats.recognise import recognise
from .intake import Intake
from .known import KnownFiles
from .places import Found
from .segments import bad_line
from .tail import Tail

_UNFINISHED = 2.0


class WholeFiles:
    """The documents of a project; a file is the one at its path, whatever its inode."""

    def __init__(self, known: KnownFiles, *, now: Callable[[], float] = time.time) -> None:
        self._known = known
        self._now = now

    def read(self, found: Found, intake: Intake) -> bool:
        """Take in the document if it is another one; False when it was just being written: ask again.

        Raises RefusedError, NotFoundError.
        """
        tail = Tail(found.path, found.root)
        try:
            read = tail.read_whole()
        finally:
            tail.close()
        if read.more:
            return False
        file = self._known.added(str(found.path), intake)
        data = read.data or b"".join(piece.head for piece in read.bad)
        digest = hashlib.sha1(data, usedforsecurity=False).digest()
        if digest == file.head:
            return True
        reason = "; ".join(piece.reason for piece in read.bad)
        line, why = (b"", reason) if reason else _one_line(data)
        if why and self._now() - found.mtime < _UNFINISHED:
            return False
        _take(file, line, data, why, intake)
        file.head, file.size, file.seen = digest, read.size, self._now()
        return True


def _take(file: EventFile, line: bytes, data: bytes, why: str, intake: Intake) -> None:
    if why:
        intake.refuse(file, [bad_line(file.done, data, why)])
        file.done += len(data)
        return
    kind = recognise(plain(line))
    file.format = kind.NAME if kind else ""
    intake.take(file, line, file.done)
    file.done += len(line)


def _one_line(data: bytes) -> tuple[bytes, str]:
    """The document as one line, or why it is none."""
    try:
        plain(data)
        return msgspec.json.format(data, indent=-1) + b"\n", ""
    except UnreadableError as error:
        return b"", str(error)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return b" ".join(data.split()) + b"\n", ""
