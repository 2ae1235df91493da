"""Files that changed a moment ago, asked for their size again and again because that is quicker than any notice."""

from __future__ import annotations

import os
from collections.abc import Iterable
from operator import itemgetter

from .places import Found

HOT_SECONDS, HOT_PAUSE = 10.0, 0.008
"""How long a file that changed is hot, and how long to wait between two questions."""
WARM_SECONDS, WARM_PAUSE = 60.0, 0.03
"""The same for files of runs that say little: still quicker than any notice."""
LATELY_SECONDS = 900.0
"""How long a file that changed is asked at all."""
NEAR_FILES, MOST_FILES = 32, 256
"""How many of the newest are asked each time, and how many once in a while."""


class HotFiles:
    """Remembers every file as it was looked at last, and which of them changed when."""

    def __init__(self) -> None:
        self._seen: dict[str, Found] = {}
        self._changed: dict[str, float] = {}

    def saw(self, found: Iterable[Found], now: float, wall: float, *, every: bool) -> None:
        """These files are looked at; ``every`` when there are no others. Times in seconds: monotonic, and of day."""
        seen = {} if every else self._seen
        changed = {}
        for file in found:
            path = str(file.path)
            before = self._seen.get(path)
            if before is None and wall - file.mtime <= LATELY_SECONDS:
                changed[path] = now - max(0.0, wall - file.mtime)
            elif before is not None and before is not file and before != file:
                changed[path] = now
            seen[path] = file
        self._seen = seen
        if changed:
            self._remember(changed)

    def pause(self, now: float) -> float | None:
        """Seconds until it is worth while to ask again; None when notices are as quick."""
        newest = next(reversed(self._changed.values()), None)
        rest = now - newest if newest is not None else WARM_SECONDS + 1
        return HOT_PAUSE if rest <= HOT_SECONDS else WARM_PAUSE if rest <= WARM_SECONDS else None

    def changed(self, now: float, most: int = NEAR_FILES) -> set[str]:
        """Those of the files that changed lately, the newest, that are no longer as they were when looked at."""
        return {path for path in self._newest(now, most) if self._differs(path)}

    def _newest(self, now: float, most: int) -> Iterable[str]:
        for count, (path, when) in enumerate(reversed(self._changed.items())):
            if count >= most or now - when > LATELY_SECONDS:
                return
            yield path

    def _differs(self, path: str) -> bool:
        seen = self._seen.get(path)
        try:
            facts = os.lstat(path)
        except OSError:
            return seen is not None
        return seen is not None and (facts.st_ino, facts.st_size, facts.st_mtime) != (seen.ino, seen.size, seen.mtime)

    def _remember(self, changed: dict[str, float]) -> None:
        """Keep the files that changed last, the newest at the end."""
        newest = sorted({**self._changed, **changed}.items(), key=itemgetter(1))
        self._changed = dict(newest[-MOST_FILES:])
