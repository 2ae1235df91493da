"""Runs that programs report are cancelled by a mark, and only their programs end them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from reports import lines, project, reporter

from wave_tui.data import report
from wave_tui.data.engine.local.engine import LocalEngine
from wave_tui.data.engine.model import Caller
from wave_tui.data.engine.reported import ReportedRuns
from wave_tui.data.engine.routed import RoutedEngine
from wave_tui.data.errors import NotFoundError, RefusedError, StoreError
from wave_tui.data.events.catch_up import catch_up
from wave_tui.data.models import Run
from wave_tui.data.project import Project, find_project
from wave_tui.data.reading.browse import ProjectBrowser

ANA = Caller("CLI", "ana", 1000, "box")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project without a store."""
    return project(tmp_path)


def engine_of(root: Path) -> RoutedEngine:
    """The engine of the project, its event files read."""
    found = _read(root)
    return RoutedEngine(LocalEngine(found, ANA), ReportedRuns(found, ANA))


def shown(root: Path, run: str) -> Run:
    """The run as it is shown."""
    with ProjectBrowser(_read(root)) as browser:
        return browser.detail(run).run


def _read(root: Path) -> Project:
    found = find_project(root)
    catch_up(found)
    return found


def gone() -> int:
    """The number of a process that is over."""
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    return process.pid


def test_a_cancel_is_requested_seen_and_carried_out_by_the_program(root: Path) -> None:
    with report.operation("import", reporter=reporter(root)) as job:
        assert engine_of(root).facts(job.run).requested is None
        facts = engine_of(root).cancel(job.run)
        assert facts.requested is not None
        assert (facts.by, facts.seen, facts.stopped, facts.verified) == ("ana", None, None, None)
        assert [one.pid for one in facts.survivors] == [os.getpid()]
        assert (shown(root, job.run).state, shown(root, job.run).stored) == ("cancelling", "running")
        assert job.cancelled()
        seen = engine_of(root).facts(job.run)
        assert seen.seen is not None and seen.stopped is None
    ended = engine_of(root).facts(job.run)
    assert ended.requested == facts.requested
    assert ended.seen == seen.seen
    assert ended.stopped == ended.verified == shown(root, job.run).ended
    assert ended.survivors == ()
    assert shown(root, job.run).state == "cancelled"


def test_the_mark_says_who_asked_and_when(root: Path) -> None:
    job = report.operation("import", id="a/b", reporter=reporter(root))
    engine_of(root).cancel(job.run, by="bo")
    (mark,) = (root / ".wave" / "events").glob("*.cancel")
    asked = json.loads(mark.read_text())
    assert (asked["by"], asked["host"], asked["force"]) == ("bo", "box", False)
    assert isinstance(asked["requested_at"], float)
    assert oct(mark.stat().st_mode & 0o777) in ("0o640", "0o600")
    engine_of(root).cancel(job.run, by="cy")
    assert json.loads(mark.read_text())["by"] == "bo"
    job.complete()


def test_a_cancel_that_was_not_seen_can_be_withdrawn(root: Path) -> None:
    with report.operation("import", reporter=reporter(root)) as job:
        engine_of(root).cancel(job.run)
        assert engine_of(root).withdraw(job.run)
        assert not engine_of(root).withdraw(job.run)
        assert not job.cancelled()
        assert shown(root, job.run).state == "running"
    assert shown(root, job.run).state == "completed"


def test_a_cancel_that_was_seen_cannot_be_withdrawn(root: Path) -> None:
    with report.operation("import", reporter=reporter(root)) as job:
        engine_of(root).cancel(job.run)
        assert job.cancelled()
        assert not engine_of(root).withdraw(job.run)


def test_work_by_phases_is_cancelled_the_same_way(root: Path) -> None:
    with report.phases("docs", reporter=reporter(root)) as work, work.phase("upload"):
        engine_of(root).cancel(work.run)
        assert work.cancelled()
    assert shown(root, work.run).state == "cancelled"
    assert engine_of(root).facts(work.run).verified is not None


def test_what_is_over_is_not_cancelled(root: Path) -> None:
    job = report.operation("import", reporter=reporter(root))
    job.complete()
    with pytest.raises(RefusedError, match="already completed"):
        engine_of(root).cancel(job.run)


def test_nobody_but_the_program_ends_it(root: Path) -> None:
    with report.operation("import", reporter=reporter(root)) as job:
        with pytest.raises(RefusedError, match=f"kill {os.getpid()}"):
            engine_of(root).cancel(job.run, force=True)
        assert list((root / ".wave" / "events").glob("*.cancel")) == []


def test_a_run_whose_program_is_gone_is_marked_as_cancelled(root: Path) -> None:
    job = report.operation("import", reporter=reporter(root))
    job.origin["pid"] = gone()
    job.flush()
    found = find_project(root)
    catch_up(found)
    runs = ReportedRuns(found, ANA, now=lambda: job.started + 60)
    assert runs.alive(job.run).alive is False
    runs.cancel(job.run)
    assert shown(root, job.run).state == "cancelled"
    assert lines(root)[-1]["error"] == "marked as cancelled by ana"


