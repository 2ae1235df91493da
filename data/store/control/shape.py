"""Whether a store has all that the local engine writes; it writes to nothing less and migrates nothing."""

from __future__ import annotations

from functools import cache

from ...errors import RefusedError
from ...sqlite import sqlite3
from .connect import connect_to_memory
from .entry import PROGRESS_COLUMNS
from .tables import AROUND, FACTS, RUNS, STEPS

_COLUMNS = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"


def refuse_old_shape(connection: sqlite3.Connection) -> None:
    """Raise RefusedError for a store of an older Wave, with what is missing in it."""
    missing = sorted(_expected() - _columns(connection))
    if not missing:
        return
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    raise RefusedError(
        f"this store was made by an older Wave and lacks {', '.join(missing[:3])}{more}; "
        "let the present Wave open it once (wave status), which brings it up to date"
    )


@cache
def _expected() -> frozenset[str]:
    model = connect_to_memory()
    try:
        for statement in f"{RUNS}{STEPS}{FACTS}{AROUND}".split(";"):
            model.execute(statement)
        return _columns(model) - {f"event_log.{name}" for name in PROGRESS_COLUMNS}
    finally:
        model.close()


def _columns(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(str(name) for (name,) in connection.execute(_COLUMNS))
