"""Bad records in a dialog, and exports of the selected run, on the deck."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import NOW
from decks import deck_app, opened
from dialogs import footer, press, text
from waiting import until_async

from wave_tui.data.errors import StoreError, UsageError
from wave_tui.data.models import BadLine
from wave_tui.data.project import find_project
from wave_tui.tui import start
from wave_tui.tui.screens.deck import Deck

BAD = tuple(BadLine("events/a.ndjson", number, f"reason {number}", f"text {number}", 9, NOW) for number in range(30))


async def test_bad_records_are_listed_and_can_be_copied(fixture_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(Deck, "send_copy", lambda _, said: copied.append(said))
    app = deck_app(fixture_project, bad_lines=lambda: BAD)
    async with opened(app) as (deck, pilot):
        deck.run_command("bad")
        await until_async(lambda: "30 bad records" in text(app))
        await press(app, pilot, "j", "ctrl+d", "k", "G", "k")
        assert "29/30" in text(app) and "text 28" in text(app)
        await press(app, pilot, "y")
        assert copied == ["events/a.ndjson at byte 28, 9 bytes: reason 28\ntext 28\n"]
        assert text(app) == ""


async def test_without_bad_records_the_dialog_says_so_and_closes(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app) as (deck, pilot):
        deck.run_command("bad")
        await until_async(lambda: "No bad record" in text(app))
        await press(app, pilot, "j", "y", "escape")
        assert text(app) == ""


async def test_bad_records_that_cannot_be_read_are_told(fixture_project: Path) -> None:
    def unreadable() -> tuple[BadLine, ...]:
        raise StoreError("the sidecar is broken; remove it")

    app = deck_app(fixture_project, bad_lines=unreadable)
    async with opened(app) as (deck, _):
        deck.run_command("bad")
        await until_async(lambda: "the sidecar is broken" in footer(deck))


async def test_the_selected_run_is_exported_and_its_file_told(fixture_project: Path) -> None:
    asked: list[tuple[str, str, str]] = []

    def export(run: str, form: str, file: str) -> str:
        asked.append((run, form, file))
        return "/srv/run.html"

    app = deck_app(fixture_project, export=export)
    async with opened(app) as (deck, _):
        deck.run_command("export html my report.html")
        await until_async(lambda: "is written to /srv/run.html" in footer(deck))
        assert asked == [(deck.view.address.run, "html", "my report.html")]


@pytest.mark.parametrize("command", ["export", "export pdf", "export pdf x"])
async def test_an_unknown_form_is_refused_with_the_known_ones(fixture_project: Path, command: str) -> None:
    async with opened(deck_app(fixture_project)) as (deck, _):
        deck.run_command(command)
        await until_async(lambda: "json, ndjson, csv, md, html" in footer(deck))


async def test_a_file_that_exists_is_told(fixture_project: Path) -> None:
    def export(run: str, form: str, file: str) -> str:
        raise UsageError(f"{file} exists already")

    app = deck_app(fixture_project, export=export)
    async with opened(app) as (deck, _):
        deck.run_command("export json x.json")
        await until_async(lambda: "x.json exists already" in footer(deck))


def test_an_export_is_a_new_file_in_the_folder_of_the_user(
    fixture_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    project, run = find_project(fixture_project), "demo-retry-20261120-043439-9bd2"
    assert start.export(project, run, "md", "") == str(folder / f"{run}.md")
    assert start.export(project, run, "json", "out.json") == str(folder / "out.json")
    with pytest.raises(UsageError, match="exists"):
        start.export(project, run, "json", "out.json")
