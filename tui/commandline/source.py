"""The project's runs and definitions, opened for one command."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property
from pathlib import Path

from wave_tui.data.events.places import Places
from wave_tui.data.models import Event, PlannedStep
from wave_tui.data.pipelines.load import load_folder
from wave_tui.data.pipelines.model import Pipeline
from wave_tui.data.pipelines.plan import planned_steps
from wave_tui.data.project import Project, find_project
from wave_tui.data.reading.browse import ProjectBrowser
from wave_tui.data.settings.store import with_chosen_store

from .output import Global

_EVENTS_AT_ONCE = 2_000


class Definitions:
    """The project's pipelines, read when the first one is asked for."""

    def __init__(self, project: Project) -> None:
        self._folder = project.pipelines

    @cached_property
    def _by_name(self) -> dict[str, Pipeline]:
        return {pipeline.name: pipeline for pipeline in load_folder(self._folder) if not pipeline.error}

    def get(self, name: str) -> Pipeline | None:
        """The definition of that name, None when it is missing or broken."""
        return self._by_name.get(name)

    def plan(self, name: str) -> Sequence[PlannedStep]:
        """The steps that the definition plans."""
        pipeline = self.get(name)
        return planned_steps(pipeline) if pipeline is not None else ()


class Source:
    """What the commands ask for."""

    def __init__(self, project: Project, sidecar: Path | None = None) -> None:
        self.project = project
        self.definitions = Definitions(project)
        self.store = ProjectBrowser(project, plan=self.definitions.plan, sidecar=sidecar)

    def events(self, run: str, after: int = 0) -> Iterator[Event]:
        """All events after a row id, oldest first, read in pieces."""
        while rows := self.store.events(run, after, _EVENTS_AT_ONCE):
            yield from rows
            after = rows[-1].id


@contextmanager
def opened(chosen: Global) -> Iterator[Source]:
    """The source of the project around the current folder or of the named one, its event files read to their ends.

    Raises NotFoundError without a project; what is asked of the store raises StoreError when it cannot answer.
    """
    project = with_chosen_store(find_project(Path.cwd(), chosen[0]), os.environ)
    with _sidecar(project) as sidecar:
        source = Source(project, sidecar)
        try:
            yield source
        finally:
            source.store.close()


def _sidecar(project: Project) -> AbstractContextManager[Path]:
    """Where what event files say now is kept; without such files nothing is taken in."""
    if not Places(project.root, project.state_folder).found():
        return nullcontext(project.sidecar)
    from wave_tui.data.events.catch_up import caught_up

    return caught_up(project)


def read_events(project: Project) -> None:
    """Take in what is new in event files, or wait a while for whoever does it."""
    if Places(project.root, project.state_folder).found():
        from wave_tui.data.events.catch_up import catch_up

        catch_up(project)
