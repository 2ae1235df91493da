"""Where event files are looked for, and which of the files there may be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from .place import Folder, Found, Place, Refused, places_of, refusal
from .scan import Scan

__all__ = ["Folder", "Found", "Places", "Refused"]


class Places:
    """The event files of a project; folders that are not there yet are simply empty.

    ``last`` is what the last of the ``scans`` found.
    """

    def __init__(self, root: Path, state_folder: Path) -> None:
        self._places = places_of(root, state_folder)
        self._active: tuple[Place, ...] = self._places
        self._signatures: tuple[tuple[int, ...], ...] = ()
        self._scan = Scan()
        self._told: dict[str, str] = {}
        self.scans = 0
        self.last: tuple[Found, ...] = ()

    @property
    def moved(self) -> bool:
        """True when a folder at which looking begins came, went or changed hands since the last ``found``."""
        return self._signatures != tuple(place.signature() for place in self._places)

    @property
    def folders(self) -> frozenset[Folder]:
        """The folders that the last ``found`` went through."""
        return frozenset(self._scan.folders)

    def found(self) -> tuple[Found, ...]:
        """Every event file that is there now, looked at by name and size alone. Never raises."""
        self._signatures = tuple(place.signature() for place in self._places)
        scan = Scan(before=self._scan.judged)
        self._active = tuple(real for place in self._places if (real := _real(place, scan)))
        for place in self._active:
            scan.walk(place)
        scan.before = scan.judged
        self._scan, self.scans, self.last = scan, self.scans + 1, scan.found()
        return self.last

    def look(self, paths: Iterable[str]) -> tuple[Found, ...]:
        """Those of these files that are event files and still there. Never raises."""
        return tuple(found for path in paths for found in self._look(path))

    def takes(self, path: str) -> bool:
        """True when a file of this path would be an event file."""
        return any(place.takes(path) for place in self._active)

    def refused(self) -> tuple[Refused, ...]:
        """What the last look refused and was not told before."""
        fresh = {path: why for path, why in self._scan.refused.items() if self._told.get(path) != why}
        self._told = dict(self._scan.refused)
        return tuple(Refused(Path(path), why) for path, why in fresh.items())

    def _look(self, path: str) -> Iterator[Found]:
        for place in self._active:
            if place.takes(path) and (found := self._scan.look(place, path)):
                yield found


def _real(place: Place, scan: Scan) -> Place | None:
    real = place.real()
    if real is None:
        why = "it is a link that leads out of the project; make it a folder"
        scan.refused[place.top] = refusal(place.top, why)
    return real
