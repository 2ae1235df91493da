"""Typed rows of the runs that event files tell of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...states import is_live
from ...text import clean, clean_id

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class EventRun:
    """An event_run row; ``stored`` is the run's id as the file has it, ``second`` its place in the list of runs.

    ``size`` is the length of what was folded, ``path`` the file that is being written, for runs that are going on.
    """

    no: int
    id: str
    stored: str
    format: str
    pipeline: str
    state: str
    input: str
    started: float | None
    ended: float | None
    seen: float | None
    parent: str
    tags: tuple[str, ...]
    host: str
    pid: int | None
    mirrored: bool
    indexed: float | None
    size: int
    path: str
    second: int

    @property
    def fingerprint(self) -> object:
        """Equal as long as nothing was folded into the run; a run that is going on may change without a trace."""
        return self.state, self.seen, self.ended, self.indexed, self.size, is_live(self.state)


def decode(raw: Row) -> EventRun:
    """A row of queries.COLUMNS; texts are safe to show except ``stored``, ``parent`` and ``path``."""
    (no, run, kind, pipeline, state, entered, started, ended, seen, parent, tags, host, pid, mirrored, indexed, size,
     path, second) = raw  # fmt: skip
    return EventRun(
        no=no,
        id=clean_id(run),
        stored=run,
        format=clean_id(kind),
        pipeline=clean_id(pipeline),
        state=clean_id(state),
        input=clean(entered, lines=True) if entered else "",
        started=started,
        ended=ended,
        seen=seen,
        parent=parent,
        tags=tuple(clean(tag, limit=100) for tag in tags.split("\t") if tag)[:50],
        host=clean_id(host),
        pid=pid,
        mirrored=bool(mirrored),
        indexed=indexed,
        size=size or 0,
        path=path or "",
        second=second,
    )
