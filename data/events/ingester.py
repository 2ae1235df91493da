"""Takes in everything that is new in the event files of a project: newest files first, newest lines first."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path

from ..errors import NotFoundError, WaveTuiError
from ..sidecar.files import EventFile
from ..sqlite import sqlite3
from ..text import clean_id
from .intake import Intake
from .known import KnownFiles
from .mirrors import Mirrors
from .places import Found
from .reading import LineFile
from .tail import Tail
from .whole import WholeFiles

_OPEN = 64
_SETTLED = 2.0
_AGAIN = 0.25


class Ingester:
    """The files of one project and how far each is taken in; ``turn`` does a bounded piece of work."""

    def __init__(
        self, connection: sqlite3.Connection, mirrors: Mirrors | None = None, *, now: Callable[[], float] = time.time
    ) -> None:
        self.intake = Intake(connection, mirrors, now=now)
        self._mirrors = mirrors
        self._now = now
        self.known = KnownFiles(connection, now=now)
        self._whole = WholeFiles(self.known, now=now)
        self._open: OrderedDict[str, LineFile] = OrderedDict()
        self._done: dict[str, Found] = {}
        self._waiting: OrderedDict[str, Found] = OrderedDict()
        self._behind: dict[str, LineFile] = {}
        self._unfinished: dict[str, tuple[float, Found]] = {}
        self.refused: dict[str, str] = {}

    def look(self, found: Iterable[Found]) -> None:
        """Note which of these files hold something new; the newest is read first."""
        changed = [one for one in found if not self._is_read(one) and self._has_name(one)]
        for one in sorted(changed, key=lambda each: each.mtime):
            path = str(one.path)
            self._waiting[path] = one
            self._waiting.move_to_end(path, last=False)

    def look_at_all(self, found: tuple[Found, ...]) -> None:
        """The same for all files that there are: the ones that are not among them are gone."""
        self.look(found)
        here = {str(one.path) for one in found}
        for file in self.known.gone(here):
            self._bury(file)

    @property
    def busy(self) -> bool:
        """True while something is known to be unread."""
        return bool(self._waiting or self._behind)

    @property
    def pause(self) -> float | None:
        """Seconds until what was just being written is worth another look, None when there is nothing like that."""
        if not self._unfinished:
            return None
        return max(0.0, min(due for due, _ in self._unfinished.values()) - self._now())

    @property
    def behind(self) -> int:
        """Bytes that are known to be unread."""
        waiting = sum(self.known.unread(one) for one in self._waiting.values())
        return waiting + sum(reading.file.behind for reading in self._behind.values())

    def turn(self) -> bool:
        """Fill and commit one transaction; False when there was nothing to do."""
        self._look_again()
        while not self.intake.full:
            if self._waiting:
                self._read_next()
            elif self._behind:
                self._read_behind()
            else:
                break
        if self._behind and self._waiting:
            self._read_behind()
        if self.intake.commit():
            return True
        self._look_for_mirrors()
        return self.busy

    def close(self) -> None:
        """Commit what is read and let go of all files and of the store."""
        self.intake.commit()
        if self._mirrors:
            self._mirrors.close()
        for reading in self._open.values():
            reading.close()
        self._open.clear()

    def _look_again(self) -> None:
        due = [path for path, (time, _) in self._unfinished.items() if time <= self._now()]
        self._waiting.update({path: self._unfinished.pop(path)[1] for path in due})

    def _look_for_mirrors(self) -> None:
        for run, mark in (self._mirrors.rescan() if self._mirrors else {}).items():
            self.intake.runs.mark(run, bool(mark))

    def _read_next(self) -> None:
        path, found = self._waiting.popitem(last=False)
        self._unfinished.pop(path, None)
        self._done[path] = found
        try:
            if not found.whole:
                self._read_lines(path, found)
            elif not self._whole.read(found, self.intake):
                self._unfinished[path] = self._now() + _AGAIN, found
            self.refused.pop(path, None)
        except NotFoundError:
            self._let_go(path)
        except WaveTuiError as error:
            self.refused[path] = str(error)

    def _read_lines(self, path: str, found: Found) -> None:
        """Read a piece of a file, and note what is left of it."""
        settled = self._now() - found.mtime > _SETTLED
        reading = self._reading(path, found)
        read = reading.read_on(self.intake, settled=settled)
        self.known.begins(reading.file)
        if reading.file.ahead_to:
            self._behind[path] = reading
        if read.end:
            self._let_go(path)
        if read.more or (read.end and read.end != "gone"):
            self._waiting[path] = found
        elif read.waiting and not settled:
            self._unfinished[path] = found.mtime + _SETTLED + _AGAIN, found

    def _reading(self, path: str, found: Found) -> LineFile:
        reading = self._open.get(path)
        if reading is None:
            tail = Tail(found.path, found.root)
            file = self.known.identify(found, tail, self.intake)
            reading = self._open[path] = LineFile(file, tail, found.root)
            reading.open_ahead(self.intake, found.size)
        self._open.move_to_end(path)
        while len(self._open) > _OPEN:
            oldest = next(iter(self._open))
            self._open.pop(oldest).close()
        return reading

    def _read_behind(self) -> None:
        path, reading = next(iter(self._behind.items()))
        if not reading.read_behind(self.intake):
            del self._behind[path]

    def _let_go(self, path: str) -> None:
        reading = self._open.pop(path, None)
        if reading:
            reading.close()

    def _has_name(self, found: Found) -> bool:
        try:
            str(found.path).encode()
        except UnicodeEncodeError:
            self.refused[str(found.path)] = f"“{clean_id(found.path)}” is not read: its name is no UTF-8; rename it"
            return False
        return True

    def _is_read(self, found: Found) -> bool:
        read = self._done.get(str(found.path))
        if read is None:
            return self.known.unchanged(found)
        return read is found or _stamp(read) == _stamp(found)

    def _bury(self, file: EventFile) -> None:
        self._let_go(file.path)
        self._done.pop(file.path, None)
        self._waiting.pop(file.path, None)
        self._unfinished.pop(file.path, None)
        file.state = "gone"
        self.intake.touch(file)
        if file.ahead_to and file.path not in self._behind:
            folder = Path(file.path).parent
            self._behind[file.path] = LineFile(file, Tail(Path(file.path), folder), folder)


def _stamp(found: Found) -> tuple[int, int, int, float]:
    return found.dev, found.ino, found.size, found.mtime
