"""Python, Textual and SQLite: which are here, and what their versions mean for a store that many share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from ..sqlite import VERSION, has_wal_reset_fix, sqlite3
from .model import Finding, fail, ok, warn

LEAST_PYTHON = (3, 11)
TESTED_TEXTUAL = "8.2."


def versions(installed: Callable[[str], str] = version) -> Iterator[Finding]:
    """Findings about the interpreter and the libraries that matter."""
    yield python_finding(sys.version_info[:3])
    try:
        yield textual_finding(installed("textual"))
    except PackageNotFoundError:
        yield fail("Textual", "not installed, so the deck cannot be drawn", "install wave-tui again")
    yield sqlite_finding(VERSION, driver=sqlite3.__name__.partition(".")[0])


def python_finding(found: tuple[int, ...]) -> Finding:
    """Whether this Python is new enough."""
    text = ".".join(map(str, found))
    if found < LEAST_PYTHON:
        return fail("Python", text, "install Python 3.11 or newer")
    return ok("Python", text)


def textual_finding(found: str) -> Finding:
    """Whether this Textual is the one that wave-tui was tested with."""
    if not found.startswith(TESTED_TEXTUAL):
        return warn("Textual", f"{found}; tested with {TESTED_TEXTUAL}x", f"install textual {TESTED_TEXTUAL}x")
    return ok("Textual", found)


def sqlite_finding(found: tuple[int, int, int], driver: str) -> Finding:
    """Whether this SQLite may corrupt a store with a write-ahead log that several processes use."""
    text = f"{'.'.join(map(str, found))} ({driver})"
    if has_wal_reset_fix(found):
        return ok("SQLite", f"{text}, has the WAL-reset fix")
    return warn(
        "SQLite",
        f"{text} has the WAL-reset bug: two programs that write at once can damage the store",
        "use SQLite 3.51.3 or newer (3.50.7 and 3.44.6 are good too): install pysqlite3 or a newer Python",
    )
