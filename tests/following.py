"""Following a folder of event files as whoever takes them in does it."""

from __future__ import annotations

import time
from pathlib import Path

from wave_tui.data.events.places import Places
from wave_tui.data.events.watch import FilesWatch

SOON = 2.0


class Follower:
    """What whoever takes event files in knows of them: their sizes, as the watch led to them."""

    def __init__(self, watch: FilesWatch) -> None:
        self.watch = watch
        self.sizes: dict[str, int] = {}
        self.looks = 0

    def sees(self, path: Path, size: int | None, seconds: float = SOON) -> bool:
        """True when the file is seen to have that size (None: to be gone) within that time."""
        deadline = time.monotonic() + seconds
        while self.sizes.get(str(path)) != size and (left := deadline - time.monotonic()) > 0:
            if self.watch.wait(left):
                self.look()
        return self.sizes.get(str(path)) == size

    def look(self) -> None:
        look = self.watch.look()
        self.looks += 1
        if look.every:
            self.sizes.clear()
        self.sizes.update({str(found.path): found.size for found in look.files})

    def rest(self) -> None:
        """Look until nothing is left to be looked at for a while, so that what comes next must be noticed."""
        while self.watch.wait(0.2):
            self.look()


def follow(state: Path) -> Follower:
    """Somebody who follows the event files of the project around this state folder."""
    return Follower(FilesWatch(Places(state.parent, state)))


def put(path: Path, text: str = "{}\n") -> Path:
    """Append to a file, which is made with its folders when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(text)
    return path
