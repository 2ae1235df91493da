"""However often the ingester dies, every line is kept once and every run is what its file says."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from event_files import as_lines, event_project, take_in, taken_in
from waiting import a_moment, until
from wave_stream import stream

from wave_tui.data.engine.ingester import start_ingester
from wave_tui.data.events import intake, reading
from wave_tui.data.events.ingester import Ingester
from wave_tui.data.events.places import Places
from wave_tui.data.project import Project
from wave_tui.data.sidecar.open import open_sidecar
from wave_tui.data.sqlite import sqlite3

KILLS = int(os.environ.get("TEST_KILLS", "12"))
"""How often the real process is killed; 200 is what it is held to."""


class Died(Exception):
    """The process is gone."""


class MortalConnection(sqlite3.Connection):
    """A connection whose process dies at the n-th statement; nothing of an open transaction stays."""

    left = 1 << 60

    def execute(self, *arguments: object) -> sqlite3.Cursor:
        """Execute one statement, or die."""
        self._age()
        return super().execute(*arguments)  # type: ignore[arg-type]  # the driver declares more than is used

    def executemany(self, *arguments: object) -> sqlite3.Cursor:
        """Execute one statement often, or die."""
        self._age()
        return super().executemany(*arguments)  # type: ignore[arg-type]  # as above

    def _age(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Died


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "AHEAD", 2_000)
    monkeypatch.setattr(reading, "BIG", 6_000)
    monkeypatch.setattr(reading, "PIECE", 2_000)
    monkeypatch.setattr(intake, "BATCH_BYTES", 1_500)


def written(project: Project) -> Project:
    folder = project.state_folder / "events"
    (folder / "a.ndjson").write_bytes(as_lines(stream(2, 40)))
    (folder / "b.ndjson").write_bytes(b"{bad\n" + as_lines(stream(1, 10, first=5)) + b"[]\n")
    (folder / "c.ndjson").write_bytes(as_lines(stream(1, 12, first=1)))
    for number, name in enumerate("cba"):
        os.utime(folder / f"{name}.ndjson", (1_700_000_000 + number, 1_700_000_000 + number))
    return project


def live_until(project: Project, statements: int) -> bool:
    """Take in with a process that dies after so many statements; False when it finished before."""
    open_sidecar(project.sidecar).close()
    connection = sqlite3.connect(project.sidecar, isolation_level=None, factory=MortalConnection)
    with contextlib.closing(connection):
        connection.left = statements
        try:
            ingester = Ingester(connection)
            ingester.look_at_all(Places(project.root, project.state_folder).found())
            while ingester.turn():
                pass
        except Died:
            return True
    return False


@pytest.mark.usefixtures("small_pieces")
def test_a_death_at_any_statement_neither_doubles_nor_loses_anything(tmp_path: Path) -> None:
    whole = written(event_project(tmp_path / "whole"))
    take_in(whole)
    wanted = taken_in(whole.sidecar)
    statements = 0
    while True:
        project = written(event_project(tmp_path / f"{statements}"))
        died = live_until(project, statements)
        take_in(project)
        assert taken_in(project.sidecar) == wanted, f"died at statement {statements}"
        if not died:
            break
        statements += 1
    assert statements > 50


@pytest.mark.parametrize("seed", range(20))
def test_deaths_while_a_large_file_grows_and_is_read_behind_change_nothing(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(reading, "AHEAD", chance.choice([1_000, 3_000]))
    monkeypatch.setattr(reading, "BIG", chance.choice([4_000, 8_000]))
    monkeypatch.setattr(reading, "PIECE", chance.choice([1_500, 6_000]))
    monkeypatch.setattr(intake, "BATCH_BYTES", chance.choice([1_000, 6_000]))
    project, whole = event_project(tmp_path / "dying"), event_project(tmp_path / "whole")
    data = as_lines(stream(8, chance.choice([10, 30])))
    (whole.state_folder / "events" / "a.ndjson").write_bytes(data)
    grown = 0
    while grown < len(data):
        size = len(data) // 2 if not grown else chance.randrange(1_500)
        with (project.state_folder / "events" / "a.ndjson").open("ab") as file:
            file.write(data[grown : grown + size])
        grown += size
        live_until(project, chance.randrange(80))
    for place in (project, whole):
        take_in(place)
    assert taken_in(project.sidecar) == taken_in(whole.sidecar)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("seed", range(5))
def test_one_death_after_the_other_while_files_grow_changes_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    project, whole = event_project(tmp_path / "dying"), event_project(tmp_path / "whole")
    data = {name: as_lines(stream(2, 30, first=3 * place)) for place, name in enumerate("abc")}
    for name, content in data.items():
        (whole.state_folder / "events" / f"{name}.ndjson").write_bytes(content)
    grown = dict.fromkeys(data, 0)
    while any(grown[name] < len(content) for name, content in data.items()):
        name = chance.choice(list(data))
        size = chance.randrange(3_000)
        with (project.state_folder / "events" / f"{name}.ndjson").open("ab") as file:
            file.write(data[name][grown[name] : grown[name] + size])
        grown[name] += size
        live_until(project, chance.randrange(60))
    for place in (project, whole):
        take_in(place)
    assert by_name(project) == by_name(whole)


def by_name(project: Project) -> object:
    """What was taken in, whichever file was first and got the lower number."""
    found = taken_in(project.sidecar)
    lines, runs = found["lines"], found["runs"]
    assert isinstance(lines, list)
    return sorted(line for _, line in lines), found["counts"], found["durations"], runs


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[Project, bytes]]:
    """A project of which a file grows by odd pieces until the test has seen enough."""
    project = event_project(tmp_path / "killed")
    data = as_lines(stream(60, 300))
    yield project, data


def test_killing_the_process_at_any_moment_neither_doubles_nor_loses_anything(
    growing: tuple[Project, bytes], tmp_path: Path
) -> None:
    project, data = growing
    path = project.state_folder / "events" / "a.ndjson"
    path.write_bytes(data[: len(data) // 2])
    chance = random.Random(1)
    for kill in range(KILLS):
        part = data[len(data) // 2 :]
        ingester = start_ingester(project)
        try:
            until(lambda: project.sidecar.exists())
            a_moment(chance.random() * 0.4)
            with path.open("ab") as file:
                file.write(part[len(part) * kill // KILLS : len(part) * (kill + 1) // KILLS])
            a_moment(chance.random() * 0.2)
            os.kill(ingester.pid, signal.SIGKILL)
        finally:
            ingester.close()
    whole = event_project(tmp_path / "whole")
    (whole.state_folder / "events" / "a.ndjson").write_bytes(data)
    for place in (project, whole):
        take_in(place)
    assert taken_in(project.sidecar) == taken_in(whole.sidecar)


def test_three_ingesters_at_once_keep_every_line_once(tmp_path: Path) -> None:
    project = event_project(tmp_path)
    path = project.state_folder / "events" / "a.ndjson"
    data = as_lines(stream(30, 100))
    path.write_bytes(b"")
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.callback(start_ingester(project).close)
        catching = [threading.Thread(target=take_in, args=(project,)) for _ in range(3)]
        for start in range(0, len(data), 20_011):
            with path.open("ab") as file:
                file.write(data[start : start + 20_011])
        for thread in catching:
            thread.start()
        for thread in catching:
            thread.join()
        until(lambda: kept(project) == data)
    assert kept(project) == data


def kept(project: Project) -> bytes:
    """The lines of the one file, as they are kept."""
    with contextlib.suppress(sqlite3.Error):
        lines = taken_in(project.sidecar)["lines"]
        assert isinstance(lines, list)
        return b"".join(line for _, line in lines)
    return b""
