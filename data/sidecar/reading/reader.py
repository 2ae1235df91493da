"""Reads the runs that event files tell of: one question at a time, nothing written."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from ...models import BadLine, Run
from ...states import is_live
from ...store.board import Group
from ...store.built import BuiltRuns
from ...store.faults import StoreFault
from ...store.names import Names
from ...store.open import Handle
from ...store.schema import Schema
from ...store.source import Source
from ...views import Counts, FilesStatus, RunKey
from . import queries
from .board import Asked, EventBoard
from .briefs import Briefs
from .liveness import Alive, Signs, Verdict, judge
from .requests import Request, is_marked, read_request
from .rows import EventRun, decode
from .runs import build_run, with_brief
from .status import read_bad_lines, status_of

AGES_SECONDS = 15.0
_MOST_MARKS = 500
"""Runs that are going on of which it is asked, at each look, whether somebody wants them to stop."""
_TABLES = "SELECT name FROM pragma_table_info('event_run')"


@dataclass(frozen=True, slots=True)
class _Judged:
    """What became of a run in the last answer; ``marked`` is whether a mark lay beside its file."""

    verdict: Verdict
    request: Request | None
    marked: bool


class EventReader:
    """The runs of event files for one screen, by page and by id.

    Every method raises StoreFault when the sidecar cannot answer.
    """

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], float] = time.time,
        alive: Alive,
        here: str = os.uname().nodename,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path = path
        self._source = Source(path, read=_schema)
        self._now = now
        self._alive = alive
        self._here = here
        self._clock = clock
        self._read_at = 0.0
        self._judged: dict[EventRun, _Judged] = {}
        self._outside: frozenset[str] = frozenset()
        self._hosts: frozenset[str] = frozenset()
        self.names, self.board, self.briefs, self._built = Names(), EventBoard(), Briefs(), BuiltRuns()

    @property
    def generation(self) -> int:
        """Grows when the sidecar is replaced by another one."""
        return self._source.generation

    @property
    def handle(self) -> Handle:
        """The open sidecar; ``open`` comes before."""
        if self._source.handle is None:
            return self.open()
        return self._source.handle

    def open(self) -> Handle:
        """Begin to answer a question, from a sidecar that is opened again when it was replaced."""
        handle, replaced = self._source.ready()
        if replaced:
            self._forget()
        self._judged.clear()
        self._built.turn()
        self._read_at = self._now()
        return handle

    def changed(self) -> bool:
        """True when the content may differ, or time alone changes what is shown of runs that are going on."""
        living = bool(self.board.page.living)
        aged = living and not 0 <= self._now() - self._read_at < AGES_SECONDS
        return aged or self._source.changed() or self._marks_changed()

    def torn(self) -> bool:
        """True when the sidecar was replaced while it was read, so that the answer must not be used."""
        return self._source.is_torn()

    def place(self, anchor: RunKey | None) -> tuple[int, str] | None:
        """Where the anchor stands when it is a run of event files alone: its second and its stored id."""
        if anchor is None:
            return None
        rows = self.handle.rows(queries.place(), {"anchor": self.names.stored(anchor.run)})
        return (rows[0][0], rows[0][1]) if rows and not rows[0][2] else None

    def known(self, formats: str) -> tuple[str, ...]:
        """Ids, as stored, of the newest runs that the store has too; ``formats`` is a JSON list."""
        return tuple(run for (run,) in self.handle.rows(queries.known(), {"formats": formats}))

    def fetch(self, asked: Asked, known: Callable[[frozenset[str]], frozenset[str]]) -> None:
        """Read the page, once more when it turns out that runs came; ``known`` tells which of some the store has."""
        self._hosts = known(self._outside)
        self.board.fetch(self.handle, self._hosted(asked), self.state)
        if self.board.count(self.handle, self._clock()):
            outside = frozenset(run for (run,) in self.handle.rows(queries.outside()))
            if outside or self._outside:
                self._outside, self._hosts = outside, known(outside)
                self.board.fetch(self.handle, self._hosted(asked), self.state)
        for row in (*self.board.page.rows(), *self.board.page.living.values()):
            self.names.shown(row.stored)

    def groups(self, without: Collection[str]) -> tuple[Group, ...]:
        """The page by top-level runs, without those that the store has."""
        return self.board.groups(self.run, without)

    def below(self, parent: str, without: Collection[str]) -> tuple[Run, ...]:
        """The runs below a run of the store, as it is shown."""
        stored = self.names.stored(parent)
        return self.board.below(stored, self.run, without) if isinstance(stored, str) else ()

    def mirror(self, run: str) -> EventRun | None:
        """The row of a run of the store's page that event files tell of too."""
        return self.board.page.mirrored.get(str(self.names.stored(run)))

    def numbers(self) -> tuple[int, int, int, int]:
        """Top-level rows above the page and below it, rows that match, rows that are there."""
        return self.board.numbers(self.handle, self.state)

    def counts(self) -> Counts:
        """What needs the user."""
        return self.board.counts(self.handle, self.state)

    def find(self, run: str) -> EventRun | None:
        """The row of any run, None when event files do not tell of it."""
        rows = self.handle.rows(queries.find(), {"run": self.names.stored(run)})
        return decode(rows[0]) if rows else None

    def like(self, pattern: str, limit: int) -> list[str]:
        """Ids that fit a LIKE pattern, as they are shown, newest first; not those of runs that the store has."""
        rows = self.handle.rows(queries.matching(), {"name": pattern, "limit": limit})
        return [self.names.shown(run) for run, _ in rows]

    def run(self, row: EventRun) -> Run:
        """The run as it is shown, with the top of its document where that was read."""
        judged, brief = self._judge(row), self.briefs.get(row)

        def build() -> Run:
            run = build_run(row, judged.verdict, judged.request)
            return with_brief(run, brief) if brief else run

        return self._built.get(row.no, (row, judged, brief), build)

    def state(self, row: EventRun) -> str:
        """The effective state of a run."""
        return self._judge(row).verdict.state

    def status(self, *, kept: bool = True) -> FilesStatus:
        """How the files are watched."""
        return status_of(self.board.watch, self._alive, kept=kept)

    def bad_lines(self, limit: int) -> tuple[BadLine, ...]:
        """The newest bad records."""
        return read_bad_lines(self.handle, limit)

    def refuse(self) -> None:
        """Give up on the sidecar as it is now, until it is another one or a while has passed."""
        self._source.refuse()

    def close(self) -> None:
        """Close the sidecar; asking again opens it again."""
        self._source.close()

    def _hosted(self, asked: Asked) -> Asked:
        return replace(asked, hosts=self._hosts, gone=self._outside - self._hosts)

    def _forget(self) -> None:
        self.names, self.board, self.briefs, self._built = Names(), EventBoard(), Briefs(), BuiltRuns()
        self._outside = self._hosts = frozenset()
        self._judged.clear()

    def _judge(self, row: EventRun) -> _Judged:
        found = self._judged.get(row)
        if found is None:
            marked = is_marked(row.path)
            request = read_request(row.path) if marked else None
            signs = Signs(row.state, row.seen, row.pid, row.host, request is not None)
            found = self._judged[row] = _Judged(judge(signs, self._now(), self._here, self._alive), request, marked)
        return found

    def _marks_changed(self) -> bool:
        """True when somebody asked a run of the last answer to stop, or no longer does; no database tells of that."""
        living = ((row, known) for row, known in self._judged.items() if is_live(row.state))
        return any(is_marked(row.path) != known.marked for row, known in islice(living, _MOST_MARKS))


def _schema(handle: Handle) -> Schema:
    columns = frozenset(("event_run", str(name)) for (name,) in handle.rows(_TABLES))
    if not columns:
        raise StoreFault("waiting", "There are no runs of event files yet.")
    return Schema(columns)
