"""The evidence for the life of a supervisor, in its order; names and leases."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from supervised import ANA, World

from wave_tui.data.engine.local.lease import is_held, take
from wave_tui.data.engine.local.liveness import judge, judge_foreign
from wave_tui.data.engine.local.machine import Machine
from wave_tui.data.engine.local.names import checked_name, new_run_id, run_files
from wave_tui.data.engine.local.owner import Owner
from wave_tui.data.engine.model import StartRequest
from wave_tui.data.errors import NotFoundError, RefusedError

HERE = Machine("boot", "box", 1000.0)
NOW = 1_795_150_800.0
OWNER = Owner("demo-1", "demo-1", 1, "token", "running", "boot", "box", 0, NOW - 60, 940.0, pid=2**22 + 1, pid_start=5)
BAD = ("../../x", "a/b", "", ".hidden", "-x", "a\n", "ä", "a b", "a\0b", "x" * 129)


def test_a_held_lease_counts_more_than_everything_else() -> None:
    silent = replace(OWNER, heartbeat_at=NOW - 9999, boot_id="another")
    assert judge(silent, True, HERE, NOW).alive is True


def test_a_free_lease_on_the_same_boot_is_death_at_once() -> None:
    assert judge(replace(OWNER, heartbeat_at=NOW), False, HERE, NOW).alive is False


def test_another_boot_is_death() -> None:
    verdict = judge(replace(OWNER, boot_id="another", heartbeat_at=NOW), None, HERE, NOW)
    assert (verdict.alive, verdict.why) == (False, "the machine was restarted since")


@pytest.mark.parametrize(("age", "alive"), [(5, True), (89, True), (91, None), (-89, True), (-91, None)])
def test_another_host_is_judged_by_its_heartbeat_and_never_declared_dead(age: float, alive: bool | None) -> None:
    assert judge(replace(OWNER, host="other", heartbeat_at=NOW - age), False, HERE, NOW).alive is alive


@pytest.mark.parametrize(("age", "alive"), [(1.0, None), (9.0, None), (11.0, False)])
def test_a_run_that_is_not_running_ten_seconds_after_its_start_never_will(age: float, alive: bool | None) -> None:
    owner = replace(OWNER, state="starting", pid=0, created_boot=HERE.uptime - age)
    assert judge(owner, False, HERE, NOW).alive is alive


def test_a_lease_out_of_reach_leaves_the_process_as_evidence(tmp_path: Path) -> None:
    assert judge(OWNER, None, HERE, NOW).alive is False
    assert is_held(tmp_path / "no.lock") is None


def test_a_run_of_another_engine_is_never_declared_dead() -> None:
    assert judge_foreign(os.getpid(), 0, NOW - 9999, NOW).alive is True
    assert judge_foreign(2**22 + 1, NOW - 200, NOW - 9999, NOW).alive is None
    assert judge_foreign(0, NOW - 5, NOW - 9999, NOW).alive is True
    assert judge_foreign(0, 0, NOW - 9999, NOW).alive is None


def test_a_lease_ends_with_its_holder_and_anybody_may_ask(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"
    lease = take(lock)
    assert lease is not None
    assert is_held(lock) is True
    assert lock.stat().st_mode & 0o777 == 0o644
    lease.release()
    assert is_held(lock) is False


def test_a_planted_link_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "run.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        take(tmp_path / "run.lock")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", BAD)
def test_i2_names_that_are_no_names_are_refused_before_the_file_system_is_touched(name: str, world: World) -> None:
    with pytest.raises(RefusedError):
        checked_name("run", name)
    with pytest.raises(RefusedError):
        run_files(Path("/nowhere"), name)
    for action in (world.engine.cancel, world.engine.alive, world.engine.facts):
        with pytest.raises(RefusedError):
            action(name)
    with pytest.raises(RefusedError):
        world.engine.start(StartRequest(name, ANA))
    assert not world.project.store.exists()


def test_an_unknown_pipeline_and_an_unknown_run_are_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="there is no pipeline nope in .*; there are: demo"):
        world.engine.start(StartRequest("nope", ANA))
    with pytest.raises(NotFoundError):
        world.engine.cancel("demo-1")
    run = world.start("true")
    with pytest.raises(NotFoundError):
        world.engine.cancel("demo-1")
    assert world.ended(run) == "completed"


def test_an_input_with_nul_is_refused(world: World) -> None:
    with pytest.raises(RefusedError, match="NUL"):
        world.engine.start(StartRequest("demo", ANA, input="a\0b"))


def test_run_ids_have_sixty_four_random_bits_and_waves_shape() -> None:
    ids = {new_run_id("demo", NOW) for _ in range(1000)}
    assert len(ids) == 1000
    assert all(one.startswith("demo-20261120-050000-") and len(one) == len("demo-20261120-050000-") + 16 for one in ids)
    with pytest.raises(RefusedError, match="shorten it"):
        new_run_id("x" * 96, NOW)
