"""The marks by which programs that report a run are asked to stop: where they lie, how one is left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ..errors import StoreError
from ..models import Run
from ..project import Project
from ..reporting.places import file_name
from ..sidecar.reading.requests import MARK, Request, read_request
from .reach import ASKABLE

_FILES = {"levels": ("events", ".ndjson"), "phases": ("progress", ".json")}
"""Where a program that reports in one of these formats looks for the mark: the folder and the ending of its file."""
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
_MODE = 0o640


def marks_of(project: Project, run: Run, file: str) -> Iterator[Path]:
    """Where programs look for a request: where the reporting API puts its files, and beside the file that there is."""
    found = []
    for name in [source for source in run.sources if source in _FILES] or [*_FILES][:1]:
        folder, ending = _FILES[name]
        found.append(project.state_folder / folder / f"{file_name(run.id)}{ending}{MARK}")
    found += [Path(f"{file}{MARK}")] if file and not ASKABLE.isdisjoint(run.sources) else []
    yield from dict.fromkeys(found)


def asked(project: Project, run: Run, file: str) -> Request | None:
    """The request that lies there, None when nobody asked."""
    found = (read_request(str(mark).removesuffix(MARK)) for mark in marks_of(project, run, file))
    return next((request for request in found if request is not None), None)


def leave(mark: Path, text: bytes) -> bool:
    """Leave a mark unless there is one; False when its folder is missing. Raises StoreError."""
    try:
        descriptor = os.open(mark, _FLAGS, _MODE)
    except FileExistsError:
        return True
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(f"the run cannot be asked to stop: {mark} cannot be written ({error.strerror})") from error
    try:
        os.write(descriptor, text)
    finally:
        os.close(descriptor)
    return True
