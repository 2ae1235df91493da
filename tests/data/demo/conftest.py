"""One demo project for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wave_tui.data.demo.create import create_demo
from wave_tui.data.demo.past import STORE
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.connect import connect

NOW = 1_795_000_000.0


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_demo(tmp_path_factory.mktemp("demo"), now=NOW)


@pytest.fixture
def store(demo: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(demo / STORE)
    yield connection
    connection.close()
