"""A project folder and a user's file to put settings into."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from wave_tui.data.errors import UsageError
from wave_tui.data.project import Project
from wave_tui.data.settings.load import load_settings
from wave_tui.data.settings.model import Settings

ACTIONS = ("run.cancel", "run.retry", "tree.expand")


class Place:
    """A project and a user's file in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.root.mkdir()
        self.user_file = folder / "user.toml"
        self.project = Project(self.root, self.root / ".wave", self.root / ".wave" / "state.db", "project")

    def write(self, name: str, text: str) -> Path:
        path = self.user_file if name == "user" else self.root / name
        path.write_text(text)
        path.chmod(0o644)
        return path

    def load(self, flags: Mapping[str, object] = {}, environ: Mapping[str, str] = {}) -> Settings:
        return load_settings(self.project, flags, actions=ACTIONS, environ=environ, user_file=self.user_file)

    def refusal(self, flags: Mapping[str, object] = {}, environ: Mapping[str, str] = {}) -> list[str]:
        with pytest.raises(UsageError) as caught:
            self.load(flags, environ)
        return str(caught.value).splitlines()
