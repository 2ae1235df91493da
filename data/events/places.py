"""Where event files are looked for, and which of the files there may be read."""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..text import clean_id


@dataclass(frozen=True, slots=True)
class Found:
    """A file below ``root`` to read, ``whole`` as one document, else line by line; ``mtime`` in unix seconds."""

    path: Path
    whole: bool
    size: int
    mtime: float
    dev: int
    ino: int
    root: Path


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or folder that is not read, with a sentence that says why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that holds event files; another device or inode is another folder."""

    path: str
    dev: int
    ino: int


@dataclass(frozen=True, slots=True)
class _Place:
    """One folder below ``root`` and the names of files that count in it; ``deep`` with its subfolders."""

    root: Path
    top: str
    names: re.Pattern[str]
    whole: bool = False
    deep: bool = False

    def counts(self, name: str) -> bool:
        """True for the name of an event file; hidden ones are somebody's temporary files."""
        return not name.startswith(".") and self.names.fullmatch(name) is not None

    def takes(self, path: str) -> bool:
        """True when a file of this path is an event file of this place."""
        folder, _, name = path.rpartition("/")
        below = folder.removeprefix(self.top) if self.deep else ""
        inside = folder == self.top or (below.startswith("/") and below != folder and "/." not in below)
        return inside and self.counts(name)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was made of a file when it looked like ``stamp``."""

    stamp: tuple[int, ...]
    found: Found | None
    reason: str = ""


@dataclass(slots=True)
class _Scan:
    """What one look at all folders gathers."""

    folders: list[Folder] = field(default_factory=list)
    judged: dict[str, _Judged] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    linked: dict[tuple[int, int], Found] = field(default_factory=dict)

    def is_first(self, found: Found) -> bool:
        """True unless the same file has another name that comes before this one."""
        return self.linked.get((found.dev, found.ino), found).path == found.path


class Places:
    """The event files of a project; folders that are not there yet are simply empty.

    ``last`` is what the last of the ``scans`` found.
    """

    def __init__(self, root: Path, state_folder: Path) -> None:
        here, state = root.absolute(), state_folder.absolute()
        self._trusted = (here, state)
        self._places = (
            _Place(state, str(state / "events"), _names("*.ndjson", "*.jsonl"), deep=True),
            _Place(state, str(state / "progress"), _names("*.json"), whole=True, deep=True),
            _Place(here, str(here / "logs"), _names("ci-*.log")),
            _Place(here, str(here / ".github"), _names("deployment-state.json"), whole=True),
        )
        self._active: tuple[_Place, ...] = self._places
        self.scans = 0
        self.last: tuple[Found, ...] = ()
        self._tops: tuple[tuple[int, ...], ...] = ()
        self._last = _Scan()
        self._told: dict[str, str] = {}

    @property
    def moved(self) -> bool:
        """True when a folder at which looking begins came, went or changed hands since the last ``found``."""
        return self._tops != self._signatures()

    @property
    def folders(self) -> frozenset[Folder]:
        """The folders that the last ``found`` went through."""
        return frozenset(self._last.folders)

    def found(self) -> tuple[Found, ...]:
        """Every event file that is there now, looked at by name and size alone. Never raises."""
        scan = _Scan()
        self._tops = self._signatures()
        self._active = tuple(active for place in self._places if (active := self._real(place, scan)))
        for place in self._active:
            self._walk(place, scan)
        self._last, self.scans = scan, self.scans + 1
        self.last = tuple(found for judged in scan.judged.values() if (found := judged.found) and scan.is_first(found))
        return self.last

    def look(self, paths: Iterable[str]) -> tuple[Found, ...]:
        """Those of these files that are event files and still there. Never raises."""
        return tuple(found for path in paths for found in self._one(path))

    def takes(self, path: str) -> bool:
        """True when a file of this path would be an event file."""
        return self._place(path) is not None

    def refused(self) -> tuple[Refused, ...]:
        """What the last look refused and was not told before."""
        fresh = {path: why for path, why in self._last.refused.items() if self._told.get(path) != why}
        self._told = dict(self._last.refused)
        return tuple(Refused(Path(path), why) for path, why in fresh.items())

    def _signatures(self) -> tuple[tuple[int, ...], ...]:
        return tuple(_signature(place.top) for place in self._places)

    def _place(self, path: str) -> _Place | None:
        return next((place for place in self._active if place.takes(path)), None)

    def _one(self, path: str) -> Iterator[Found]:
        place = self._place(path)
        try:
            facts = os.lstat(path) if place else None
        except OSError:
            return
        if place and facts:
            found = self._judge(place, path, facts, self._last).found
            if found and self._last.is_first(found):
                yield found

    def _real(self, place: _Place, scan: _Scan) -> _Place | None:
        """The place itself; where its folder is a link, what the link leads to if that lies in the project."""
        if not os.path.islink(place.top):
            return place
        real = Path(os.path.realpath(place.top))
        for root in self._trusted:
            if real.is_relative_to(root.resolve()):
                return replace(place, root=root.resolve(), top=str(real))
        why = "it is a link that leads out of the project; make it a folder"
        scan.refused[place.top] = _sentence(place.top, why)
        return None

    def _walk(self, place: _Place, scan: _Scan) -> None:
        waiting = [place.top]
        while waiting:
            waiting += self._list(place, waiting.pop(), scan)

    def _list(self, place: _Place, folder: str, scan: _Scan) -> list[str]:
        """Judge the files of one folder; its subfolders come back."""
        below = []
        try:
            facts = os.stat(folder)
            with os.scandir(folder) as entries:
                for entry in entries:
                    below += self._entry(place, entry, scan)
        except (FileNotFoundError, NotADirectoryError):
            return below
        except OSError as error:
            scan.refused[folder] = _sentence(folder, f"{error.strerror}; its event files are not seen")
            return below
        scan.folders.append(Folder(folder, facts.st_dev, facts.st_ino))
        return below

    def _entry(self, place: _Place, entry: os.DirEntry[str], scan: _Scan) -> list[str]:
        try:
            if place.deep and not entry.name.startswith(".") and entry.is_dir():
                return self._below(entry, scan)
            if place.counts(entry.name):
                self._judge(place, entry.path, entry.stat(follow_symlinks=False), scan)
        except FileNotFoundError:
            pass  # gone since the folder was listed
        return []

    def _below(self, entry: os.DirEntry[str], scan: _Scan) -> list[str]:
        if not entry.is_symlink():
            return [entry.path]
        scan.refused[entry.path] = _sentence(entry.path, "it is a link to a folder, and those are not followed")
        return []

    def _judge(self, place: _Place, path: str, facts: os.stat_result, scan: _Scan) -> _Judged:
        stamp = (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_mode)
        judged = self._last.judged.get(path)
        if judged is None or judged.stamp != stamp:
            reason = _reason(path, facts.st_mode)
            judged = _Judged(stamp, None if reason else _found(place, path, facts), reason)
        scan.judged[path] = judged
        if judged.reason:
            scan.refused[path] = judged.reason
        elif judged.found and facts.st_nlink > 1:
            earlier = scan.linked.setdefault((facts.st_dev, facts.st_ino), judged.found)
            if judged.found.path < earlier.path:
                scan.linked[facts.st_dev, facts.st_ino] = judged.found
        return judged


def _signature(path: str) -> tuple[int, ...]:
    """What tells a folder from another one at the same path, or from itself while it may not be read."""
    try:
        facts = os.stat(path)
    except OSError:
        return ()
    return facts.st_dev, facts.st_ino, facts.st_mode, facts.st_uid, facts.st_gid


def _names(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(map(fnmatch.translate, patterns)))


def _found(place: _Place, path: str, facts: os.stat_result) -> Found:
    return Found(Path(path), place.whole, facts.st_size, facts.st_mtime, facts.st_dev, facts.st_ino, place.root)


def _reason(path: str, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return _sentence(path, "it is a link; put the file itself there")
    if not stat.S_ISREG(mode):
        return _sentence(path, "it is not a regular file")
    return "" if os.access(path, os.R_OK) else _sentence(path, "you may not read it; ask its owner to allow it")


def _sentence(path: str, why: str) -> str:
    return f"“{clean_id(path)}” is not read: {why}"
