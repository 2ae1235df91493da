"""The engine of the project, opened for one command that changes something."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wave_tui.data.errors import RefusedError

from .output import Global
from .source import Source, opened

if TYPE_CHECKING:
    from wave_tui.data.engine.routed import RoutedEngine


@dataclass(frozen=True, slots=True)
class Control:
    """What a command that controls runs works with."""

    source: Source
    engine: RoutedEngine

    def run(self, name: str) -> str:
        """The id of the run that a person named."""
        return self.source.store.find_run(name)


@contextmanager
def controlled(chosen: Global) -> Iterator[Control]:
    """The project's store to read and its engine to control.

    Raises NotFoundError without a project, UsageError for wrong settings, RefusedError where only reading is allowed.
    """
    from wave_tui.data.engine.open import open_engine  # pydantic and the engine, which --help does not need
    from wave_tui.data.settings.engine import engine_settings

    with opened(chosen) as source:
        settings = engine_settings(source.project, os.environ)
        if settings.store.read_only:
            raise RefusedError("the setting store.read_only is on, so nothing is started or changed here; turn it off")
        yield Control(source, open_engine(source.project, settings, "CLI"))
