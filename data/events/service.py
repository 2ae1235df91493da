"""The ingester as a process of its own: ``python -m wave_tui.data.events.service STATE_FOLDER ROOT STORE SIDECAR``.

It ends when its standard input does. One process at a time takes in the event files of a state folder; others stand
by and go on when it is gone. Its first line on standard output says where the sidecar is.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path

from ..project import Project
from ..settings.weights import phase_weights
from ..sidecar.open import open_sidecar, private_sidecar
from ..sqlite import sqlite3
from ..text import clean
from .aside import set_aside
from .formats.phases import use_weights
from .ingester import Ingester
from .lock import Lock, take_lock
from .mirrors import Mirrors
from .places import Places
from .telling import Teller
from .tidying import Tidier
from .watch import FilesWatch

_IDLE = 10.0
_PAUSE = 2.0
_NICE = 5
_LONG, _SHARE, _REST = 0.003, 3.0, 0.25
"""Runs with thousands of parts take long to write: a turn longer than this is followed by a rest of so many turns."""


class Service:
    """Watches and takes in until ``stop`` is set."""

    def __init__(self, project: Project, stop: threading.Event) -> None:
        self._project = project
        self._places = places = Places(project.root, project.state_folder)
        self._stop = stop
        self._watch = FilesWatch(places)

    def wait_for_files(self) -> bool:
        """Wait until there is an event file; nothing is written before. False when it is time to end."""
        while not self._stop.is_set() and not self._places.found():
            if self._watch.wait(_IDLE):
                self._watch.look()
        return not self._stop.is_set()

    def serve(self, sidecar: Path) -> None:
        """Take in what there is and what comes. Raises sqlite3.Error."""
        with contextlib.closing(open_sidecar(sidecar)) as connection:
            ingester = Ingester(connection, mirrors=Mirrors(connection, self._project.store))
            teller, tidier = Teller(connection, ingester), Tidier(connection, self._project)
            ingester.look_at_all(self._places.found())
            try:
                while not self._stop.is_set():
                    self._turn(ingester, teller, tidier)
            finally:
                ingester.close()

    def interrupt(self) -> None:
        """Let it notice at once that it is to stop."""
        self._watch.interrupt()

    def close(self) -> None:
        """Stop watching."""
        self._watch.close()

    def _turn(self, ingester: Ingester, teller: Teller, tidier: Tidier) -> None:
        began = time.monotonic()
        busy = ingester.turn()
        spent = time.monotonic() - began
        teller.tell(*self._watch.state, refused=tuple(refused.reason for refused in self._places.refused()))
        if not ingester.busy and spent > _LONG:
            self._stop.wait(min(_REST, spent * _SHARE))
        if not busy:
            tidier.tidy_when_due()
        pause = _IDLE if ingester.pause is None else min(_IDLE, ingester.pause)
        if not self._watch.wait(0.0 if busy else pause):
            return
        look = self._watch.look()
        if look.every:
            ingester.look_at_all(look.files)
        else:
            ingester.look(look.files)


def ease_collection() -> None:
    """Let the collector of garbage look seldom: lines become hundreds of thousands of objects, none in a cycle."""
    gc.set_threshold(50_000, 50, 50)


def main(arguments: list[str]) -> None:
    """Run until standard input ends."""
    state_folder, root, store, sidecar = map(Path, arguments)
    os.nice(_NICE)
    ease_collection()
    project = Project(root, state_folder, store, root.name)
    use_weights(phase_weights(project))
    stop = threading.Event()
    waiting = threading.Event()
    service = Service(project, stop)
    threading.Thread(target=_end_with_input, args=(service, stop, waiting), daemon=True).start()
    try:
        if service.wait_for_files():
            _hold(service, state_folder, sidecar, stop, waiting)
    finally:
        service.close()


def _hold(service: Service, folder: Path, sidecar: Path, stop: threading.Event, waiting: threading.Event) -> None:
    lock = _stand_by(folder, waiting)
    private = None if lock and _is_writable(sidecar) else private_sidecar()
    try:
        _say(private or sidecar, kept=private is None)
        while not stop.is_set():
            _serve(service, private or sidecar, stop)
    finally:
        if private:
            shutil.rmtree(private.parent, ignore_errors=True)
        if lock:
            lock.release()


def _serve(service: Service, sidecar: Path, stop: threading.Event) -> None:
    try:
        service.serve(sidecar)
    except sqlite3.DatabaseError as error:
        sys.stderr.write(f"{clean(sidecar)}: {clean(str(error))}\n")
        if not set_aside(sidecar, error):
            stop.wait(_PAUSE)


def _stand_by(folder: Path, waiting: threading.Event) -> Lock | None:
    """The lock, once nobody else has it; None where the folder may not be written."""
    waiting.set()
    try:
        folder.mkdir(mode=0o750, exist_ok=True)
        return take_lock(folder, wait=True)
    except OSError:
        return None
    finally:
        waiting.clear()


def _is_writable(sidecar: Path) -> bool:
    if sidecar.exists():
        return os.access(sidecar, os.W_OK) and os.access(sidecar.parent, os.W_OK)
    return os.access(sidecar.parent, os.W_OK)


def _end_with_input(service: Service, stop: threading.Event, waiting: threading.Event) -> None:
    """Whoever started this process is gone when its end of the pipe is."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()
    service.interrupt()
    if waiting.is_set():
        os._exit(0)  # nothing is open while it stands by, and no other way leads out of waiting for a lock


def _say(sidecar: Path, *, kept: bool) -> None:
    with contextlib.suppress(OSError):
        print(json.dumps({"sidecar": str(sidecar), "kept": kept, "since": time.time()}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
