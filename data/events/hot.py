"""Files that changed a moment ago, asked for their size again and again because that is quicker than any notice."""

from __future__ import annotations

import os
from collections.abc import Iterable

from .places import Found

HOT_SECONDS, HOT_FILES = 10.0, 64
WARM_SECONDS, WARM_FILES = 900.0, 256


class HotFiles:
    """Remembers every file as it was looked at last, and which of them changed when."""

    def __init__(self) -> None:
        self._seen: dict[str, Found] = {}
        self._changed: dict[str, float] = {}

    def saw(self, found: Iterable[Found], now: float, wall: float, *, every: bool) -> None:
        """These files are looked at; ``every`` when there are no others. Times in seconds: monotonic, and of day."""
        seen = {} if every else self._seen
        for file in found:
            path = str(file.path)
            before = self._seen.get(path)
            if before is not file and before != file and (before or wall - file.mtime < HOT_SECONDS):
                self._changed.pop(path, None)
                self._changed[path] = now
            seen[path] = file
        self._seen = seen
        self._forget(now)

    def is_hot(self, now: float) -> bool:
        """True when a file changed within the last seconds."""
        return any(True for _ in self._newest(now, HOT_SECONDS, HOT_FILES))

    def changed(self, now: float, *, warm: bool) -> set[str]:
        """Those of the hot files, or of the ``warm`` ones, that are no longer as they were when looked at."""
        seconds, most = (WARM_SECONDS, WARM_FILES) if warm else (HOT_SECONDS, HOT_FILES)
        return {path for path in self._newest(now, seconds, most) if self._differs(path)}

    def _newest(self, now: float, seconds: float, most: int) -> Iterable[str]:
        for count, (path, when) in enumerate(reversed(self._changed.items())):
            if count >= most or now - when > seconds:
                return
            yield path

    def _differs(self, path: str) -> bool:
        seen = self._seen.get(path)
        try:
            facts = os.lstat(path)
        except OSError:
            return seen is not None
        return seen is not None and (facts.st_ino, facts.st_size, facts.st_mtime) != (seen.ino, seen.size, seen.mtime)

    def _forget(self, now: float) -> None:
        while len(self._changed) > WARM_FILES:
            del self._changed[next(iter(self._changed))]
