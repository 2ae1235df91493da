"""The event files that were read before, found again under whatever name they have now."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from ..sidecar.files import EventFile, add_file, load_files
from ..sidecar.lines import blocks_between, last_block
from ..sqlite import sqlite3
from .identity import Identity, Known, Origin, origin
from .intake import Intake
from .places import Found
from .tail import Tail


class KnownFiles:
    """All files of the sidecar by path, by inode and by how they begin."""

    def __init__(self, connection: sqlite3.Connection, *, now: Callable[[], float] = time.time) -> None:
        self._connection = connection
        self._now = now
        self._by_no: dict[int, EventFile] = {}
        self._by_path: dict[str, EventFile] = {}
        self._by_inode: dict[tuple[int, int], set[int]] = defaultdict(set)
        self._by_head: dict[bytes, set[int]] = defaultdict(set)
        for file in load_files(connection):
            self._remember(file)

    def __len__(self) -> int:
        return len(self._by_path)

    @property
    def bad(self) -> int:
        """The bad lines in all of them."""
        return sum(file.bad for file in self._by_no.values())

    def unchanged(self, found: Found) -> bool:
        """True when a file was read to its end before and nobody wrote to it since."""
        file = self._by_path.get(str(found.path))
        if file is None or file.ahead_to or (file.dev, file.ino) != (found.dev, found.ino):
            return False
        return file.done == found.size and found.mtime < file.seen - 1

    def unread(self, found: Found) -> int:
        """About how many bytes of a file are not taken in."""
        file = self._by_path.get(str(found.path))
        return max(0, found.size - file.newest) if file and not found.whole else found.size

    def identify(self, found: Found, tail: Tail, intake: Intake) -> EventFile:
        """Which file this is: a known one, maybe under a new name, or a new one. Raises RefusedError, NotFoundError."""
        identity = tail.identity
        kin = self._kin(str(found.path), identity, _size(found), tail)
        intake.begin()
        if kin and kin.keeps_number:
            file = self._moved(self._by_no[kin.known.no], str(found.path), identity)
        else:
            file = self._added(str(found.path), identity, kin)
        file.state, file.seen = "here", self._now()
        intake.touch(file)
        return file

    def added(self, path: str, intake: Intake) -> EventFile:
        """The file at a path of which the content does not matter, known from now on."""
        file = self._by_path.get(path)
        if file is None:
            intake.begin()
            file = add_file(self._connection, EventFile(0, path, 0, 0, b"", seen=self._now()))
            self._remember(file)
        return file

    def begins(self, file: EventFile) -> None:
        """Remember how a file begins, which is known better once it has grown."""
        if file.head:
            self._by_head[file.head].add(file.no)

    def gone(self, here: Collection[str]) -> Iterator[EventFile]:
        """The files that were here and are at none of these paths any more."""
        yield from [file for path, file in self._by_path.items() if file.state == "here" and path not in here]

    def _kin(self, path: str, identity: Identity, size: int, tail: Tail) -> Origin | None:
        at_path = self._by_path.get(path)
        numbers = self._by_inode.get((identity.dev, identity.ino), set()) | self._by_head.get(identity.head, set())
        if at_path:
            numbers = numbers | {at_path.no}
        known = [_known(self._by_no[no]) for no in numbers]
        return origin(
            path, identity, size, known, lambda one: self._agrees(one, tail), lambda one: self._common(one, size, tail)
        )

    def _agrees(self, known: Known, tail: Tail) -> bool:
        block = last_block(self._connection, known.no, known.done)
        return block is None or tail.holds(block.offset, block.data)

    def _common(self, known: Known, size: int, tail: Tail) -> int:
        """Up to which byte, at the end of a line, a file that is shorter now is what was taken in."""
        common = 0
        for block in blocks_between(self._connection, known.no, 0, size):
            same = tail.common(block.offset, block.data)
            common = block.offset + same if same else common
            if same < len(block.data):
                break
        return common

    def _moved(self, file: EventFile, path: str, identity: Identity) -> EventFile:
        if self._by_path.get(file.path) is file:
            del self._by_path[file.path]
        file.path, file.dev, file.ino, file.head = path, identity.dev, identity.ino, identity.head
        self._remember(file)
        return file

    def _added(self, path: str, identity: Identity, kin: Origin | None) -> EventFile:
        done = kin.start if kin else 0
        file = EventFile(0, path, identity.dev, identity.ino, identity.head, done=done, seen=self._now())
        if kin:
            file.format = self._by_no[kin.known.no].format
        self._remember(add_file(self._connection, file))
        return file

    def _remember(self, file: EventFile) -> None:
        self._by_no[file.no] = file
        self._by_path[file.path] = file
        self._by_inode[file.dev, file.ino].add(file.no)
        self.begins(file)


def _size(found: Found) -> int:
    try:
        return found.path.lstat().st_size
    except OSError:
        return found.size


def _known(file: EventFile) -> Known:
    return Known(file.no, file.path, Identity(file.dev, file.ino, file.head), file.newest)
