"""Two at once: cancels against ends, starts against starts, retries against cancels."""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from supervised import World
from waiting import a_moment, until

from wave_tui.data.engine.local import owner as ownership
from wave_tui.data.engine.local.lease import is_held, take
from wave_tui.data.engine.local.machine import this_machine
from wave_tui.data.engine.local.owner import TABLE, Owner, read_owner
from wave_tui.data.errors import RefusedError
from wave_tui.data.sqlite import sqlite3
from wave_tui.data.store.control.connect import transaction
from wave_tui.data.store.control.create import create_store

ROUNDS = 200
RUNS = int(os.environ.get("CANCELLED_RUNS", "40"))
"""More of them on demand: eight take a second."""
STARTS = 1000


def test_p10_a_cancelled_run_is_cancelled_or_completed_and_never_both(world: World) -> None:
    """Eight at a time, cancelled while they start, run, end or are over, some with force."""
    ends = [state for _ in range(RUNS // 8) for state in _cancelled_at_random(world, 8)]
    assert set(ends) <= {"completed", "cancelled"}
    assert "cancelled" in ends


def test_p10_two_hundred_cancels_against_ends_give_one_end_each(tmp_path: Path) -> None:
    """The same on the table alone: the supervisor's last write against two users, one of them with force."""
    store = _store(tmp_path)
    for number in range(ROUNDS):
        owner = _owner(store, f"demo-{number}", "running")
        asked = _together(
            partial(_write, store, partial(_finish, owner)),
            partial(_write, store, partial(_cancel, owner, "ana")),
            partial(_write, store, partial(_cancel, owner, "ben")),
        )
        assert sum(asked) == 1
        now = _read(store, owner.run_id)
        assert now.state == ("completed" if asked[0] else "cancelling")
        assert now.requested_by == ("", "ana", "ben")[asked.index(True)]


def test_p10_a_second_cancel_changes_nothing_and_one_after_the_end_says_who_ended_it(world: World) -> None:
    run = world.start("trap '' TERM; touch at-work; sleep 60")
    world.running(run)
    first = world.engine.cancel(run, by="ana from 10.0.0.7")
    second = world.engine.cancel(run, by="ben")
    assert (second.by, second.requested) == (first.by, first.requested) == ("ana from 10.0.0.7", first.requested)
    assert world.ended(run) == "cancelled"
    with pytest.raises(RefusedError, match="is already cancelled by ana from 10.0.0.7 since . s, nothing to cancel"):
        world.engine.cancel(run)


def test_a_cancel_that_nobody_saw_can_be_taken_back(world: World) -> None:
    store = world.project.store
    create_store(store)
    owner = _owner(store, "demo-1", "running")
    _write(store, lambda c: ownership.run(c, owner, 1, 1))
    _write(store, lambda c: ownership.request_cancel(c, owner, 1.0, "ana", False))
    _write(store, lambda c: c.execute("INSERT INTO cancellation VALUES ('demo-1', 1, 0)").rowcount == 1)
    assert world.engine.withdraw("demo-1")
    assert _read(store, "demo-1").requested_at is None
    assert not world.engine.withdraw("demo-1")
    _write(store, lambda c: ownership.request_cancel(c, owner, 1.0, "ana", False))
    _write(store, lambda c: ownership.note_seen(c, owner, 2.0))
    assert not world.engine.withdraw("demo-1")


def test_p11_one_of_two_who_start_the_same_run_wins_a_thousand_times(tmp_path: Path) -> None:
    store = _store(tmp_path)
    with transaction(store) as connection:
        for number in range(STARTS):
            _insert(connection, f"demo-{number}", "pending")
    wins = _race(_start_all, store)
    assert [sum(pair) for pair in zip(*wins, strict=True)] == [1] * STARTS


def test_p11_one_of_two_who_retry_a_run_wins(world: World) -> None:
    run = world.start("exit 1")
    assert world.ended(run) == "failed"
    answers: list[str] = []

    def retry() -> bool:
        try:
            answers.append(world.start("sleep 1", origin=run))
            return True
        except RefusedError as error:
            answers.append(str(error))
            return False

    assert sorted(_together(retry, retry)) == [False, True]
    refused = next(answer for answer in answers if " " in answer)
    started = next(answer for answer in answers if " " not in answer)
    assert "is being retried already" in refused
    assert world.owner(started).attempt == 2 and world.owner(started).origin == run
    assert world.owner(started).token != world.owner(run).token
    row = world.row("SELECT parent_run_id, run_kind FROM pipeline_run WHERE run_id = ?", started)
    assert row == (run, "resume")
    assert world.ended(started) == "completed"


def test_p12_a_run_that_goes_on_or_is_being_cancelled_is_not_retried(world: World) -> None:
    run = world.start("trap '' TERM; touch at-work; sleep 60")
    world.running(run)
    with pytest.raises(RefusedError, match="running"):
        world.start("true", origin=run)
    world.engine.cancel(run)
    with pytest.raises(RefusedError, match="cannot be retried while it is cancelling"):
        world.start("true", origin=run)
    assert world.ended(run) == "cancelled"


def test_two_supervisors_of_one_run_exclude_each_other(world: World) -> None:
    run = world.start("touch at-work; sleep 0.4")
    world.running(run)
    lock = world.project.state_folder / "runs" / f"{run}.lock"
    assert take(lock) is None and is_held(lock) is True
    assert world.ended(run) == "completed"
    until(lambda: is_held(lock) is False)
    lease = take(lock)
    assert lease is not None
    assert take(lock) is None
    lease.release()


def _cancelled_at_random(world: World, number: int) -> list[str]:
    chance = random.Random(number)
    runs: list[str] = []

    def one(delay: float) -> bool:
        run = world.start("sleep 0.1")
        runs.append(run)
        a_moment(delay)
        with suppress(RefusedError):
            world.engine.cancel(run, force=delay > 0.1)
        return True

    delays = [chance.uniform(0, 0.25) for _ in range(number)]
    _together(*(partial(one, delay) for delay in delays))
    return [world.ended(run) for run in runs]


def _together(*work: Callable[[], bool]) -> list[bool]:
    barrier, answers = threading.Barrier(len(work)), [False] * len(work)

    def one(number: int) -> None:
        barrier.wait()
        answers[number] = work[number]()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def _race(work: Callable[[Path, str], list[bool]], store: Path) -> list[list[bool]]:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return pool.starmap(work, [(store, "ana"), (store, "ben")])


def _start_all(store: Path, user: str) -> list[bool]:
    return [_write(store, partial(_begin, f"demo-{number}")) for number in range(STARTS)]


def _begin(run: str, connection: sqlite3.Connection) -> bool:
    return ownership.begin(connection, _fields(run, "pending"), this_machine())


def _finish(owner: Owner, connection: sqlite3.Connection) -> bool:
    return ownership.finish(connection, owner, "completed", "", 2.0)


def _cancel(owner: Owner, by: str, connection: sqlite3.Connection) -> bool:
    return ownership.request_cancel(connection, owner, 1.0, by, by == "ben")


def _store(folder: Path) -> Path:
    store = folder / "state.db"
    create_store(store)
    return store


def _write(store: Path, change: Callable[[sqlite3.Connection], bool]) -> bool:
    with transaction(store) as connection:
        return change(connection)


def _read(store: Path, run: str) -> Owner:
    with transaction(store) as connection:
        found = read_owner(connection, run)
    assert found is not None
    return found


def _owner(store: Path, run: str, state: str) -> Owner:
    with transaction(store) as connection:
        return _insert(connection, run, state)


def _insert(connection: sqlite3.Connection, run: str, state: str) -> Owner:
    connection.execute(TABLE)
    status = "pending" if state == "pending" else "running"
    sql = "INSERT INTO pipeline_run (run_id, pipeline_name, status, started_at) VALUES (?, 'demo', ?, 1)"
    connection.execute(sql, (run, status))
    owner = _fields(run, state)
    ownership.insert_owner(connection, owner)
    return owner


def _fields(run: str, state: str) -> Owner:
    machine = this_machine()
    return Owner(run, run, 1, f"token of {run}", state, machine.boot, machine.host, 0, 1.0, machine.uptime)
