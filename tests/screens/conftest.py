"""Scenes for pictures: every project is made once and only looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scenes import SCENES

Stage = Callable[[str], Path]


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The folder of a scene's project, made when it is first asked for."""
    made: dict[str, Path] = {}

    def find(scene: str) -> Path:
        if scene not in made:
            made[scene] = tmp_path_factory.mktemp(scene) / "shop-api"
            made[scene].mkdir()
            SCENES[scene](made[scene])
        return made[scene]

    return find
