"""Happenings reach the store in order, once, and only while their run is owned; trouble delays them and is told."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from mounts import needs_mounts, python_in
from recording import Scene
from waiting import until

from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control import journal as journals
from wave_tui.data.store.control import wording
from wave_tui.data.store.control.entry import Entry
from wave_tui.data.store.control.faults import Superseded
from wave_tui.data.store.control.journal import Happening
from wave_tui.data.store.control.rows import Lineage
from wave_tui.data.store.faults import StoreFault


@contextmanager
def locked(store: Path) -> Iterator[None]:
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses between tries."""
    monkeypatch.setattr(journals, "_PAUSE", 0.0)
    monkeypatch.setattr(journals, "_SHORT", 0.01)
    monkeypatch.setattr(journals, "BUSY_SECONDS", 0.01)
    monkeypatch.setattr(journals, "RETRIES", 1)


def test_a_run_that_somebody_else_took_over_is_not_written_any_more(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])
    scene.change("UPDATE wtui_run_owner SET token = 'another'")
    before = scene.rows("SELECT count(*) FROM event_log")
    happenings: list[Callable[[], None]] = [
        lambda: recorder.step_running("one", "x"),
        recorder.heartbeat,
        lambda: recorder.run_finished("failed"),
    ]
    for happens in happenings:
        with pytest.raises(Superseded, match="taken over or ended"):
            happens()
    assert scene.rows("SELECT count(*) FROM event_log") == before
    assert scene.rows("SELECT status FROM pipeline_run") == [("running",)]


@pytest.mark.parametrize("state", ["completed", "failed", "cancelled"])
def test_a_run_that_was_ended_by_a_reaper_is_not_written_any_more(scene: Scene, state: str) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])
    scene.change("UPDATE wtui_run_owner SET state = ?", state)
    with pytest.raises(Superseded):
        recorder.step_running("one", "x")


def test_the_children_of_a_run_are_fenced_with_it(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["fan"])
    child = recorder.child("kid-1", "fan", "kid", "x", Lineage(kind="iterate_child"))
    scene.change("UPDATE wtui_run_owner SET token = 'another'")
    with pytest.raises(Superseded):
        child.run_started(["one"])


def test_what_changes_with_the_end_changes_in_the_same_transaction(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])

    def refuses(connection: sqlite3.Connection) -> bool:
        connection.execute("UPDATE wtui_run_owner SET state = 'completed'")
        return False

    with pytest.raises(Superseded, match="meanwhile"):
        recorder.run_finished("completed", also=refuses)
    assert scene.rows("SELECT status FROM pipeline_run") == [("running",)]
    assert scene.rows("SELECT state FROM wtui_run_owner") == [("running",)]
    recorder.run_finished(
        "completed", also=lambda one: one.execute("UPDATE wtui_run_owner SET state = 'completed'") is not None
    )
    assert scene.rows("SELECT status FROM pipeline_run") == [("completed",)]


@pytest.mark.usefixtures("hasty")
def test_happenings_wait_while_the_store_is_locked_and_go_in_later_in_their_order(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])
    with locked(scene.store):
        recorder.step_running("one", wording.command("make"))
        began = int(scene.now)
        scene.after(60)
        recorder.step_message("one", "warning", "slow")
        assert "locked" in recorder.journal.problem
        assert [state for _, state, _ in scene.log(recorder.run)] == ["started", "started"]
        assert len(scene.lines(recorder.run)) == 2
    scene.after(1)
    recorder.heartbeat()
    assert recorder.journal.problem == ""
    assert [state for _, state, _ in scene.log(recorder.run)] == ["started", "started", "running", "warning"]
    assert scene.rows("SELECT started_at FROM step_state") == [(began,)]
    assert [line["state"] for line in scene.lines(recorder.run)] == ["started", "started", "running", "warning"]


@pytest.mark.usefixtures("hasty")
def test_the_end_of_a_run_does_not_wait_in_memory_but_can_be_tried_again(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])
    with locked(scene.store):
        recorder.step_message("one", "warning", "before the end")
        with pytest.raises(StoreFault, match="locked"):
            recorder.run_finished("failed", "broken")
        with pytest.raises(StoreFault, match="locked"):
            recorder.run_finished("failed", "broken")
    recorder.run_finished("failed", "broken")
    assert scene.rows("SELECT status, current_step FROM pipeline_run") == [("failed", "broken")]
    assert [state for _, state, _ in scene.log(recorder.run)][-2:] == ["warning", "recovery"]


