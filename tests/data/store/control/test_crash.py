"""Whatever moment a writer is killed at, what it left is whole."""

from __future__ import annotations

import random
import signal
from contextlib import closing
from pathlib import Path
from subprocess import Popen

from recording import Scene
from together import begin
from waiting import until

from wave_tui.data.sqlite import sqlite3

KILLS = 50
STEPS = 6

RECORDS = """
import sys
from pathlib import Path
from recording import Scene
import told_runs as told
sys.stdin.readline()
scene = Scene(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    recorder = scene.starts(f"run-{sys.argv[2]}-{number}")
    steps = [f"step-{place}" for place in range(6)]
    recorder.run_started(steps)
    for place, step in enumerate(steps, 1):
        told.does(scene, recorder, told.Work(step, "navigator", 10))
        recorder.pipeline_progress(place, len(steps))
        if number == 1 and place == 1:
            print("going", flush=True)
    recorder.run_finished("completed")
    recorder.journal.close()
"""
STEP_IS_NOT = "SELECT s.step_id FROM step_state s WHERE (s.state = 'completed') <>"
UNEQUAL = {
    "a run that is over has all its steps": "SELECT r.run_id FROM pipeline_run r WHERE r.status = 'completed' AND"
    f" (SELECT count(*) FROM step_state s WHERE s.pipeline_id = r.run_id AND s.state = 'completed') <> {STEPS}",
    "a run says the same in both tables": "SELECT r.run_id FROM pipeline_run r JOIN pipeline_state p"
    " ON p.pipeline_id = r.run_id WHERE r.status <> p.status",
    "a completed step has said so": f"{STEP_IS_NOT} EXISTS (SELECT 1 FROM event_log e WHERE e.run_id = s.pipeline_id"
    " AND e.step_id = s.step_id AND e.state = 'completed')",
    "a checkpoint stands for each completed step": f"{STEP_IS_NOT} EXISTS (SELECT 1 FROM checkpoint c"
    " WHERE c.run_id = s.pipeline_id AND c.step_id = s.step_id)",
    "tokens are those of the events": "SELECT r.run_id FROM pipeline_run r WHERE r.status = 'completed'"
    " AND r.total_tokens <> (SELECT sum(tokens_used) FROM event_log e WHERE e.run_id = r.run_id"
    " AND e.state = 'step_progress')",
}


def test_d10_fifty_kills_in_the_middle_of_writing_break_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    chance = random.Random(7)
    ready = begin(RECORDS, scene.root, 0)
    try:
        for number in range(1, KILLS + 1):
            process, ready = ready, begin(RECORDS, scene.root, number)  # it imports while the other one writes
            _killed_somewhere(scene, process, chance)
    finally:
        _killed(ready)
    with closing(sqlite3.connect(scene.store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for rule, exceptions in UNEQUAL.items():
            assert connection.execute(exceptions).fetchall() == [], rule
    assert scene.rows("SELECT count(*) >= ? FROM pipeline_run", KILLS) == [(1,)]
    for file in scene.events.iterdir():
        _whole_but_for_the_last(file)


def _killed_somewhere(scene: Scene, process: Popen[str], chance: random.Random) -> None:
    events = "SELECT coalesce(max(id), 0) FROM event_log"
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write("go\n")
        process.stdin.flush()
        assert process.stdout.readline() == "going\n", process.communicate()[1]
        enough = scene.rows(events)[0][0] + chance.randrange(40)
        until(lambda: scene.rows(events)[0][0] >= enough, 10)
    finally:
        _killed(process)


def _killed(process: Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _whole_but_for_the_last(file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    assert all(line.startswith(b"{") and line.endswith(b"}\n") for line in lines[:-1])
