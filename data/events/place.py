"""The folders in which producers leave event files, and the names that count there."""

from __future__ import annotations

import fnmatch
import os
import re
from dataclasses import dataclass, replace
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
class Place:
    """One folder below ``root`` and the names of files that count in it; ``deep`` with its subfolders.

    It may be a link to a folder below ``root`` or ``beside``.
    """

    root: Path
    beside: Path
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

    def real(self) -> Place | None:
        """The place itself; where its folder is a link, what that leads to, or None out of ``root`` and ``beside``."""
        if not os.path.islink(self.top):
            return self
        target = Path(os.path.realpath(self.top))
        for root in (self.root.resolve(), self.beside.resolve()):
            if target.is_relative_to(root):
                return replace(self, root=root, top=str(target))
        return None

    def signature(self) -> tuple[int, ...]:
        """What tells the folder from another one at the same path, or from itself while it may not be read."""
        try:
            facts = os.stat(self.top)
        except OSError:
            return ()
        return facts.st_dev, facts.st_ino, facts.st_mode, facts.st_uid, facts.st_gid


def places_of(root: Path, state_folder: Path) -> tuple[Place, ...]:
    """Where the event files of a project lie, whether there are any yet or not."""
    here, state = root.absolute(), state_folder.absolute()
    return (
        Place(state, here, str(state / "events"), _names("*.ndjson", "*.jsonl"), deep=True),
        Place(state, here, str(state / "progress"), _names("*.json"), whole=True, deep=True),
        Place(here, state, str(here / "logs"), _names("ci-*.log")),
        Place(here, state, str(here / ".github"), _names("deployment-state.json"), whole=True),
    )


def refusal(path: str, why: str) -> str:
    """The sentence about a path that is not read."""
    return f"“{clean_id(path)}” is not read: {why}"


def _names(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(map(fnmatch.translate, patterns)))
