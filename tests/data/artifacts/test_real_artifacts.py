"""Every artifact row of a real store previews as what it is, or says why it does not."""

from __future__ import annotations

from pathlib import Path

from payloads import unsafe_characters

from wave_tui.data.artifacts import Preview, preview
from wave_tui.data.models import Artifact
from wave_tui.data.sqlite import sqlite3

PROJECT = Path(__file__).parents[2] / "fixtures" / "project"


def _artifacts() -> list[Artifact]:
    connection = sqlite3.connect(f"file:{PROJECT}/.agents/state.db?immutable=1", uri=True)
    try:
        rows = connection.execute("SELECT run_id, step_id, name, path, type, size_bytes FROM artifact ORDER BY id")
        return [Artifact(*row) for row in rows]
    finally:
        connection.close()


def _views() -> list[tuple[Artifact, Preview]]:
    return [(artifact, preview(PROJECT, artifact)) for artifact in _artifacts()]


def test_every_recorded_artifact_previews_or_says_that_it_is_missing() -> None:
    views = _views()
    assert len(views) == 16
    for artifact, view in views:
        there = (PROJECT / artifact.path).is_file()
        assert (view.kind in ("json", "markdown", "text")) == there, artifact.path
        assert bool(view.rows) == there and bool(view.message) == (not there)
        assert view.title == artifact.name
        assert not unsafe_characters("".join(row.text for row in view.rows))


def test_the_kinds_of_the_recorded_artifacts() -> None:
    kinds = {(artifact.step, artifact.name): view.kind for artifact, view in _views()}
    assert kinds["scan", "scan-result"] == kinds["audit", "findings"] == kinds["verify", "result"] == "json"
    assert kinds["implement", "notes"] == kinds["report", "report"] == "markdown"
    assert kinds["build", "binary"] == "text"
    assert kinds["greet", "greeting"] == "json"  # declared as text, without a suffix, and a JSON document in fact
    assert kinds["fanout", "collected-output"] == "missing"
