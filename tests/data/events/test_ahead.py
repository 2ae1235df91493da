"""A large file shows its newest lines at once; what lies before is read behind them and comes to the same."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from event_files import as_lines, asked, event_project, folded, take_in, taken_in
from wave_stream import stream

from wave_tui.data.events import intake, reading
from wave_tui.data.events.ingester import Ingester
from wave_tui.data.events.places import Places
from wave_tui.data.project import Project
from wave_tui.data.sidecar.open import open_sidecar
from wave_tui.data.sqlite import sqlite3


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "AHEAD", 4_000)
    monkeypatch.setattr(reading, "BIG", 10_000)
    monkeypatch.setattr(reading, "PIECE", 3_000)
    monkeypatch.setattr(intake, "BATCH_BYTES", 2_000)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return event_project(tmp_path / "one")


def begun(project: Project, connection: sqlite3.Connection) -> Ingester:
    ingester = Ingester(connection)
    ingester.look_at_all(Places(project.root, project.state_folder).found())
    return ingester


def taken_in_order(tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    other = event_project(tmp_path / "other")
    (other.state_folder / "events" / "a.ndjson").write_bytes(data)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "BIG", 1 << 30)
        take_in(other)
    return taken_in(other.sidecar)


def test_the_newest_lines_are_there_after_the_first_turn(project: Project) -> None:
    data = as_lines(stream(3, 60))
    (project.state_folder / "events" / "a.ndjson").write_bytes(data)
    with contextlib.closing(open_sidecar(project.sidecar)) as connection:
        assert begun(project, connection).turn()
    run = folded(project, "demo-00002")
    assert run.state == "completed"
    assert 0 < run.records < 60
    assert asked(project, "SELECT indexed IS NOT NULL FROM event_run WHERE run_id = 'demo-00002'") == [(1,)]


def test_reading_behind_comes_to_the_same_as_reading_in_order(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = as_lines(stream(4, 60))
    (project.state_folder / "events" / "a.ndjson").write_bytes(data)
    take_in(project)
    assert taken_in(project.sidecar) == taken_in_order(tmp_path, data, monkeypatch)


@pytest.mark.parametrize("step", range(1, 16))
def test_a_crash_while_reading_behind_and_lines_that_come_meanwhile_change_nothing(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    path = project.state_folder / "events" / "a.ndjson"
    data = as_lines(stream(3, 60))
    rest = as_lines(stream(3, 40, first=2))
    path.write_bytes(data)
    for piece in range(4):
        with contextlib.closing(open_sidecar(project.sidecar)) as connection:
            ingester = begun(project, connection)
            for _ in range(step):
                ingester.turn()
            ingester.intake.begin()  # the crash: nothing of an open transaction stays
        with path.open("ab") as file:
            file.write(rest[len(rest) * piece // 4 : len(rest) * (piece + 1) // 4])
    take_in(project)
    assert taken_in(project.sidecar) == taken_in_order(tmp_path, data + rest, monkeypatch)


def test_how_much_is_indexed_grows_until_all_is(project: Project) -> None:
    (project.state_folder / "events" / "a.ndjson").write_bytes(as_lines(stream(4, 60)))
    seen: list[object] = []
    with contextlib.closing(open_sidecar(project.sidecar)) as connection:
        ingester = begun(project, connection)
        while ingester.turn():
            seen += [row[0] for row in asked(project, "SELECT max(indexed) FROM event_run")]
    shares = [share for share in seen if isinstance(share, float)]
    assert shares == sorted(shares)
    assert len(set(shares)) > 3
    assert asked(project, "SELECT count(*) FROM event_run WHERE indexed IS NOT NULL") == [(0,)]


def test_a_file_that_is_gone_before_it_was_read_shows_what_is_known(project: Project) -> None:
    path = project.state_folder / "events" / "a.ndjson"
    path.write_bytes(as_lines(stream(4, 60)))
    with contextlib.closing(open_sidecar(project.sidecar)) as connection:
        begun(project, connection).turn()
    path.unlink()
    take_in(project)
    assert asked(project, "SELECT count(*) FROM event_run WHERE indexed IS NOT NULL") == [(0,)]
    assert asked(project, "SELECT state, ahead_to FROM event_file") == [("gone", 0)]
    assert folded(project, "demo-00003").state == "completed"


def test_newest_records_without_a_run_belong_to_the_run_that_the_file_begins_with(project: Project) -> None:
    records = list(stream(1, 80))
    for record in records[1:]:
        record["pipeline_id"] = ""
    (project.state_folder / "events" / "a.ndjson").write_bytes(as_lines(records))
    take_in(project)
    assert asked(project, "SELECT run_id FROM event_run") == [("demo-00000",)]
    assert folded(project, "demo-00000").records == 80
