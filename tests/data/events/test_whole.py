"""Files that hold one document: each new content is one record more of the same run."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from pathlib import Path

import pytest
from event_files import asked, event_project, kept_lines, take_in
from phases_documents import EXAMPLE

from wave_tui.data.events.ingester import Ingester
from wave_tui.data.events.places import Places
from wave_tui.data.project import Project
from wave_tui.data.sidecar.open import open_sidecar


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return event_project(tmp_path)


def write(project: Project, content: str, *, age: float = 10.0) -> Path:
    """Replace the document as a careful producer does; it was written some seconds ago."""
    path = project.state_folder / "progress" / "batch.json"
    new = path.with_name(".batch.json.new")
    new.write_text(content)
    before = new.stat().st_mtime - age
    os.utime(new, (before, before))
    new.replace(path)
    return path


def at_page(page: int) -> str:
    document = deepcopy(EXAMPLE)
    document["phases"]["processing"]["current_file"]["current_page"] = page
    return json.dumps(document, indent=2)


def test_every_content_is_one_record_of_one_run(project: Project) -> None:
    for page in (5, 6, 6, 7):
        write(project, at_page(page))
        take_in(project)
    pages = [json.loads(line)["phases"]["processing"]["current_file"]["current_page"] for line in kept_lines(project)]
    assert pages == [5, 6, 7]
    assert asked(project, "SELECT count(*), format FROM event_run") == [(1, "phases")]
    assert asked(project, "SELECT count(*) FROM event_file") == [(1,)]


def test_events_of_a_document_are_in_the_order_of_its_contents(project: Project) -> None:
    for page in (9, 2):
        write(project, at_page(page))
        take_in(project)
    ids = [row[0] for row in asked(project, "SELECT id FROM event_block ORDER BY id")]
    lengths = [row[0] for row in asked(project, "SELECT length(data) FROM event_block ORDER BY id")]
    assert isinstance(ids[0], int)
    assert isinstance(lengths[0], int)
    assert ids[1] == ids[0] + lengths[0]


def test_a_document_that_is_none_is_a_bad_line(project: Project) -> None:
    write(project, "{half")
    take_in(project)
    take_in(project)
    assert asked(project, "SELECT size FROM bad_line") == [(5,)]
    write(project, at_page(5))
    take_in(project)
    assert len(kept_lines(project)) == 1


def test_a_document_that_is_just_being_written_is_waited_for(project: Project) -> None:
    now = write(project, "{half", age=0.0).stat().st_mtime
    connection = open_sidecar(project.sidecar)
    ingester = Ingester(connection, now=lambda: now + 1.0)
    ingester.look_at_all(Places(project.root, project.state_folder).found())
    ingester.turn()
    assert asked(project, "SELECT count(*) FROM bad_line") == [(0,)]
    write(project, at_page(5))
    ingester.look_at_all(Places(project.root, project.state_folder).found())
    ingester.turn()
    connection.close()
    assert len(kept_lines(project)) == 1
