"""Runs are asked for, cancelled and retried once, whoever asks first, and the log says who it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import told_runs as told
from recording import Person, Scene
from together import at_once

from wave_tui.data.errors import NotFoundError, RefusedError
from wave_tui.data.store.control.connect import transaction
from wave_tui.data.store.control.interrupted import end_interrupted
from wave_tui.data.store.control.requests import (
    CancelRequest,
    NewRun,
    create_run,
    request_cancel,
    withdraw_cancel,
)
from wave_tui.data.store.control.rows import Lineage

ANA, BEN = Person(), Person("ben", 2000, "box", "10.0.0.7", "TUI")


def create(scene: Scene, new: NewRun, *ids: str, by: Person = ANA) -> str:
    free = iter(ids)
    with transaction(scene.store) as connection:
        return create_run(connection, new, by, scene.now, lambda: next(free))


def cancel(scene: Scene, run: str, by: Person = ANA, *, force: bool = False) -> CancelRequest:
    with transaction(scene.store) as connection:
        return request_cancel(connection, run, by, scene.now, force=force)


def audit(scene: Scene, run: str) -> list[tuple[str, str]]:
    sql = "SELECT state, message FROM event_log WHERE run_id = ? AND state IN"
    actions = "('start_requested', 'retry_requested', 'cancel_requested', 'force_requested', 'cancel_withdrawn')"
    return scene.rows(f"{sql} {actions} ORDER BY id", run)


def test_a_new_run_waits_with_what_it_was_asked_for(scene: Scene) -> None:
    run = create(scene, NewRun("demo", "fix\nthe parser", tags=("nightly", "über")), "demo-1")
    row = scene.rows(
        "SELECT run_id, pipeline_name, status, input, current_step, total_tokens, started_at, tags_json, pid,"
        " parent_run_id, parent_step_id, forked_from_run_id, last_heartbeat, run_kind FROM pipeline_run"
    )
    now = int(scene.now)
    facts = (run, "demo", "pending", "fix\nthe parser", "", 0, now, '["nightly", "über"]', 0, None, None, "", now, "")
    assert row == [facts]


def test_an_id_that_is_taken_is_not_used_twice(scene: Scene) -> None:
    assert create(scene, NewRun("demo", "first"), "same") == "same"
    assert create(scene, NewRun("demo", "second"), "same", "same", "other") == "other"
    assert scene.rows("SELECT run_id, input FROM pipeline_run ORDER BY rowid") == [
        ("same", "first"),
        ("other", "second"),
    ]


SAME_IDS = """
from itertools import count
from pathlib import Path
from recording import Person
from wave_tui.data.store.control.connect import transaction
from wave_tui.data.store.control.requests import NewRun, create_run
wait()
for place in range(20):
    number = count()
    with transaction(Path(sys.argv[1])) as connection:
        print(create_run(connection, NewRun('demo', sys.argv[2]), Person(), 1.0, lambda: f'{place}-{next(number)}'))
