"""The weights of phases are settings, found cheaply and refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from settings_place import Place

from wave_tui.data.settings.weights import phase_weights


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_nothing_is_chosen_without_a_setting(place: Place) -> None:
    assert phase_weights(place.project, {}, place.user_file) == {} == place.load().progress.weights


def test_layers_add_up_and_the_environment_goes_first(place: Place) -> None:
    place.write("user", "[progress.weights]\nupload = 0.3\nocr = 0.4\n")
    place.write("wave-tui.toml", "[progress.weights]\nupload = 0.2\n")
    environ = {"WAVE_TUI_PROGRESS__WEIGHTS": '{"report": "0.5"}'}
    expected = {"upload": 0.2, "ocr": 0.4, "report": 0.5}
    assert phase_weights(place.project, environ, place.user_file) == expected
    assert place.load(environ=environ).progress.weights == expected


@pytest.mark.parametrize("weight", ["-1", '"much"', "nan", "inf", "[1]", "1e9"])
def test_a_weight_that_is_not_allowed_is_left_out_and_refused_with_its_place(place: Place, weight: str) -> None:
    path = place.write("wave-tui.toml", f"[progress.weights]\nupload = {weight}\nocr = 0.4\n")
    assert phase_weights(place.project, {}, place.user_file) == {"ocr": 0.4}
    [line] = place.refusal()
    assert line.startswith(f"{path}:1: progress.weights")
