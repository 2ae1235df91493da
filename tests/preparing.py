"""Whether SQLite makes a plan for a statement once, or anew for all new values."""

from __future__ import annotations

import re

from wave_tui.data.sqlite import sqlite3


def is_planned_anew(connection: sqlite3.Connection, sql: str) -> bool:
    """True when executing a statement again with other values makes SQLite ask again what it may read."""
    asked: list[object] = []

    def allow(*what: object) -> int:
        asked.append(what)
        return sqlite3.SQLITE_OK

    names = re.findall(r":(\w+)", sql)
    connection.set_authorizer(allow)
    try:
        connection.execute(sql, dict.fromkeys(names, 1)).fetchall()
        asked.clear()
        connection.execute(sql, dict.fromkeys(names, 2)).fetchall()
        return bool(asked)
    finally:
        connection.set_authorizer(None)
