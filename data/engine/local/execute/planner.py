"""Answers what the embedded engine asks about definitions: what a start or a retry would do."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ....errors import NotFoundError
from ....models import RunDetail
from ....project import MANIFEST, Project
from ....store.reader import StoreReader
from ....views import Query
from ...model import RunPlan, StartRequest
from .check import Surroundings
from .manifest import read_manifest
from .plan import plan
from .reading import read_definition
from .retry_plan import read_origin, retry_plan


class LocalPlanner:
    """Plans for the pipelines of one project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._around = Surroundings(project.root, project.state_folder)

    def plan(self, definition: Path, request: StartRequest) -> RunPlan:
        """What starting would do, with every reason against it."""
        return plan(read_definition(definition), read_manifest(self._manifest), self._around, request)

    def retry_plan(self, definition: Path, run: str, choice: str, step: str) -> RunPlan:
        """What a retry would do, with every reason against it. Raises NotFoundError when there is no such run."""
        read, manifest = read_definition(definition), read_manifest(self._manifest)
        origin = read_origin(self._detail(run), read, manifest, self._around)
        return retry_plan(read, manifest, self._around, origin, choice, step)

    @property
    def _manifest(self) -> Path:
        return self._project.manifest or self._project.root / MANIFEST

    def _detail(self, run: str) -> RunDetail:
        with contextlib.closing(StoreReader(self._project.store)) as reader:
            detail = reader.read(Query(run=run), with_history=False).detail
        if detail is None:
            raise NotFoundError(f"there is no run {run} in {self._project.store}")
        return detail
