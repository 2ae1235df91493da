"""One change of a store as a value, so that a whole transaction can be put together, kept and made again."""

from __future__ import annotations

from dataclasses import dataclass

from ...sqlite import sqlite3

Value = str | int | float | None

_LONGEST = 65_536


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its values."""

    sql: str
    values: tuple[Value, ...] = ()

    def hits(self, connection: sqlite3.Connection) -> bool:
        """Execute it; True when it found or changed a row."""
        cursor = connection.execute(self.sql, self.values)
        return cursor.fetchone() is not None if cursor.description else cursor.rowcount > 0


def insert(table: str, **columns: Value) -> Statement:
    """A new row; the names of the arguments are the names of the columns."""
    marks = ", ".join("?" * len(columns))
    return Statement(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values()))


def replace(table: str, **columns: Value) -> Statement:
    """A row that takes the place of the one with the same key."""
    row = insert(table, **columns)
    return Statement(f"REPLACE{row.sql.removeprefix('INSERT')}", row.values)


def storable(text: str, limit: int = _LONGEST) -> str:
    """The text as a store can take it: no lone surrogates, at most ``limit`` characters and a remark on the rest."""
    if len(text) > limit:
        text = f"{text[:limit]} … [{len(text) - limit} characters cut]"
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def milliseconds(seconds: float | None) -> int:
    """Whole milliseconds; unknown is 0, as Wave writes it."""
    return max(0, round(1000 * seconds)) if seconds is not None else 0
