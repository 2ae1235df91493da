"""Settings come from five places, the nearest wins, and nothing wrong is swallowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from settings_place import Place

from wave_tui.data.settings.model import Display, Settings, Store


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_without_any_source_the_defaults_hold(place: Place) -> None:
    assert place.load() == Settings()
    assert place.load().display.refresh_rate == 250


def test_a_remote_session_paints_half_as_often_unless_set(place: Place) -> None:
    ssh = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    assert place.load(environ=ssh).display.refresh_rate == 500
    place.write("user", "[display]\nrefresh_rate = 300\n")
    assert place.load(environ=ssh).display.refresh_rate == 300


def test_each_source_beats_the_ones_behind_it(place: Place) -> None:
    place.write("user", '[display]\ntheme = "light"\ntimestamps = "rel"\n[keys]\nrun.cancel = "x"\nrun.retry = "r"\n')
    assert place.load().display.theme == "light"
    place.write("wave-tui.toml", '[display]\ntheme = "terminal"\n[keys]\nrun.cancel = "c"\n')
    assert place.load().display.theme == "terminal"
    environ = {"WAVE_TUI_DISPLAY__THEME": "colour-blind"}
    assert place.load(environ=environ).display.theme == "colour-blind"
    settings = place.load({"display.theme": "dark"}, environ)
    assert (settings.display.theme, settings.display.timestamps) == ("dark", "rel")
    assert settings.keys == {"run.cancel": ("c",), "run.retry": ("r",)}


def test_a_flag_that_was_not_given_sets_nothing(place: Place) -> None:
    assert place.load({"display.theme": None}) == Settings()


def test_the_pyproject_table_of_a_project_is_read(place: Place) -> None:
    place.write("pyproject.toml", '[project]\nname = "p"\n[tool.wave-tui.display]\nwrap = true\n')
    assert place.load().display.wrap is True


def test_two_files_of_one_project_are_refused(place: Place) -> None:
    place.write("pyproject.toml", "[tool.wave-tui.display]\nwrap = true\n")
    place.write("wave-tui.toml", "[display]\nwrap = false\n")
    [line] = place.refusal()
    assert "keep one" in line


@pytest.mark.parametrize(
    ("written", "meant"), [('"256"', "256"), ("256", "256"), ('"none"', "none"), ('"truecolor"', "truecolor")]
)
def test_colours_may_be_written_as_number_or_word(place: Place, written: str, meant: str) -> None:
    place.write("wave-tui.toml", f"display.colour = {written}\n")
    assert place.load().display.colour == meant


def test_panels_may_be_a_list_or_words_with_commas(place: Place) -> None:
    place.write("user", 'display.panels = ["runs", "tree"]\n')
    assert place.load().display.panels == ("runs", "tree")
    assert place.load(environ={"WAVE_TUI_DISPLAY__PANELS": "events, spec"}).display.panels == ("events", "spec")


def test_a_whole_group_may_stand_in_one_variable(place: Place) -> None:
    environ = {"WAVE_TUI_KEYS": '{"tree.expand": "ctrl+t,f5"}', "WAVE_TUI_DISPLAY": '{"wrap": true}'}
    settings = place.load(environ=environ | {"WAVE_TUI_DISPLAY__MOUSE": "off"})
    assert settings.keys == {"tree.expand": ("ctrl+t", "f5")}
    assert (settings.display.wrap, settings.display.mouse) == (True, "off")


def test_the_store_path_of_a_file_is_relative_to_that_file(place: Place) -> None:
    place.write("wave-tui.toml", '[store]\npath = "../other/state.db"\nread_only = true\n')
    assert place.load().store == Store(path=place.root / "../other/state.db", read_only=True)


@pytest.mark.parametrize("group", [Settings, Display, Store])
def test_every_setting_says_what_it_does(group: type[Settings] | type[Display] | type[Store]) -> None:
    assert [name for name, field in group.model_fields.items() if not field.description] == []


def test_display_settings_as_kept_in_the_sidecar_are_words() -> None:
    kept = Display(panels=("runs", "tree"), wrap=True).as_text()
    assert (kept["panels"], kept["wrap"], kept["width"], kept["refresh_rate"]) == ("runs,tree", "yes", "", "250")
    assert set(kept) == set(Display.model_fields)
