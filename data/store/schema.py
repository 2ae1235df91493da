"""Which tables and columns a store really has; its version number decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from ..text import clean_id
from .faults import StoreFault
from .open import Handle

TABLES = (
    "pipeline_run",
    "event_log",
    "pipeline_state",
    "step_state",
    "step_attempt",
    "artifact",
    "cancellation",
    "performance_metric",
    "pipeline_outcome",
    "pipeline_progress",
    "schema_migrations",
)
_QUERY = " UNION ALL ".join(f"SELECT '{table}', name FROM pragma_table_info('{table}')" for table in TABLES)


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables and columns that are there; ``version`` is None for a store without a ledger."""

    columns: frozenset[tuple[str, str]]
    version: int | None = None

    def has(self, table: str, column: str = "") -> bool:
        """True when the table, or the column of the table, exists."""
        return (table, column) in self.columns if column else any(name == table for name, _ in self.columns)

    def resumes(self) -> bool:
        """True when a run can say that it resumes another one."""
        return self.has("pipeline_run", "parent_run_id") and self.has("pipeline_run", "run_kind")

    def pick(self, table: str, alias: str, *names: str) -> str:
        """A SELECT list of the named columns, NULL for each that is missing."""
        return ", ".join(f"{alias}.{name}" if self.has(table, name) else "NULL" for name in names)

    def column(self, table: str, alias: str, name: str, missing: str = "NULL") -> str:
        """One column as an expression, or what stands for it when it is missing."""
        return f"{alias}.{name}" if self.has(table, name) else missing


def read_schema(handle: Handle) -> Schema:
    """The schema of an open store.

    Raises StoreFault when the file is a database of something else or has no tables yet.
    """
    columns = frozenset((str(table), str(name)) for table, name in handle.rows(_QUERY))
    schema = Schema(columns)
    if not schema.has("pipeline_run", "run_id"):
        raise _foreign(handle)
    if not schema.has("schema_migrations", "version"):
        return schema
    version = handle.rows("SELECT max(version) FROM schema_migrations")[0][0]
    return Schema(columns, version if isinstance(version, int) else None)


def _foreign(handle: Handle) -> StoreFault:
    path = clean_id(handle.path)
    if handle.rows("SELECT 1 FROM sqlite_master LIMIT 1"):
        return StoreFault("foreign", f"{path} is a SQLite database, but not a store of pipeline runs.")
    return StoreFault("waiting", f"{path} has no tables yet; waiting for an engine to create them.")
