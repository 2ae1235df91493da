"""A project for the tests of running."""

from __future__ import annotations

from pathlib import Path

import pytest
from execution import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    return Project(tmp_path)
