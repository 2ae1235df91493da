"""What a reader is asked for and what it answers: one query up, one snapshot down."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Deployments, Event, PipelineHistory, Run, RunDetail


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs a list shows; empty fields do not restrict.

    ``text`` matches run id, pipeline, state word and input without regard to case. ``states`` are effective
    states. ``attention`` keeps failed, lost, cancelled and rejected runs. ``since`` is unix seconds. ``sources`` keeps
    runs known from one of these (store, wave, levels, phases, ci, deployments), ``persona`` runs of which a step has
    this persona, ``tags`` runs that carry all of these.
    """

    text: str = ""
    states: tuple[str, ...] = ()
    pipeline: str = ""
    since: float | None = None
    attention: bool = False
    top_level: bool = False
    sources: tuple[str, ...] = ()
    persona: str = ""
    tags: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """True when the filter hides anything."""
        return self != RunFilter()


@dataclass(frozen=True, slots=True)
class RunKey:
    """Place of a run in a list ordered newest first: start in seconds, then run id."""

    started: int
    run: str


@dataclass(frozen=True, slots=True)
class RunsQuery:
    """A page of runs: from the newest, from the oldest (``bottom``), or around ``anchor``.

    ``anchor`` is the key of the first row wanted; ``rows`` the number of top-level rows; ``before`` asks for
    that many rows above the anchor as well.
    """

    filter: RunFilter = RunFilter()
    anchor: RunKey | None = None
    bottom: bool = False
    before: int = 0
    rows: int = 60


@dataclass(frozen=True, slots=True)
class EventsQuery:
    """A window over the events of one run: the tail, or ``rows`` events around row id ``anchor``.

    ``step``, ``attempt`` and ``subtask`` restrict the window, ``text`` keeps matching lines only, ``levels`` events of
    these severities (info, warn, error), ``persona`` those of one persona, ``sources`` those from there (store, file).
    """

    run: str = ""
    step: str = ""
    attempt: int | None = None
    text: str = ""
    anchor: int | None = None
    rows: int = 120
    subtask: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    persona: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """All that the screen wants to know at the moment."""

    runs: RunsQuery = RunsQuery()
    run: str = ""
    events: EventsQuery = EventsQuery()


@dataclass(frozen=True, slots=True)
class RunsPage:
    """Rows of a run list, children after their parent.

    ``above`` and ``below`` count the top-level runs before and after the page, ``total`` all runs that match
    the filter, ``stored`` all runs in the store.
    """

    rows: tuple[Run, ...] = ()
    above: int = 0
    below: int = 0
    total: int = 0
    stored: int = 0
    query: RunsQuery = RunsQuery()


@dataclass(frozen=True, slots=True)
class EventsPage:
    """Events oldest first; ``newer`` and ``newer_failed`` count what lies below the window."""

    rows: tuple[Event, ...] = ()
    older: bool = False
    newer: int = 0
    newer_failed: int = 0
    query: EventsQuery = EventsQuery()


@dataclass(frozen=True, slots=True)
class Counts:
    """Runs by what they need from the user, whole store; ``failed`` leaves out runs that were retried."""

    running: int = 0
    cancelling: int = 0
    lost: int = 0
    failed: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """How the store is doing: ``state`` is ok, busy, missing, waiting, broken, foreign or snapshot.

    ``message`` is a full sentence for the panel (what, where, remedy); ``since`` when this state began;
    ``changed`` when the file last changed; ``schema`` the version found, None when unknown.
    """

    state: str = "ok"
    message: str = ""
    path: str = ""
    since: float | None = None
    changed: float | None = None
    schema: int | None = None
    writable: bool = False


@dataclass(frozen=True, slots=True)
class FilesStatus:
    """How the event files are watched: ``state`` is off, watching, polling, standby, indexing or failed.

    ``message`` is a full sentence when something needs saying ("no inotify watches left, looking once a second"),
    ``files`` counts the files known, ``bad`` the bad records in all of them, ``behind`` the bytes not read yet,
    ``changed`` when the newest record was taken in, ``kept`` is false when the sidecar is in memory only.
    """

    state: str = "off"
    message: str = ""
    files: int = 0
    bad: int = 0
    behind: int = 0
    changed: float | None = None
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One consistent answer to a query, read at ``read_at``; ``generation`` grows when the file is replaced."""

    query: Query = Query()
    read_at: float = 0.0
    generation: int = 0
    store: StoreStatus = StoreStatus()
    counts: Counts = Counts()
    runs: RunsPage = RunsPage()
    detail: RunDetail | None = None
    events: EventsPage = EventsPage()
    history: PipelineHistory | None = None
    files: FilesStatus = FilesStatus()
    deployments: Deployments | None = None
