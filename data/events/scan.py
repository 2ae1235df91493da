"""One look at all event files of a project, by names, sizes and times alone."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from .place import Folder, Found, Place, refusal


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was made of a file when it looked like ``stamp``."""

    stamp: tuple[int, ...]
    found: Found | None
    reason: str


@dataclass(slots=True)
class Scan:
    """What a look gathers; a file that is as it was in the look ``before`` is not judged again."""

    before: dict[str, _Judged] = field(default_factory=dict)
    folders: list[Folder] = field(default_factory=list)
    judged: dict[str, _Judged] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    linked: dict[tuple[int, int], Found] = field(default_factory=dict)

    def walk(self, place: Place) -> None:
        """Look through a place and what is below it. Never raises."""
        waiting = [place.top]
        while waiting:
            waiting += self._list(place, waiting.pop())

    def look(self, place: Place, path: str) -> Found | None:
        """One file as it is now; None when it is gone, refused or another name of a file that is found."""
        try:
            found = self._judge(place, path, os.lstat(path))
        except OSError:
            return None
        return found if found and self._is_first(found) else None

    def found(self) -> tuple[Found, ...]:
        """All files to read, each under one name."""
        every = (judged.found for judged in self.judged.values())
        return tuple(found for found in every if found and self._is_first(found))

    def _is_first(self, found: Found) -> bool:
        return self.linked.get((found.dev, found.ino), found).path == found.path

    def _list(self, place: Place, folder: str) -> list[str]:
        """Judge the files of one folder; its subfolders come back."""
        below = []
        try:
            facts = os.stat(folder)
            with os.scandir(folder) as entries:
                for entry in entries:
                    below += self._entry(place, entry)
        except (FileNotFoundError, NotADirectoryError):
            return below
        except OSError as error:
            self.refused[folder] = refusal(folder, f"{error.strerror}; its event files are not seen")
            return below
        self.folders.append(Folder(folder, facts.st_dev, facts.st_ino))
        return below

    def _entry(self, place: Place, entry: os.DirEntry[str]) -> list[str]:
        try:
            if place.deep and not entry.name.startswith(".") and entry.is_dir():
                return self._below(entry)
            if place.counts(entry.name):
                self._judge(place, entry.path, entry.stat(follow_symlinks=False))
        except FileNotFoundError:
            pass  # gone since the folder was listed
        return []

    def _below(self, entry: os.DirEntry[str]) -> list[str]:
        if not entry.is_symlink():
            return [entry.path]
        self.refused[entry.path] = refusal(entry.path, "it is a link to a folder, and those are not followed")
        return []

    def _judge(self, place: Place, path: str, facts: os.stat_result) -> Found | None:
        stamp = (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_mode)
        judged = self.before.get(path)
        if judged is None or judged.stamp != stamp:
            reason = _reason(path, facts.st_mode)
            judged = _Judged(stamp, None if reason else _found(place, path, facts), reason)
        self.judged[path] = judged
        if judged.found is None:
            self.refused[path] = judged.reason
        elif facts.st_nlink > 1:
            earlier = self.linked.setdefault((facts.st_dev, facts.st_ino), judged.found)
            if judged.found.path < earlier.path:
                self.linked[facts.st_dev, facts.st_ino] = judged.found
        return judged.found


def _found(place: Place, path: str, facts: os.stat_result) -> Found:
    return Found(Path(path), place.whole, facts.st_size, facts.st_mtime, facts.st_dev, facts.st_ino, place.root)


def _reason(path: str, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return refusal(path, "it is a link; put the file itself there")
    if not stat.S_ISREG(mode):
        return refusal(path, "it is not a regular file")
    return "" if os.access(path, os.R_OK) else refusal(path, "you may not read it; ask its owner to allow it")
