"""What is said of event files beside their runs: how they are watched, what is bad in them, what is deployed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from both_sources import Both
from stores import NOW

from wave_tui.data.models import BadLine
from wave_tui.data.reading.browse import ProjectBrowser
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.data.reading.sidecar import Sidecar
from wave_tui.data.views import FilesStatus, Query


def test_the_files_are_watched_as_the_ingester_says(both: Both) -> None:
    both.processes[7] = True
    both.files.watch("polling", message="no inotify", files=3, behind=9, bad=2, pid=7, changed=NOW)
    assert both.read().files == FilesStatus("polling", "no inotify", 3, 2, 9, NOW)
    both.processes[7] = False
    assert both.read().files.state == "off"


def test_an_ingester_that_ended_is_told_as_soon_as_anybody_looks(both: Both) -> None:
    where = [Sidecar(both.project.sidecar)]
    reader = ProjectReader(both.project, now=lambda: NOW, sidecar=lambda: where[0])
    assert reader.read(Query()).files.state == "off"
    where[0] = Sidecar(both.project.sidecar, problem="It has ended.")
    assert reader.changed()
    assert reader.read(Query()).files == FilesStatus("failed", "It has ended.")
    assert not reader.changed()
    reader.close()


def test_a_sidecar_in_a_private_folder_is_read_there(both: Both, tmp_path: Path) -> None:
    private = tmp_path / "private" / "wave-tui.db"
    private.parent.mkdir()
    with both.files.connection as connection:
        connection.execute("VACUUM INTO ?", (str(private),))
    both.files.run("own")
    where = [Sidecar(both.project.sidecar)]
    reader = ProjectReader(both.project, now=lambda: NOW, sidecar=lambda: where[0])
    assert [run.id for run in reader.read(Query()).runs.rows] == ["own"]
    where[0] = Sidecar(private, kept=False)
    assert reader.changed()
    found = reader.read(Query())
    assert (found.runs.rows, found.files.kept) == ((), False)
    reader.close()


def test_a_sidecar_that_cannot_be_read_leaves_the_store_and_says_why(both: Both) -> None:
    both.store.run("s1")
    both.files.run("op")
    assert len(both.read().runs.rows) == 2
    both.files.close()
    for suffix in ("", "-wal", "-shm"):
        both.project.sidecar.with_name(f"wave-tui.db{suffix}").unlink(missing_ok=True)
    both.project.sidecar.write_bytes(b"no database" * 1_000)
    found = both.read()
    assert ([run.id for run in found.runs.rows], found.files.state) == (["s1"], "failed")
    assert "is not a SQLite database" in found.files.message


def test_a_sidecar_that_is_removed_takes_its_runs_with_it(both: Both) -> None:
    both.store.run("s1")
    both.files.run("op")
    both.read()
    both.files.close()
    both.project.sidecar.unlink()
    assert both.reader.changed()
    assert [run.id for run in both.read().runs.rows] == ["s1"]


def test_bad_records_are_told_with_their_place(both: Both) -> None:
    both.files.file("/p/events/a.ndjson")
    both.files.bad(70, "is no JSON", b'{"x": \x1b[31m')
    expected = (BadLine("/p/events/a.ndjson", 70, "is no JSON", '{"x": ', 11, NOW),)
    assert both.reader.bad_lines() == expected
    with ProjectBrowser(both.project) as browser:
        assert browser.bad_lines(10) == expected


def test_deployments_are_read_again_when_their_file_is_replaced(both: Both) -> None:
    assert both.read().deployments is None
    assert not both.reader.changed()
    write_deployment(both, "deploy-1")
    assert both.reader.changed()
    assert deployed(both) == "deploy-1"
    assert not both.reader.changed()
    write_deployment(both, "deploy-2")
    assert both.reader.changed()
    assert deployed(both) == "deploy-2"


def write_deployment(both: Both, id: str) -> None:
    path = both.project.root / ".github" / "deployment-state.json"
    path.parent.mkdir(exist_ok=True)
    current = {"deployment_id": id, "commit_sha": "a" * 40, "timestamp": "2026-11-20T05:00:00Z", "status": "success"}
    made = path.with_suffix(".new")
    made.write_text(json.dumps({"currentDeployment": current, "history": []}))
    made.replace(path)


def deployed(both: Both) -> str:
    found = both.read().deployments
    assert found is not None
    assert found.current is not None
    return found.current.id


@pytest.mark.parametrize("name", ["op-20261120-aaaa", "aaaa", "op-2026112"])
def test_a_run_of_a_file_is_found_by_its_id_its_end_or_its_beginning(both: Both, name: str) -> None:
    both.files.run("op-20261120-aaaa")
    both.store.run("demo-20261120-bbbb")
    with ProjectBrowser(both.project, now=lambda: NOW) as browser:
        assert browser.find_run(name) == "op-20261120-aaaa"
        assert browser.find_run("bbbb") == "demo-20261120-bbbb"
        assert browser.detail("op-20261120-aaaa").run.sources == ("levels",)
