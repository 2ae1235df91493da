"""Projects with one run at work and with one that has failed, made once for each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scenes import SCENES

Scene = Callable[[str], Path]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Make the project of a scene; its folder."""

    def make(name: str) -> Path:
        root = tmp_path / name / "shop-api"
        root.mkdir(parents=True)
        SCENES[name](root)
        return root

    return make
