"""Notices that event files changed: notices of the kernel are hints, identity and size the truth, rescans the net."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..store.filesystem import filesystem_type, is_network
from ..text import clean_id
from .hot import MOST_FILES, HotFiles
from .notices import Notices, remedy
from .places import Folder, Found, Places

State = Literal["watching", "polling"]

TICK = 0.5
RESCAN, POLL, SLOWEST = 5.0, 0.5, 30.0
_SHARE, _POLL_SHARE = 800, 40
"""A pause is at least so many times as long as the scan before it: a net below notices costs next to nothing."""
_RETRY = 60.0


@dataclass(frozen=True, slots=True)
class Look:
    """Files that may have changed; ``every`` when they are all that there are, so that others are gone."""

    files: tuple[Found, ...]
    every: bool


class FilesWatch:
    """Waits for changes of a project's event files, in one thread.

    Nothing makes it deaf: a folder that appears, goes and comes again is seen within a second, and where the kernel
    gives no notice it looks by itself; ``state`` says how.
    """

    def __init__(self, places: Places, filesystem: Callable[[Path], str] = filesystem_type) -> None:
        self._places = places
        self._filesystem = filesystem
        self._hot = HotFiles()
        self._wake = threading.Event()
        self._notices: Notices | None = None
        self._watched: frozenset[Folder] = frozenset()
        self._names: frozenset[str] = frozenset()
        self._confirmed = self._interrupted = False
        self._paths: set[str] = set()
        self._message = ""
        self._scans = places.scans
        self._cost = self._due = self._tick = self._retry = 0.0

    @property
    def state(self) -> tuple[State, str]:
        """How changes are noticed, and a sentence when something needs saying."""
        return ("polling" if self._message else "watching"), self._message

    def wait(self, seconds: float) -> bool:
        """Wait for a hint that a look is worth while; False when there was none for so long, or on ``interrupt``."""
        deadline = time.monotonic() + seconds
        while not self._hinted(now := time.monotonic()):
            if now >= deadline or self._interrupted:
                return False
            self._rest(now, min(max(0.0, self._due - now), deadline - now))
        return True

    def look(self) -> Look:
        """The files that hints are about; all there are when folders changed or it is time for it. Never raises."""
        now = time.monotonic()
        if self._hinted(now) and now >= self._due:
            files = self._places.found()
            self._cost = time.monotonic() - now
            self._scanned(now)
            return Look(files, every=True)
        files = self._places.look(self._paths)
        if len(files) < len(self._paths):
            self._due = 0.0  # some are gone
        self._paths = set()
        self._hot.saw(files, now, time.time(), every=False)
        return Look(files, every=False)

    def interrupt(self) -> None:
        """Let the wait that is going on end, and every later one end at once; from any thread."""
        self._interrupted = True
        self._wake.set()

    def close(self) -> None:
        """Stop watching."""
        if self._notices:
            self._notices.close()
        self._notices = None

    def _scanned(self, now: float) -> None:
        """All files were looked at, by this watch or by whoever else asked the places for them."""
        self._scans = self._places.scans
        self._paths = set()
        self._hot.saw(self._places.last, now, time.time(), every=True)
        self._watch_folders(now)
        pause, share = (POLL, _POLL_SHARE) if self._message else (RESCAN, _SHARE)
        self._due = now + min(SLOWEST, max(pause, self._cost * share))

    def _watch_folders(self, now: float) -> None:
        """Watch exactly the folders that are there; what happened before that is seen by one more look."""
        same = self._watched == self._places.folders
        if now < self._retry or (self._notices and same):
            return
        if self._notices:
            self._notices.close(wait=False)
        self._notices, self._confirmed = None, False
        self._watched = self._places.folders
        self._names = frozenset(folder.path for folder in self._watched)
        if remote := self._remote():
            self._poll(now, remote)
        elif self._watched:
            self._notices = Notices(sorted(self._names), self._wake)

    def _remote(self) -> str:
        """Why notices cannot be trusted: other machines' changes of a network file system come without them."""
        devices = {folder.dev: folder.path for folder in self._watched}
        for path in devices.values():
            kind = self._filesystem(Path(path))
            if is_network(kind):
                return f"{clean_id(path)} lies on a network file system ({kind}), which gives no change notices"
        return ""

    def _poll(self, now: float, why: str) -> None:
        self._message = f"{why}; looking once a second"
        self._retry = now + _RETRY
        self._notices = None

    def _rest(self, now: float, most: float) -> None:
        """Pause until it is time to ask again; between quick questions a notice need not wake, as that costs more."""
        pause = self._hot.pause(now)
        if pause is not None:
            time.sleep(min(pause, most))
            return
        self._wake.wait(min(TICK, most))
        self._wake.clear()

    def _hinted(self, now: float) -> bool:
        """True when a look is due or some files are worth one."""
        if self._scans != self._places.scans:
            self._scanned(now)
        self._take(now)
        self._paths |= self._hot.changed(now)
        if now >= self._tick:
            self._tick = now + TICK
            self._paths |= self._hot.changed(now, MOST_FILES)
            if self._places.moved:
                self._due = 0.0
        return bool(self._paths) or now >= self._due

    def _take(self, now: float) -> None:
        notices = self._notices
        if notices is None:
            return
        for deleted, path in notices.take():
            self._hint(deleted, path)
        if notices.error or notices.lost:
            self._notices, self._due = None, 0.0
            if notices.error:
                self._poll(now, remedy(notices.error))
        elif notices.ready and not self._confirmed:
            self._confirmed, self._message, self._due = True, "", 0.0

    def _hint(self, deleted: bool, path: str) -> None:
        if deleted and path in self._names:
            self._watched, self._due = frozenset(), 0.0  # the same inode may come again at once: watch it anew
        elif self._places.takes(path):
            self._paths.add(path)
            self._due = 0.0 if deleted else self._due
        elif os.path.isdir(path):
            self._due = 0.0
