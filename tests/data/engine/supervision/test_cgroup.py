"""Control groups, where they can be had, and runs that do without."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from supervised import World, marked
from waiting import until

from wave_tui.data.engine.local.cgroup import delegated


@pytest.fixture
def group() -> Iterator[Path]:
    """A control group that is marked as handed over, with this process in it."""
    mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    point = next((line.split(" ")[4] for line in mounts if " - cgroup2 " in line), "")
    before = Path(point + next((line[3:] for line in _groups() if line.startswith("0::")), "/"))
    folder = before / f"wave-test-{os.getpid()}"
    try:
        folder.mkdir()
        os.setxattr(folder, "trusted.delegate", b"1")
        (folder / "cgroup.procs").write_text(str(os.getpid()))
    except OSError:
        if folder.is_dir():
            folder.rmdir()
        pytest.skip("making a control group needs root and a writable hierarchy of version 2")
    yield folder
    (before / "cgroup.procs").write_text(str(os.getpid()))
    until(lambda: not any(file.read_text() for file in folder.rglob("cgroup.procs")))
    for inner in [entry for entry in folder.iterdir() if entry.is_dir()]:
        inner.rmdir()
    folder.rmdir()


def test_a_command_runs_in_a_group_of_its_own_and_ends_with_it(group: Path, world: World, mark: str) -> None:
    assert delegated() == group
    run = world.start("setsid sleep 60 & cat /proc/self/cgroup; touch at-work; sleep 60")
    owner = world.running(run)
    own = group / f"wave-{owner.pid}-1"
    assert f"0::/{own.relative_to(group.parent)}" in world.output(run).splitlines()
    assert len((own / "cgroup.procs").read_text().split()) == 3
    world.engine.cancel(run, force=True)
    assert world.ended(run) == "cancelled"
    until(lambda: not own.exists())
    until(lambda: not marked(mark))


def test_the_groups_of_a_killed_supervisor_are_removed(group: Path, world: World, mark: str) -> None:
    run = world.start("touch at-work; sleep 60")
    owner = world.running(run)
    os.kill(owner.pid, signal.SIGKILL)
    assert world.ended(run) == "failed"
    until(lambda: not list(group.glob("wave-*")))


def test_a_group_that_was_not_handed_over_is_left_alone(group: Path, world: World) -> None:
    os.removexattr(group, "trusted.delegate")
    assert delegated() is None
    run = world.start("true")
    assert world.ended(run) == "completed"
    assert [entry for entry in group.iterdir() if entry.is_dir()] == []


def _groups() -> list[str]:
    return Path("/proc/self/cgroup").read_text().splitlines()
