"""``wave-tui export``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from console import ask, call

from wave_tui.data.errors import UsageError
from wave_tui.data.newfile import free_name, write_new

RUN = "demo-retry-20261120-043439-9bd2"


def test_json_holds_what_show_prints(fixture_project: Path) -> None:
    made = json.loads(call(fixture_project, "export", RUN).stdout)
    shown = ask(fixture_project, "show", RUN)
    assert made.pop("exported_at")
    assert made == shown


@pytest.mark.parametrize("form", ["ndjson", "csv", "md", "html"])
def test_every_form_is_written_to_standard_output(fixture_project: Path, form: str) -> None:
    result = call(fixture_project, "export", RUN, "--format", form)
    assert result.exit_code == 0
    assert "attempt 2/3" in result.stdout
    assert RUN in result.stdout


def test_a_file_is_made_once(fixture_project: Path, tmp_path: Path) -> None:
    target = tmp_path / "run.html"
    arguments = ("export", RUN, "--format", "html", "--output", str(target))
    assert call(fixture_project, *arguments).stdout == f"{target}\n"
    before = target.read_bytes()
    again = call(fixture_project, *arguments)
    assert (again.exit_code, target.read_bytes()) == (2, before)
    assert "exists already" in again.stderr


def test_an_unknown_run_is_not_found(fixture_project: Path) -> None:
    assert call(fixture_project, "export", "nothing-like-it").exit_code == 3


def test_a_file_that_cannot_be_finished_is_not_left(tmp_path: Path) -> None:
    def broken() -> list[str]:
        raise RuntimeError

    target = tmp_path / "x.md"
    with pytest.raises(RuntimeError):
        write_new(target, (piece for _ in (1,) for piece in broken()))
    assert not target.exists()


def test_a_file_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="exists already"):
        write_new(tmp_path / "link", ["x"])
    assert not (tmp_path / "elsewhere").exists()


def test_a_free_name_counts_up(tmp_path: Path) -> None:
    (tmp_path / "run.md").touch()
    (tmp_path / "run-2.md").symlink_to("nowhere")
    assert free_name(tmp_path, "run", "md") == tmp_path / "run-3.md"