"""


def test_d11_processes_that_draw_equal_ids_get_different_runs(scene: Scene) -> None:
    said = [run for out in at_once(SAME_IDS, [(scene.store, name) for name in "abcde"]) for run in out.split()]
    assert len(said) == len(set(said)) == 100
    assert scene.rows("SELECT input, count(*) FROM pipeline_run GROUP BY input") == [(name, 20) for name in "abcde"]


def test_u6_every_action_of_a_person_is_one_row_with_who_and_from_where(scene: Scene) -> None:
    run = create(scene, NewRun("demo"), "demo-1", by=BEN)
    cancel(scene, run)
    cancel(scene, run, BEN)
    cancel(scene, run, BEN, force=True)
    with transaction(scene.store) as connection:
        assert withdraw_cancel(connection, run, ANA, scene.now)
        assert not withdraw_cancel(connection, run, ANA, scene.now)
    assert audit(scene, run) == [
        ("start_requested", "start requested: demo by ben (uid 2000) on box from 10.0.0.7, TUI"),
        ("cancel_requested", "cancel requested by ana (uid 1000) on box, CLI"),
        ("force_requested", "force requested by ben (uid 2000) on box from 10.0.0.7, TUI"),
        ("cancel_withdrawn", "cancel withdrawn by ana (uid 1000) on box, CLI"),
    ]


def test_a_second_request_changes_nothing_but_force_does(scene: Scene) -> None:
    run = create(scene, NewRun("demo"), "demo-1")
    first = cancel(scene, run)
    scene.after(30)
    assert cancel(scene, run) == CancelRequest(first.requested, force=False, new=False)
    assert cancel(scene, run, force=True) == CancelRequest(first.requested, force=True, new=True)
    assert cancel(scene, run).force, "a weaker request does not take force back"
    assert scene.rows("SELECT requested_at, force FROM cancellation") == [(int(first.requested), 1)]


def test_what_is_not_there_or_over_is_not_cancelled(scene: Scene) -> None:
    with pytest.raises(NotFoundError, match="no run demo-9"):
        cancel(scene, "demo-9")
    recorder = scene.starts()
    told.demo_cmd(scene, recorder)
    with pytest.raises(RefusedError, match="over already: completed"):
        cancel(scene, recorder.run)


def test_a_retry_names_its_origin_and_is_refused_while_that_goes_on_or_is_retried(scene: Scene) -> None:
    origin = scene.starts()
    retry = NewRun("demo", lineage=Lineage(parent=origin.run, step="build", kind="resume"))
    origin.run_started(["build"])
    with pytest.raises(RefusedError, match="is running: only a run that is over"):
        create(scene, retry, "retry-1")
    origin.run_finished("failed", "broken")
    assert create(scene, retry, "retry-1") == "retry-1"
    sql = "SELECT parent_run_id, parent_step_id, run_kind FROM pipeline_run WHERE run_id = 'retry-1'"
    assert scene.rows(sql) == [(origin.run, "build", "resume")]
    assert audit(scene, "retry-1")[0][0] == "retry_requested"
    with pytest.raises(RefusedError, match="is being retried already: retry-1 is pending"):
        create(scene, retry, "retry-2")
    with pytest.raises(NotFoundError):
        create(scene, NewRun("demo", lineage=Lineage(parent="nobody", kind="resume")), "retry-3")


RETRIES = """
from pathlib import Path
from recording import Person
from wave_tui.data.errors import RefusedError
from wave_tui.data.store.control.connect import transaction
from wave_tui.data.store.control.requests import NewRun, create_run
from wave_tui.data.store.control.rows import Lineage
new = NewRun('demo', lineage=Lineage(parent=sys.argv[2], kind='resume'))
wait()
try:
    with transaction(Path(sys.argv[1])) as connection:
        print(create_run(connection, new, Person(), 1.0, lambda: 'retry-' + sys.argv[3]))
except RefusedError as error:
    print('refused')
"""


def test_of_people_who_retry_a_run_at_once_one_wins(scene: Scene) -> None:
    origin = scene.starts()
    told.demo_cmd_fail(scene, origin)
    said = at_once(RETRIES, [(scene.store, origin.run, place) for place in range(6)])
    assert said.count("refused") == 5


def test_a_store_of_an_older_wave_is_not_written(scene: Scene) -> None:
    scene.change("ALTER TABLE pipeline_run DROP COLUMN sub_pipeline_ref")
    with pytest.raises(RefusedError, match="lacks pipeline_run.sub_pipeline_ref; let the present Wave open it once"):
        create(scene, NewRun("demo"), "demo-1")


def test_the_real_store_of_wave_takes_runs(fixture_project: Path) -> None:
    store = fixture_project / ".agents" / "state.db"
    with transaction(store) as connection:
        assert create_run(connection, NewRun("demo"), ANA, 1.0, lambda: "demo-new") == "demo-new"


def test_a_run_whose_process_is_gone_is_ended_with_its_children_steps_and_tries(scene: Scene) -> None:
    recorder = scene.starts()
    recorder.run_started(["fan", "after"])
    recorder.step_running("fan", "iterate: 1 items (mode: parallel)")
    child = recorder.child("kid-1", "fan", "kid", "x", Lineage(kind="iterate_child", index=0, total=1, mode="parallel"))
    child.run_started(["work"])
    told.tries(child, told.Work("work", "navigator"))
    scene.after(20)
    with transaction(scene.store) as connection:
        ended = end_interrupted(connection, recorder.run, "failed", "interrupted: runner killed", scene.now)
    assert set(ended) == {recorder.run, "kid-1"}
    said = "interrupted: runner killed"
    assert set(scene.rows("SELECT status, current_step FROM pipeline_run")) == {("failed", said)}
    assert set(scene.rows("SELECT state, error_message FROM step_state")) == {("failed", said)}
    tries = "SELECT state, error_message, duration_ms FROM step_attempt ORDER BY id DESC LIMIT 1"
    assert scene.rows(tries) == [("failed", said, 20_000)]
    with transaction(scene.store) as connection:
        assert end_interrupted(connection, recorder.run, "failed", "again", scene.now) == ()


def test_a_transaction_that_fails_leaves_no_half_of_a_request(scene: Scene) -> None:
    with pytest.raises(KeyError), transaction(scene.store) as connection:
        create_run(connection, NewRun("demo"), ANA, scene.now, lambda: "demo-1")
        raise KeyError
    assert scene.rows("SELECT count(*) FROM pipeline_run") == [(0,)]
