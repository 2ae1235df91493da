"""The recipes of the README do what it says."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from console import PROGRAM
from reports import lines, of, project

from wave_tui.data.events.catch_up import catch_up
from wave_tui.data.models import RunDetail
from wave_tui.data.project import find_project
from wave_tui.data.reading.browse import ProjectBrowser

README = Path(__file__).parents[3] / "README.md"
SECTION = re.compile(r"^## Report progress from your own programs\n(.*?)^## ", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    """The code of the section in this language."""
    section = SECTION.search(README.read_text())
    assert section is not None
    return [text for kind, text in BLOCK.findall(section[1]) if kind == language]


def shell(root: Path, script: str, *arguments: str) -> None:
    """Run a script in a project."""
    words = " ".join(f"'{word}'" for word in PROGRAM)
    text = f'wave_tui() {{ {words} "$@"; }}\n{script.replace("wave-tui ", "wave_tui ")}'
    command = ["sh", "-euc", text, "sh", *arguments]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, env=dict(os.environ))
    assert (result.returncode, result.stderr) == (0, "")


def shown(root: Path, run: str) -> RunDetail:
    """The run as it is shown."""
    found = find_project(root)
    catch_up(found)
    with ProjectBrowser(found) as browser:
        return browser.detail(run)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A project whose folders for reports are there."""
    made = project(tmp_path)
    (made / ".wave" / "events").mkdir()
    (made / ".wave" / "progress").mkdir()
    yield made


def test_the_python_recipe(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAVE_REPORT", str(root))
    actions = [SimpleNamespace(name="Load"), SimpleNamespace(name="Render")]
    songs = [SimpleNamespace(id=f"s{n}", title=f"song {n}", actions=actions, rendered="x.wav") for n in (1, 2)]
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {"songs": songs})
    found = lines(root)
    assert (found[-1]["status"], found[-1]["current"], found[-1]["total"]) == ("completed", 2, 2)
    assert of(found, "s1")[-1]["status"] == "completed"


def test_the_shell_recipe(root: Path) -> None:
    shell(root, blocks("sh")[0], "a.wav", "b.wav")
    found = lines(root)
    assert (found[-1]["status"], found[-1]["current"], found[-1]["total"]) == ("completed", 2, 2)
    assert of(found, "b.wav")[1]["percentage"] == 40.0


def test_the_recipe_for_lines(root: Path) -> None:
    shell(root, blocks("sh")[1])
    detail = shown(root, "backup-7")
    assert (detail.run.pipeline, detail.run.state, detail.run.progress) == ("backup", "completed", 100.0)
    (step,) = detail.steps
    assert (step.id, step.kind, step.state, step.error, step.current) == ("a.tar", "file", "failed", "no space left", 3)
    assert not detail.run.notes and not step.notes


def test_the_recipe_for_lines_hears_of_a_cancel(root: Path) -> None:
    (root / ".wave" / "events" / "backup-7.ndjson.cancel").touch()
    shell(root, blocks("sh")[1])
    assert shown(root, "backup-7").run.state == "cancelled"


def test_the_recipe_for_snapshots(root: Path) -> None:
    shell(root, blocks("sh")[2])
    detail = shown(root, "backup")
    assert [(step.id, step.state, step.progress) for step in detail.steps] == [("copy", "running", 40.0)]
    assert not detail.run.notes and not detail.steps[0].notes
