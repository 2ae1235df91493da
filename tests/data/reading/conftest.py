"""A store and a sidecar that are written and read side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from both_sources import Both


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    """A project with an empty store and an empty sidecar, their writers still open."""
    made = Both(tmp_path)
    yield made
    made.close()
