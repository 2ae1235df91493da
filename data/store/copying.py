"""A private copy of a store whose write-ahead log cannot be read in place."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from ..text import clean_id
from .faults import StoreFault
from .files import beside, look

LIMIT_BYTES = 512 << 20
_TRIES = 3
_REST_FACTOR = 20
_REST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Copy:
    """A copied database in a folder that only this user may enter."""

    path: Path
    made: float
    took: float

    def may_be_renewed(self) -> bool:
        """True when enough time has passed that copying again does not keep the machine busy."""
        return time.monotonic() - self.made > max(_REST_SECONDS, _REST_FACTOR * self.took)

    def remove(self) -> None:
        """Delete the copy and its folder."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def copy_store(path: Path) -> Copy:
    """Copy database and log while neither changes.

    Raises StoreFault when they are larger than 512 MB, change all the time or cannot be copied.
    """
    size = look(path).db.size + look(path).wal_size
    if size > LIMIT_BYTES:
        raise StoreFault(
            "broken",
            f"{clean_id(path)} has a write-ahead log without a usable index, and is too large to copy "
            f"({size >> 20} MB, limit {LIMIT_BYTES >> 20} MB); ask its owner to make the -shm file readable.",
        )
    folder = Path(tempfile.mkdtemp(prefix="wave-tui-"))
    try:
        return _copied(path, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _copied(path: Path, folder: Path) -> Copy:
    for _ in range(_TRIES):
        before, started = look(path), time.monotonic()
        try:
            for source in (path, beside(path, "-wal")):
                shutil.copyfile(source, folder / source.name)
        except OSError as error:
            raise StoreFault("broken", f"{clean_id(path)} cannot be copied for reading: {error.strerror}.") from None
        if look(path) == before:
            return Copy(folder / path.name, time.monotonic(), time.monotonic() - started)
    raise StoreFault("busy", f"{clean_id(path)} changes faster than it can be copied for reading; trying again.")