def test_a_happening_that_the_store_refuses_is_raised_and_does_not_block_the_next(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])
    stranger = Happening(entries=(Entry("nobody", scene.now, "running"),))
    with pytest.raises(StoreFault, match="does not allow it"):
        recorder.journal.write(stranger)
    recorder.step_message("one", "warning", "still here")
    assert scene.log(recorder.run)[-1] == ("one", "warning", "still here")


def test_a_store_without_the_progress_columns_is_written_without_them(scene: Scene) -> None:
    for column in (
        "progress",
        "subtask_current",
        "subtask_total",
        "estimated_eta",
        "files_processed",
        "artifact_count",
    ):
        scene.change(f"ALTER TABLE event_log DROP COLUMN {column}")
    recorder = scene.starts()
    recorder.run_started(["one"])
    recorder.step_running("one", wording.command("make"))
    recorder.progress("one", 25, "compiling")
    recorder.progress("one", 50, "linking", tokens=9)
    sql = "SELECT state, tokens_used FROM event_log WHERE state = 'step_progress'"
    assert scene.rows(sql) == [("step_progress", 9)], "Wave keeps no ticks"
    assert [line.get("progress") for line in scene.lines(recorder.run)][-2:] == [25, 50]


def test_recorders_of_parallel_steps_may_be_used_from_several_threads(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])

    def tells(name: str) -> None:
        for number in range(40):
            recorder.step_message(name, "warning", str(number))

    threads = [threading.Thread(target=tells, args=(f"step-{place}",)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place in range(4):
        said = [text for step, _, text in scene.log(recorder.run) if step == f"step-{place}"]
        assert said == [str(number) for number in range(40)]


def test_an_event_file_that_cannot_be_written_costs_no_row_and_is_told(scene: Scene) -> None:
    recorder = scene.starts()
    scene.events.mkdir()
    file = scene.events / f"{recorder.run}.ndjson"
    file.mkdir()
    recorder.run_started(["one"])
    recorder.step_message("one", "warning", "first")
    assert "cannot be written (Is a directory)" in recorder.journal.problem
    assert any("cannot be written" in text for _, state, text in scene.log(recorder.run) if state == "warning")
    file.rmdir()
    recorder.step_message("one", "warning", "second")
    assert recorder.journal.problem == ""
    said = [line.get("message", "") for line in scene.lines(recorder.run)]
    assert [text for text in said if text in ("first", "second")] == ["first", "second"]
    assert said[0].startswith("input=")


def test_d19_nothing_is_left_open_for_other_programs(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["one"])
    links = {name: os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if _is_open(name)}
    ours = [int(name) for name, target in links.items() if str(scene.root) in target]
    assert ours and not any(os.get_inheritable(number) for number in ours)
    recorder.journal.close()
    until(lambda: not any(str(scene.root) in _target(name) for name in os.listdir("/proc/self/fd")))


def _is_open(name: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{name}")


def _target(name: str) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{name}")
    except OSError:
        return ""


FULL = """
import os
from pathlib import Path
from recording import Scene
from wave_tui.data.store.control import journal, wording
from wave_tui.data.store.faults import StoreFault
journal._PAUSE = 0.0
scene = Scene(Path('small'))
recorder = scene.starts()
recorder.run_started(['one'])
recorder.step_running('one', wording.command('fill the disk'))
fill = open('small/fill', 'wb', buffering=0)
try:
    while True: fill.write(b'x' * 4096)
except OSError: pass
for number in range(40):
    recorder.step_message('one', 'warning', f'{number} ' + 'y' * 4000)
print(recorder.journal.problem)
try:
    recorder.run_finished('failed', 'no space')
    print('written')
except StoreFault as fault:
    print(fault.state)
before = scene.rows('SELECT status FROM pipeline_run')
os.truncate('small/fill', 0)
recorder.run_finished('failed', 'no space')
said = [text.split()[0] for _, state, text in scene.log(recorder.run) if state == 'warning' and 'y' in text]
lines = [line['message'].split()[0] for line in scene.lines(recorder.run) if 'yy' in line.get('message', '')]
print(before, scene.rows('SELECT status FROM pipeline_run'), scene.rows('PRAGMA integrity_check'))
print(said == lines == [str(number) for number in range(40)])
"""


@needs_mounts
def test_d9_on_a_full_disk_rows_and_lines_wait_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    said = python_in(tmp_path, "mount -t tmpfs -o size=1200k none small", FULL).splitlines()
    assert "full" in said[0] and "free some space" in said[0]
    assert said[1] == "full"
    assert said[2] == "[('running',)] [('failed',)] [('ok',)]"
    assert said[3] == "True"
