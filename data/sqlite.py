"""The SQLite driver, chosen once, and what its version means for shared stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as sqlite3  # noqa: TID251 - the only place that may
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3  # noqa: TID251 - as above
    except ImportError:
        import sqlite3  # noqa: TID251 - as above

VERSION: tuple[int, int, int] = sqlite3.sqlite_version_info


def has_wal_reset_fix(version: tuple[int, int, int] = VERSION) -> bool:
    """True when this SQLite is free of the WAL-reset bug (fixed in 3.51.3, also in 3.50.7 and 3.44.6).

    Source: https://sqlite.org/wal.html#the_wal_reset_bug
    """
    if version[:2] == (3, 50):
        return version[2] >= 7
    if version[:2] == (3, 44):
        return version[2] >= 6
    return version >= (3, 51, 3)
