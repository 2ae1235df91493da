"""Writes the end of a run whose program is gone, which nobody else can write any more."""

from __future__ import annotations

from ..errors import StoreError
from ..models import Run
from ..project import Project
from ..report import Reporter
from ..reporting.appending import EventFile
from ..reporting.encoding import encode, moment
from ..reporting.lines import FORMAT
from ..reporting.places import ensure_folder, file_name
from ..reporting.resuming import resumed
from .reach import MARKED

_NAME = ".end.ndjson"
"""The ending of a file that holds nothing but the end of a run of another format."""


def write_end(project: Project, run: Run, person: str, now: float) -> None:
    """End a run as cancelled: in its own file, or in one beside it where the program wrote another format.

    ``now`` is in unix seconds. Raises StoreError when it cannot be written.
    """
    said, state = f"{MARKED}{person}", str(project.state_folder)
    if "levels" in run.sources:
        resumed(Reporter(state), run.id).cancel(said)
        return
    path = f"{state}/events/{file_name(run.id)}{_NAME}"
    try:
        end = EventFile(path, lambda: ensure_folder(state, "events"))
        end.append(encode(_ending(run.id, said, now)))
        end.close()
    except OSError as error:
        raise StoreError(f"the end of the run cannot be written: {path} ({error.strerror})") from error


def _ending(run: str, said: str, now: float) -> dict[str, object]:
    """The record that ends an operation, whoever told of it before."""
    return {
        "format": FORMAT,
        "timestamp": moment(now),
        "operation_id": run,
        "event": "operation_ended",
        "path": (),
        "status": "cancelled",
        "error": said,
    }
