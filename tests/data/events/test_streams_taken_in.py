"""The streams of a real Wave go through the ingester without a bad line and without a change."""

from __future__ import annotations

import shutil
from pathlib import Path

from event_files import asked, event_project, folded, kept_lines, take_in
from told_lines import STREAMS, read


def test_every_stream_is_taken_in_without_a_bad_line(tmp_path: Path) -> None:
    project = event_project(tmp_path)
    shutil.copytree(STREAMS, project.state_folder / "events", dirs_exist_ok=True)
    take_in(project)
    assert asked(project, "SELECT count(*) FROM bad_line") == [(0,)]
    lines = [line for path in sorted(STREAMS.iterdir()) for line in path.read_bytes().splitlines()]
    assert sorted(kept_lines(project)) == sorted(lines)


def test_the_ingester_folds_what_the_lines_say(tmp_path: Path) -> None:
    project = event_project(tmp_path)
    shutil.copytree(STREAMS, project.state_folder / "events", dirs_exist_ok=True)
    take_in(project)
    for path in sorted(STREAMS.iterdir()):
        for name, run in read(path.read_bytes().splitlines(), path.stem).items():
            assert folded(project, name) == run
