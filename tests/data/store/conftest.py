"""A store that is written and read side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from reading import Desk
from stores import StoreWriter


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[StoreWriter]:
    """An empty version 33 store with its writer still open."""
    with StoreWriter(tmp_path / ".agents" / "state.db") as made:
        yield made


@pytest.fixture
def desk(writer: StoreWriter) -> Iterator[Desk]:
    """A reader of that store with a clock and processes that the test moves."""
    made = Desk(writer.path)
    yield made
    made.reader.close()
