"""A program reports to the project around it, as the deck finds it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.project import find_project
from wave_tui.data.reporting.places import file_name, named_folder, state_folder


@pytest.mark.parametrize(
    "made", [".wave/", ".agents/", ".agents/pipelines/", ".agents/state.db", "wave.yaml", ".agents/pipelines/ .wave/"]
)
def test_the_state_folder_is_the_one_of_the_deck(tmp_path: Path, made: str) -> None:
    for each in made.split():
        path = tmp_path / each
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(exist_ok=True) if each.endswith("/") else path.touch()
    deep = tmp_path / "src" / "deep"
    deep.mkdir(parents=True)
    expected = str(find_project(deep).state_folder)
    assert state_folder({}, str(deep)) == expected
    assert state_folder({"WAVE_REPORT": str(tmp_path)}, "/") == expected
    assert state_folder({"WAVE_PROJECT_ROOT": str(tmp_path)}, "/") == expected


def test_a_state_folder_can_be_named(tmp_path: Path) -> None:
    (tmp_path / ".wave").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "state.db").touch()
    assert named_folder(str(tmp_path / ".wave")) == str(tmp_path / ".wave")
    assert named_folder(str(tmp_path / "elsewhere")) == str(tmp_path / "elsewhere")


def test_what_is_named_comes_before_the_engine_and_that_before_the_working_directory(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name / ".wave").mkdir(parents=True)
    environ = {"WAVE_REPORT": str(tmp_path / "a"), "WAVE_PROJECT_ROOT": str(tmp_path / "b")}
    assert state_folder(environ, str(tmp_path / "c")) == str(tmp_path / "a" / ".wave")
    assert state_folder({**environ, "WAVE_REPORT": ""}, str(tmp_path / "c")) == str(tmp_path / "b" / ".wave")
    assert state_folder({**environ, "WAVE_REPORT": "off"}, str(tmp_path / "c")) is None


@given(st.text(), st.text())
def test_every_id_has_a_file_name_of_its_own_that_stays_in_its_folder(one: str, other: str) -> None:
    for name in (file_name(one), file_name(other)):
        assert os.path.basename(name) == name
        assert not name.startswith(".")
        assert 0 < len(name) <= 130
    assert one == other or file_name(one) != file_name(other)
