"""N3: whatever becomes of a file, each of its lines is kept once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from event_files import as_lines, asked, event_project, kept_lines, take_in, write_events
from wave_stream import stream

from wave_tui.data.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return event_project(tmp_path)


@pytest.fixture
def path(project: Project) -> Path:
    """A file of 30 lines that is taken in."""
    path = write_events(project, "a.ndjson", stream(1, 30))
    take_in(project)
    return path


def lines(project: Project) -> list[bytes]:
    return sorted(kept_lines(project))


def both(*parts: object) -> list[bytes]:
    return sorted(line for part in parts for line in (part if isinstance(part, bytes) else b"").splitlines())


ONE, TWO = as_lines(stream(1, 30)), as_lines(stream(1, 20, first=1))


def test_n3_a_renamed_file_keeps_its_number(project: Project, path: Path) -> None:
    path.rename(path.with_name("b.ndjson"))
    take_in(project)
    assert lines(project) == both(ONE)
    assert asked(project, "SELECT no, path FROM event_file") == [(1, str(path.with_name("b.ndjson")))]


def test_n3_rename_and_create_is_two_files(project: Project, path: Path) -> None:
    path.rename(path.with_name("a-1.ndjson"))
    path.write_bytes(TWO)
    take_in(project)
    assert lines(project) == both(ONE, TWO)
    assert asked(project, "SELECT count(*) FROM event_file") == [(2,)]


def test_n3_lines_written_before_a_rename_are_not_lost(project: Project, path: Path) -> None:
    write_events(project, path.name, stream(1, 20, first=1))
    path.rename(path.with_name("a-1.ndjson"))
    path.write_bytes(as_lines(stream(1, 5, first=2)))
    take_in(project)
    assert lines(project) == both(ONE, TWO, as_lines(stream(1, 5, first=2)))


def test_n3_copy_and_truncate_keeps_every_line_once(project: Project, path: Path) -> None:
    write_events(project, path.name, stream(1, 20, first=1))
    shutil.copy(path, path.with_name("a-1.ndjson"))
    os.truncate(path, 0)
    write_events(project, path.name, stream(1, 5, first=2))
    take_in(project)
    assert lines(project) == both(ONE, TWO, as_lines(stream(1, 5, first=2)))


def test_n3_a_file_that_was_cut_goes_on_where_it_agrees(project: Project, path: Path) -> None:
    kept = sum(map(len, ONE.splitlines(keepends=True)[:10]))
    os.truncate(path, kept)
    write_events(project, path.name, stream(1, 5, first=2))
    take_in(project)
    assert lines(project) == both(ONE, as_lines(stream(1, 5, first=2)))


def test_n3_a_file_written_anew_with_the_same_lines_adds_only_the_new_ones(project: Project, path: Path) -> None:
    new = path.with_name(".new")
    new.write_bytes(ONE + TWO)
    new.replace(path)
    take_in(project)
    assert lines(project) == both(ONE, TWO)


def test_n3_another_content_at_the_same_path_begins_anew(project: Project, path: Path) -> None:
    path.unlink()
    path.write_bytes(TWO)
    take_in(project)
    assert lines(project) == both(ONE, TWO)


def test_n3_a_deleted_file_is_remembered_as_gone(project: Project, path: Path) -> None:
    path.unlink()
    take_in(project)
    assert asked(project, "SELECT state FROM event_file") == [("gone",)]
    assert lines(project) == both(ONE)
