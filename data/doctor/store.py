"""The store itself: can it be read, what is in it, how is it written, on what does it lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..store.filesystem import filesystem_type, is_network, warning
from ..store.reader import StoreReader
from ..text import clean_id
from ..views import Query, RunsQuery, StoreStatus
from .folder import folder_facts, folder_findings
from .model import Finding, fail, ok, warn

_WRITE_VERSION = 18
_MODES = {1: "rollback journal", 2: "write-ahead log"}


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What was found out about a store; ``journal`` is empty when the file says nothing, ``runs`` counts all runs."""

    path: str
    status: StoreStatus
    runs: int = 0
    journal: str = ""
    filesystem: str = ""


def store_findings(store: Path) -> Iterator[Finding]:
    """Everything about one store file, its folder and its file system."""
    yield from judge_store(store_facts(store))
    yield from folder_findings(folder_facts(store))


def store_facts(store: Path) -> StoreFacts:
    """Read the store once, the way the deck does."""
    reader = StoreReader(store)
    try:
        snapshot = reader.read(Query(runs=RunsQuery(rows=1)))
    finally:
        reader.close()
    kind = filesystem_type(store.absolute())
    return StoreFacts(clean_id(store), snapshot.store, snapshot.runs.stored, journal_mode(store), kind)


def journal_mode(store: Path) -> str:
    """How a store is written, from its header (https://sqlite.org/fileformat2.html, offset 18)."""
    try:
        with store.open("rb") as file:
            header = file.read(_WRITE_VERSION + 1)
    except OSError:
        return ""
    if not header.startswith(b"SQLite format 3\0") or len(header) <= _WRITE_VERSION:
        return ""
    return _MODES.get(header[_WRITE_VERSION], f"unknown write version {header[_WRITE_VERSION]}")


def judge_store(facts: StoreFacts) -> Iterator[Finding]:
    """What the facts mean."""
    yield _state(facts)
    if facts.status.state in ("ok", "snapshot", "busy"):
        yield _schema(facts)
    if facts.journal:
        yield _journal(facts)
    yield _filesystem(facts)


def _state(facts: StoreFacts) -> Finding:
    state, message = facts.status.state, facts.status.message
    if state == "ok":
        return ok("store", f"{facts.path}, {facts.runs} runs")
    if state in ("missing", "waiting"):
        return warn("store", message, "start a run: the engine makes the store")
    if state in ("busy", "snapshot"):
        return warn("store", message, "see permissions and side files below if it stays so")
    return fail("store", message, "name the right project with --project, or restore a copy of the store")


def _schema(facts: StoreFacts) -> Finding:
    if facts.status.schema is None:
        remedy = "nothing to do: an engine that knows versions adds its table"
        return warn("schema", "the store names no version; what it lacks is shown as unknown", remedy)
    return ok("schema", f"version {facts.status.schema}")


def _journal(facts: StoreFacts) -> Finding:
    if facts.journal == _MODES[2]:
        return ok("journal", facts.journal)
    remedy = "let the engine set it: PRAGMA journal_mode=WAL"
    return warn("journal", f"{facts.journal}: readers and writers wait for one another", remedy)


def _filesystem(facts: StoreFacts) -> Finding:
    sentence = warning(facts.filesystem, facts.path)
    if sentence:
        remedy = "move the project to a local disk" if is_network(facts.filesystem) else "keep all engines together"
        return warn("file system", sentence, remedy)
    return ok("file system", facts.filesystem or "unknown")
