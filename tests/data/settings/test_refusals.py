"""A wrong setting is refused with its place, its name, what was found and what is allowed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from settings_place import Place

from wave_tui.data.settings.files import line_of


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[display]\n\ntheme = "purple"\n', [":3: display.theme = 'purple' is not allowed", "dark, light"]),
        ("[display]\nrefresh_rate = 10\n", [":2: display.refresh_rate = 10", "from 50 to 60000"]),
        ('display = {unicode = "maybe"}\n', [":1: display.unicode = 'maybe'", "auto, yes, no"]),
        ('[display]\npanels = ["runs", "walls"]\n', [":2: display.panels = 'walls'", "timeline"]),
        ("[display]\npanels = []\n", [":2: display.panels = []", "runs, tree"]),
        ('[display]\nwrap = "often"\n', [":2: display.wrap = 'often'", "true or false"]),
        ('[display]\ncolr = "16"\n', [":2: display.colr is no setting", "did you mean colour?"]),
        ("[dispaly]\nwrap = true\n", [":1: dispaly is no setting", "did you mean display?"]),
        ("display = 3\n", [":1: display = 3", "a table of width, height"]),
        ('[store]\npath = ["a"]\n', [":2: store.path = ['a']", "text"]),
        ('[keys]\nrun.cancel = "crtl+x"\n', [":2: keys.run.cancel", "'crtl+x' is no key"]),
        ('[keys]\n"run.cancel" = []\n', [":2: keys.run.cancel", "at least one key"]),
        ("[keys]\nrun.cancel = 7\n", [":2: keys.run.cancel = 7", "neither text nor a list"]),
        ('[keys]\nrun.cancle = "x"\n', [":2: keys.run.cancle names no action", "did you mean run.cancel?"]),
    ],
)
def test_a_wrong_line_of_a_file_is_named_with_all_that_is_known(place: Place, text: str, said: list[str]) -> None:
    path = place.write("wave-tui.toml", text)
    [line] = place.refusal()
    assert line.startswith(str(path))
    assert [part for part in said if part not in line] == []


def test_lines_are_counted_in_the_whole_pyproject(place: Place) -> None:
    path = place.write("pyproject.toml", '[project]\nname = "x"\n\n[tool.wave-tui.display]\nmouse = "cat"\n')
    [line] = place.refusal()
    assert line.startswith(f"{path}:5: display.mouse = 'cat'")


def test_a_wrong_variable_is_named(place: Place) -> None:
    environ = {"WAVE_TUI_DISPLAY__MOUSE": "no", "WAVE_TUI_COLOUR": "16", "WAVE_TUI_KEYS": '{"a'}
    said = "\n".join(place.refusal(environ=environ))
    assert "environment variable WAVE_TUI_DISPLAY__MOUSE: display.mouse = 'no'" in said
    assert "environment variable WAVE_TUI_COLOUR: colour is no setting" in said
    assert "environment variable WAVE_TUI_KEYS begins with { but is no JSON object" in said


def test_a_variable_cannot_reach_into_the_settings_library(place: Place) -> None:
    [line] = place.refusal(environ={"WAVE_TUI__ENV_FILE": "/etc/passwd"})
    assert "is no setting" in line


def test_a_wrong_flag_is_named(place: Place) -> None:
    [line] = place.refusal({"display.layout": "round"})
    assert line.startswith("command line: display.layout = 'round'") and "auto, full, compact, list" in line


def test_all_problems_of_all_sources_are_told_at_once_even_overridden_ones(place: Place) -> None:
    place.write("user", '[display]\ntheme = "blue"\n')
    place.write("wave-tui.toml", '[display]\ntheme = "red"\nwidth = 1\n')
    found = place.refusal({"display.theme": "green"}, {"WAVE_TUI_DISPLAY__THEME": "grey"})
    assert [next(word for word in ("green", "grey", "red", "width", "blue") if word in line) for line in found] == [
        "green",
        "grey",
        "width",
        "red",
        "blue",
    ]


def test_found_values_are_shown_safely(place: Place) -> None:
    [line] = place.refusal({"display.theme": "\x1b]0;title\x07" + "x" * 500})
    assert "\x1b" not in line and "\x07" not in line and len(line) < 400


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"[display\n", "line 1"), (b"\xff\xfe", "not UTF-8"), (b"#" * 1_100_000, "larger than 1 MiB")],
)
def test_a_file_that_cannot_be_understood_is_refused(place: Place, content: bytes, said: str) -> None:
    place.write("user", "")
    place.user_file.write_bytes(content)
    [line] = place.refusal()
    assert line.startswith(str(place.user_file)) and said in line


def test_a_fifo_or_folder_in_place_of_a_file_is_refused_without_waiting(place: Place) -> None:
    os.mkfifo(place.root / "wave-tui.toml")
    place.user_file.mkdir()
    assert [line for line in place.refusal() if "cannot be read" in line] == place.refusal()


def test_a_foreign_pyproject_is_none_of_our_business(place: Place) -> None:
    place.write("pyproject.toml", "[project\n").chmod(0o666)
    place.load()
    place.write("pyproject.toml", "[tool.other]\nx = 1\n").chmod(0o666)
    place.load()


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_i4_a_file_that_others_can_change_is_refused(place: Place, mode: int) -> None:
    place.write("user", "[display]\nwrap = true\n").chmod(mode)
    [line] = place.refusal()
    assert "chmod go-w" in line


def test_i4_a_file_of_another_user_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place.write("user", "[display]\nwrap = true\n")
    owner = path.stat().st_uid
    if owner == 0:
        os.chown(path, 2000, -1)
    else:
        monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    [line] = place.refusal()
    assert f"belongs to user {path.stat().st_uid}" in line


def test_lines_are_found_in_every_way_of_writing_a_key() -> None:
    text = 'a.b = 1\n[c]\n"d.e" = 2\nf . "g" = 3 # note\n[[h]]\n[ i . j ]\nk = 4\n'
    found = [line_of(text, place) for place in [("a", "b"), ("c", "d.e"), ("c", "f", "g"), ("i", "j", "k"), ("z",)]]
    assert found == [1, 3, 4, 7, None]
