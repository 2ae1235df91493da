"""A project whose runs are recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from recording import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A store, a clock and recorders."""
    return Scene(tmp_path)