def test_a_run_of_another_format_is_cancelled_where_it_was_started(root: Path) -> None:
    folder = root / ".wave" / "events"
    folder.mkdir()
    event = {"timestamp": time.time(), "pipeline_id": "release-1", "state": "started"}
    (folder / "release-1.ndjson").write_text(json.dumps(event) + "\n")
    with pytest.raises(RefusedError, match="known from its wave file alone"):
        engine_of(root).cancel("release-1")
    assert list(folder.iterdir()) == [folder / "release-1.ndjson"]


def test_a_lost_run_of_another_format_gets_its_end_written_beside_its_file(root: Path) -> None:
    folder = root / ".wave" / "events"
    folder.mkdir()
    event = {"timestamp": time.time() - 3_600, "pipeline_id": "release-1", "state": "started"}
    (folder / "release-1.ndjson").write_text(json.dumps(event) + "\n")
    assert shown(root, "release-1").state == "lost"
    engine_of(root).cancel("release-1")
    run = shown(root, "release-1")
    assert (run.state, run.error, run.sources) == ("cancelled", "marked as cancelled by ana", ("wave",))
    assert engine_of(root).facts("release-1").verified == run.ended
    assert (folder / "release-1.ndjson").read_text().count("\n") == 1


def test_a_lost_snapshot_of_phases_is_marked_as_cancelled(root: Path) -> None:
    report.phases("docs", reporter=reporter(root)).phase("upload").update(40)
    (path,) = (root / ".wave" / "progress").glob("*.json")
    said = json.loads(path.read_text()) | {"last_update": "2025-10-08T14:25:42Z", "pid": None}
    path.write_text(json.dumps(said))
    assert shown(root, path.stem).state == "lost"
    engine_of(root).cancel(path.stem)
    assert shown(root, path.stem).state == "cancelled"


def test_a_silent_run_whose_program_works_is_asked_and_not_ended(root: Path) -> None:
    job = report.operation("import", reporter=reporter(root))
    found = _read(root)
    ReportedRuns(found, ANA, now=lambda: job.started + 3_600).cancel(job.run)
    assert job.cancelled() and shown(root, job.run).state == "cancelling"
    job.cancel()


def test_the_mark_lies_beside_the_file_that_tells_of_the_run_too(root: Path) -> None:
    folder = root / ".wave" / "events" / "night"
    folder.mkdir(parents=True)
    told = {"operation_id": "backup-7", "operation_type": "backup", "status": "running", "timestamp": time.time()}
    (folder / "today.ndjson").write_text(json.dumps(told) + "\n")
    engine_of(root).cancel("backup-7")
    assert (folder / "today.ndjson.cancel").exists()
    assert shown(root, "backup-7").state == "cancelling"
    assert engine_of(root).withdraw("backup-7")
    assert not list((root / ".wave").rglob("*.cancel"))
    assert shown(root, "backup-7").state == "running"


def test_what_no_engine_ran_is_not_retried(root: Path) -> None:
    job = report.operation("import", reporter=reporter(root))
    job.complete()
    with pytest.raises(RefusedError, match="no engine can run again"):
        engine_of(root).retry_plan(job.run, "failed")


def test_a_run_that_nothing_tells_of_is_not_found(root: Path) -> None:
    report.operation("import", reporter=reporter(root)).complete()
    for ask in (engine_of(root).facts, engine_of(root).cancel, engine_of(root).alive):
        with pytest.raises((NotFoundError, StoreError)):
            ask("nowhere")


def test_the_process_of_another_host_cannot_be_looked_at(root: Path) -> None:
    job = report.operation("import", reporter=reporter(root))
    job.origin["host"] = "elsewhere"
    job.flush()
    alive = engine_of(root).alive(job.run)
    assert (alive.alive, alive.why) == (None, f"process {os.getpid()} on elsewhere reports it")
    assert engine_of(root).facts(job.run).survivors == ()
    job.complete()


def test_a_link_in_the_place_of_the_mark_is_not_followed(root: Path) -> None:
    job = report.operation("import", id="x", reporter=reporter(root))
    (root / ".wave" / "events" / "x.ndjson.cancel").symlink_to(root / "target")
    engine_of(root).cancel(job.run)
    assert not (root / "target").exists()
    job.complete()


def test_a_person_who_comes_over_ssh_is_named_with_the_address(root: Path) -> None:
    job = report.operation("import", reporter=reporter(root))
    found = _read(root)
    facts = ReportedRuns(found, replace(ANA, ssh="10.0.0.7")).cancel(job.run)
    assert facts.by == "ana from 10.0.0.7"
    job.complete()
