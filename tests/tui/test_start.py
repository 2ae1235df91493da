"""What the deck knows of its settings before the first frame and after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from wave_tui.data.project import Project, find_project
from wave_tui.data.sidecar.display import read_display
from wave_tui.tui.display import Abilities
from wave_tui.tui.kept import as_chosen
from wave_tui.tui.start import first_words, keep, settle

FOUND = Abilities()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty project and no settings of any user."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    root = tmp_path / "shop"
    (root / ".wave").mkdir(parents=True)
    return find_project(root)


def write(project: Project, text: str) -> None:
    """Settings of the project that only its owner can change."""
    path = project.root / "wave-tui.toml"
    path.write_text(text)
    path.chmod(0o600)


def test_what_was_validated_is_known_before_the_next_first_frame(project: Project) -> None:
    write(project, '[display]\ntheme = "light"\npanels = ["runs", "events"]\nwidth = 90\n')
    assert settle(project, {}, FOUND).display.palette.name == "light"
    words = first_words(read_display(project.sidecar), {}, {})
    assert (words["theme"], words["panels"], words["width"]) == ("light", "runs,events", "90")


def test_flags_go_before_the_environment_and_that_before_what_was_kept(project: Project) -> None:
    write(project, '[display]\ntheme = "light"\nunicode = "yes"\nlayout = "list"\n')
    settle(project, {}, FOUND)
    environ = {"WAVE_TUI_DISPLAY__THEME": "terminal", "WAVE_TUI_DISPLAY__UNICODE": "yes"}
    words = first_words(read_display(project.sidecar), {"display.unicode": "no", "display.theme": None}, environ)
    assert (words["unicode"], words["theme"], words["layout"]) == ("no", "terminal", "list")


def test_a_flag_is_not_kept_for_the_next_start(project: Project) -> None:
    assert settle(project, {"display.unicode": "no"}, FOUND).display.look.glyphs.ascii
    assert "unicode" not in read_display(project.sidecar)
    assert read_display(project.sidecar)["theme"] == "dark"


def test_looking_only_is_a_flag_a_setting_and_holds_when_settings_are_wrong(project: Project) -> None:
    assert not settle(project, {}, FOUND).read_only
    assert settle(project, {"store.read_only": True}, FOUND).read_only
    write(project, "[store]\nread_only = true\n")
    assert settle(project, {}, FOUND).read_only
    write(project, '[display]\ntheme = "pink"\n')
    assert settle(project, {"store.read_only": True}, FOUND).read_only


def test_a_wrong_setting_is_a_complaint_and_what_was_in_force_stays(project: Project) -> None:
    write(project, '[display]\ntheme = "light"\n')
    settle(project, {}, FOUND)
    write(project, '[display]\ntheme = "pink"\nfont = 3\n')
    settled = settle(project, {}, FOUND)
    assert settled.display.palette.name == "light"
    assert "wave-tui.toml:2" in settled.complaint and "pink" in settled.complaint and "font" in settled.complaint


def test_keys_that_get_in_each_others_way_are_a_complaint(project: Project) -> None:
    write(project, '[keys]\n"view.wrap" = "e"\n')
    settled = settle(project, {}, FOUND)
    assert settled.keys == {"view.wrap": "e"}
    assert "failure.next" in settled.complaint


def test_a_store_that_must_not_be_written_is_told(project: Project) -> None:
    write(project, "[store]\nread_only = true\n")
    assert settle(project, {}, FOUND).read_only


def test_what_was_chosen_on_the_deck_replaces_defaults_but_nothing_that_is_set(project: Project) -> None:
    keep(project, as_chosen("theme", "light") | as_chosen("panels", "runs,events") | as_chosen("refresh_rate", "100"))
    settled = settle(project, {}, FOUND).display
    assert (settled.palette.name, settled.bounds.panels, settled.pace) == ("light", ("runs", "events"), 0.1)
    write(project, '[display]\ntheme = "high-contrast"\n')
    assert settle(project, {}, FOUND).display.palette.name == "high-contrast"
    assert settle(project, {"display.theme": "colour-blind"}, FOUND).display.palette.name == "colour-blind"


def test_a_choice_that_is_taken_back_gives_way_to_the_default(project: Project) -> None:
    keep(project, as_chosen("theme", "light"))
    assert settle(project, {}, FOUND).display.palette.name == "light"
    keep(project, as_chosen("theme", ""))
    assert settle(project, {}, FOUND).display.palette.name == "dark"


def test_a_kept_choice_that_is_not_allowed_is_none_and_no_complaint(project: Project) -> None:
    keep(project, as_chosen("theme", "pink") | as_chosen("font", "3") | as_chosen("wrap", "yes"))
    settled = settle(project, {}, FOUND)
    assert (settled.display.palette.name, settled.display.wrap, settled.complaint) == ("dark", True, "")
