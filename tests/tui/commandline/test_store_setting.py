"""The store that the settings name is the one that every command reads."""

from __future__ import annotations

from pathlib import Path

from console import ask, call
from stores import StoreWriter


def other_store(project: Path) -> Path:
    """A store elsewhere with one run, named by the project's settings."""
    with StoreWriter(project / "elsewhere" / "runs.db") as store:
        store.run("other-1", "other", status="completed")
    settings = project / "wave-tui.toml"
    settings.write_text('[store]\npath = "elsewhere/runs.db"\n')
    settings.chmod(0o600)
    return store.path


def test_runs_are_listed_from_the_store_that_is_set(fixture_project: Path) -> None:
    other_store(fixture_project)
    assert [run["run_id"] for run in ask(fixture_project, "runs")["runs"]] == ["other-1"]


def test_a_store_that_is_named_on_the_command_line_goes_first(fixture_project: Path) -> None:
    other_store(fixture_project)
    found = ask(fixture_project / ".agents" / "state.db", "runs", "--limit", "100")["runs"]
    assert len(found) > 1 and "other-1" not in [run["run_id"] for run in found]


def test_doctor_examines_the_store_that_is_set(fixture_project: Path) -> None:
    path = other_store(fixture_project)
    assert str(path) in call(fixture_project, "doctor").output


def test_doctor_tells_keys_that_are_given_away_twice(fixture_project: Path) -> None:
    settings = fixture_project / "wave-tui.toml"
    settings.write_text('[keys]\n"view.wrap" = "e"\n')
    settings.chmod(0o600)
    output = call(fixture_project, "doctor").output
    assert "failure.next" in output and "view.wrap" in output
