"""The project's own files: manifest, pipeline definitions, settings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from ..errors import UsageError
from ..pipelines.load import load_folder
from ..pipelines.manifest import load_manifest
from ..pipelines.model import Manifest, Pipeline
from ..project import MANIFEST, Project
from ..text import clean
from .model import Finding, fail, ok, warn


def project_findings(project: Project) -> Iterator[Finding]:
    """What lies in the project's folder."""
    yield ok("project", clean(project.root))
    manifest = load_manifest(project.manifest) if project.manifest else None
    yield judge_manifest(manifest)
    yield from judge_pipelines(load_folder(project.pipelines), project.pipelines)


def judge_manifest(manifest: Manifest | None) -> Finding:
    """Whether the manifest can be used."""
    if manifest is None:
        remedy = f"put a {MANIFEST} into the project's root to see its personas"
        return warn("manifest", f"there is no {MANIFEST}", remedy)
    if manifest.error:
        return fail("manifest", manifest.error, "correct the file")
    return ok("manifest", f"{clean(manifest.file)}, {len(manifest.personas)} personas")


def judge_pipelines(pipelines: Sequence[Pipeline], folder: Path) -> Iterator[Finding]:
    """Which definitions cannot be used."""
    broken = [pipeline for pipeline in pipelines if pipeline.error]
    yield from (fail("pipeline", pipeline.error, "correct the file") for pipeline in broken)
    if not pipelines:
        remedy = "put definitions there; without them the graph is made from the steps of each run"
        yield warn("pipelines", f"none in {clean(folder)}", remedy)
    else:
        yield ok("pipelines", f"{len(pipelines) - len(broken)} of {len(pipelines)} in {clean(folder)} can be used")


def settings_findings(
    project: Project | None, actions: Collection[str], environ: Mapping[str, str], user_file: Path | None = None
) -> Iterator[Finding]:
    """Which settings files are there, and everything that is wrong in them, in the environment and in their keys."""
    from ..settings.files import user_config_file
    from ..settings.load import load_settings  # pydantic is slow to load

    mine = user_file or user_config_file()
    candidates = [mine, *((project.root / "wave-tui.toml", project.root / "pyproject.toml") if project else ())]
    found = [clean(path) for path in candidates if path.is_file()]
    try:
        load_settings(project, {}, actions=actions, environ=environ, user_file=mine)
    except UsageError as error:
        for line in str(error).splitlines():
            yield fail("settings", line, "correct it there; until then the defaults count")
        return
    yield ok("settings", f"valid in {', '.join(found)}" if found else f"no file; {clean(mine)} would be read")
