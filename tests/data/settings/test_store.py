"""The store that settings name is known before they are validated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from settings_place import Place

from wave_tui.data.project import find_project
from wave_tui.data.settings.store import with_chosen_store


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_without_a_setting_the_store_of_the_state_folder_is_taken(place: Place) -> None:
    assert with_chosen_store(place.project, {}, place.user_file) == place.project


def test_a_path_is_relative_to_the_file_that_sets_it(place: Place) -> None:
    place.write("wave-tui.toml", '[store]\npath = "elsewhere/state.db"\n')
    assert with_chosen_store(place.project, {}, place.user_file).store == place.root / "elsewhere" / "state.db"


def test_the_environment_goes_before_the_files(place: Place) -> None:
    place.write("wave-tui.toml", '[store]\npath = "a.db"\n')
    place.write("user", '[store]\npath = "b.db"\n')
    found = with_chosen_store(place.project, {"WAVE_TUI_STORE__PATH": "/srv/c.db"}, place.user_file)
    assert found.store == Path("/srv/c.db")


def test_a_store_that_was_named_is_not_replaced(place: Place) -> None:
    place.write("wave-tui.toml", '[store]\npath = "a.db"\n')
    own = place.root / ".wave" / "state.db"
    own.parent.mkdir()
    own.touch()
    assert with_chosen_store(find_project(place.root, own), {}, place.user_file).store == own


@pytest.mark.parametrize("text", ["[store\n", "store = 3\n", "[store]\npath = 7\n"])
def test_settings_that_are_refused_name_no_store(place: Place, text: str) -> None:
    place.write("wave-tui.toml", text)
    assert with_chosen_store(place.project, {}, place.user_file) == place.project


def test_nothing_slow_is_loaded_for_it() -> None:
    program = (
        "import sys, wave_tui.data.settings.store; print([n for n in ('pydantic', 'tomllib') if n in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30)
    assert answer.stdout.strip() == "[]"
