"""What the file system says about a store and its side files, without opening them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ..text import clean_id
from .faults import StoreFault


@dataclass(frozen=True, slots=True)
class Stamp:
    """Identity and state of one file; another device or inode is another file."""

    dev: int
    ino: int
    size: int
    mtime: int

    def same_file(self, other: Stamp) -> bool:
        """True when both stamps belong to the same inode."""
        return (self.dev, self.ino) == (other.dev, other.ino)


@dataclass(frozen=True, slots=True)
class Files:
    """Stamps of the database and its side files; None when a file is not there."""

    db: Stamp
    wal: Stamp | None
    journal: Stamp | None
    shared: bool

    @property
    def wal_size(self) -> int:
        """Bytes in the write-ahead log, 0 when there is none."""
        return self.wal.size if self.wal else 0

    @property
    def changed(self) -> float:
        """When the content last changed, in unix seconds; an empty write-ahead log says nothing."""
        stamps = (self.db, self.wal if self.wal_size else None)
        return max(stamp.mtime for stamp in stamps if stamp) / 1e9


def beside(path: Path, suffix: str) -> Path:
    """The side file of a database: ``-wal``, ``-shm`` or ``-journal``."""
    return path.with_name(path.name + suffix)


def look(path: Path) -> Files:
    """Stamps of the store and its side files.

    Raises StoreFault (missing, waiting, foreign, broken) when there is no regular, readable, non-empty file.
    """
    try:
        found = os.stat(path)
    except FileNotFoundError:
        raise StoreFault(
            "missing", f"There is no store at {clean_id(path)} yet; it appears with the first run."
        ) from None
    except OSError as error:
        raise StoreFault("broken", f"{clean_id(path)} cannot be looked at: {error.strerror}.") from None
    if not stat.S_ISREG(found.st_mode):
        raise StoreFault(
            "foreign", f"{clean_id(path)} is {_kind(found.st_mode)}, not a store; name another file with --project."
        )
    if not found.st_size:
        raise StoreFault("waiting", f"{clean_id(path)} is empty; waiting for an engine to fill it.")
    if not readable(path):
        raise StoreFault(
            "broken", f"{clean_id(path)} cannot be read by this user (uid {os.geteuid()}); ask its owner to allow it."
        )
    wal, shm = beside(path, "-wal"), beside(path, "-shm")
    return Files(_stamp(found), stamp(wal), stamp(beside(path, "-journal")), readable(wal) and readable(shm))


def stamp(path: Path) -> Stamp | None:
    """The stamp of a path, None when nothing is there."""
    try:
        return _stamp(os.stat(path))
    except OSError:
        return None


def readable(path: Path) -> bool:
    """True when this process may read the file, by its effective user."""
    return os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids)


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _kind(mode: int) -> str:
    for test, name in (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    ):
        if test(mode):
            return name
    return "no regular file"
