"""An operation learns that somebody asked for it to be cancelled."""

from __future__ import annotations

from pathlib import Path

from reports import Clock, event_files, events, lines, project, reporter

from wave_tui.data import report


def ask(root: Path) -> None:
    """Ask the one operation of a project to stop."""
    (file,) = event_files(root)
    Path(f"{file}.cancel").touch()


def test_a_cancel_is_seen_within_a_tenth_of_a_second_and_ends_the_operation_as_cancelled(tmp_path: Path) -> None:
    root, clock = project(tmp_path), Clock()
    with report.operation("x", reporter=reporter(root, clock)) as job, job.level("song") as song:
        assert not song.cancelled()
        ask(root)
        assert not song.cancelled()
        clock.time += 0.11
        assert song.cancelled()
        assert job.cancelled()
    found = lines(root)
    assert events(found) == [
        "operation_started", "level_started", "cancel_seen", "level_ended", "operation_ended",
    ]  # fmt: skip
    assert [line["status"] for line in found[-2:]] == ["cancelled", "cancelled"]


def test_work_that_was_done_before_a_cancel_stays_done(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("x", reporter=reporter(root)) as job:
        job.level("song", "a").complete()
        ask(root)
        assert job.cancelled()
        job.complete("was done anyhow")
    assert [line["status"] for line in lines(root) if line["event"].endswith("ended")] == ["completed", "completed"]


def test_an_operation_of_the_same_id_does_not_inherit_a_cancel(tmp_path: Path) -> None:
    root = project(tmp_path)
    report.operation("x", id="x", reporter=reporter(root)).complete()
    ask(root)
    with report.operation("x", id="x", reporter=reporter(root)) as job:
        assert not job.cancelled()


def test_a_cancel_that_nobody_looks_at_changes_nothing(tmp_path: Path) -> None:
    root = project(tmp_path)
    with report.operation("x", reporter=reporter(root)):
        ask(root)
    assert lines(root)[-1]["status"] == "completed"
