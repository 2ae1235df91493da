"""What is told of the room there is before a run is started."""

from __future__ import annotations

from pathlib import Path

from wave_tui.data.engine.model import Room
from wave_tui.data.engine.room import room
from wave_tui.data.project import find_project


def test_the_room_is_that_of_the_disk_and_of_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "wave.yaml").write_text("kind: WaveManifest\nruntime: {max_concurrent_workers: 3}\n")
    found = room(find_project(tmp_path))
    assert found.at_once == 3
    assert found.disk_free is not None and found.disk_free > 0


def test_without_a_manifest_the_number_of_steps_at_once_is_unknown(tmp_path: Path) -> None:
    (tmp_path / ".wave").mkdir()
    assert room(find_project(tmp_path)) == Room(room(find_project(tmp_path)).disk_free, None)
