"""The engine of a project with the settings in force, and who asks it."""

from __future__ import annotations

import contextlib
import os
import pwd
from collections.abc import Mapping

from ..errors import NotFoundError
from ..project import Project
from ..settings.model import Settings
from ..store.open import open_store
from .local.engine import LocalEngine
from .model import Caller, StartRequest
from .reported import ReportedRuns
from .routed import RoutedEngine


def open_engine(project: Project, settings: Settings, via: str) -> RoutedEngine:
    """The project's engine for this user; ``via`` is TUI or CLI."""
    wanted = settings.engine
    asker = caller(via, os.environ)
    local = LocalEngine(project, asker, environment=wanted.environment, grace=float(wanted.grace))
    return RoutedEngine(local, ReportedRuns(project, asker))


def caller(via: str, environ: Mapping[str, str]) -> Caller:
    """Who this process acts for, and from which address an SSH session came."""
    uid = os.geteuid()
    client = (environ.get("SSH_CONNECTION") or environ.get("SSH_CLIENT") or "").split()
    return Caller(via, _user(uid), uid, os.uname().nodename, client[0] if client else "")


def same_request(project: Project, run: str, caller: Caller) -> StartRequest:
    """A request for what a run was asked for: its pipeline, its input as it is stored, its tags.

    Raises NotFoundError, StoreError.
    """
    with contextlib.closing(open_store(project.store)) as handle:
        rows = handle.rows("SELECT pipeline_name, input, tags_json FROM pipeline_run WHERE run_id = ?", (run,))
    if not rows:
        raise NotFoundError(f"there is no run {run} in {project.store}")
    pipeline, given, tags = rows[0]
    return StartRequest(str(pipeline), caller, input=str(given or ""), tags=_tags(tags))


def _tags(text: object) -> tuple[str, ...]:
    import json  # rarely needed

    try:
        found = json.loads(str(text or "[]"))
    except ValueError:
        return ()
    return tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else ()


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
