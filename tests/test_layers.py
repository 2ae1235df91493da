"""Who may touch what, and what is loaded when."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from layer_lint import modules_that_reach, reaches

ROOT = Path(__file__).parent.parent
DATA, TUI = ROOT / "data", ROOT / "tui"

STARTS_PROCESSES = ("engine/", "demo/starter.py", "demo/reporters.py", "doctor/tmux.py", "clipboard.py")
"""Runs start in the engine; the others start what runs and reports in the demo, and ask or fill tmux."""
OPENS_DATABASES = ("store/open.py", "store/control/connect.py", "sidecar/")
KNOWS_DATABASES = (*OPENS_DATABASES, "store/", "events/", "engine/", "demo/", "doctor/", "sqlite.py")
FIRST_PAINT = "models views states address errors text sqlite project store.reader store.open sidecar.display"
HEAVY = "pydantic pydantic_settings sqlite_utils watchfiles jsonschema yaml msgspec textual rich"

_LOADED = """
import importlib, pkgutil, sys
import wave_tui.data
for module in {modules}:
    importlib.import_module("wave_tui.data." + module if module else "wave_tui.data")
print(" ".join(sorted({{name.split(".")[0] for name in sys.modules}} & set({watched}))))
print(" ".join(name for name in sys.modules if name.startswith("wave_tui.tui")))
"""


def _loaded(modules: list[str], watched: str) -> list[str]:
    """Which of the watched packages, or modules of the screen, a fresh Python has loaded after importing modules."""
    code = _LOADED.format(modules=modules, watched=watched.split())
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def _modules(folder: Path) -> list[str]:
    files = (file.relative_to(folder).with_suffix("") for file in folder.rglob("*.py"))
    return sorted(
        ".".join(file.parts).removesuffix("__init__").rstrip(".") for file in files if file.name != "__main__.py"
    )


def test_the_data_layer_loads_neither_textual_nor_rich_nor_the_screen() -> None:
    assert _loaded(_modules(DATA), "textual rich") == []


def test_what_the_first_paint_needs_loads_nothing_heavy() -> None:
    assert _loaded(FIRST_PAINT.split(), HEAVY) == []


@pytest.mark.parametrize("kind", ["files", "databases", "connections", "processes"])
def test_the_screen_opens_no_file_and_no_database_and_starts_no_process(kind: str) -> None:
    assert modules_that_reach(TUI, kind) == []


def test_processes_start_in_few_places() -> None:
    strays = [path for path in modules_that_reach(DATA, "processes") if not path.startswith(STARTS_PROCESSES)]
    assert strays == []


def test_the_database_driver_is_chosen_once_and_used_in_few_places() -> None:
    strays = [path for path in modules_that_reach(DATA, "databases") if not path.startswith(KNOWS_DATABASES)]
    assert strays == []


def test_databases_are_opened_in_few_places() -> None:
    strays = [path for path in modules_that_reach(DATA, "connections") if not path.startswith(OPENS_DATABASES)]
    assert strays == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("open('x')", "files"),
        ("path.read_text()", "files"),
        ("Path('x').open()", "files"),
        ("os.open(name, 0)", "files"),
        ("import subprocess", "processes"),
        ("from asyncio import subprocess", "processes"),
        ("os.fork()", "processes"),
        ("asyncio.create_subprocess_exec('x')", "processes"),
        ("import sqlite3", "databases"),
        ("sqlite3.connect(path)", "connections"),
        ("from wave_tui.data.sqlite import sqlite3", "databases"),
    ],
)
def test_a_planted_reach_is_found(code: str, kind: str) -> None:
    assert reaches(code) == {kind}


@pytest.mark.parametrize("code", ["os.open(os.devnull, 0)", "self.open()", "os.path.join('a', 'b')", "connect()"])
def test_harmless_code_is_left_alone(code: str) -> None:
    assert reaches(code) == frozenset()


def test_every_folder_of_pictures_has_its_test_file() -> None:
    pictures = {picture.parent.relative_to(ROOT / "snapshots") for picture in (ROOT / "snapshots").rglob("*.svg")}
    assert [str(folder) for folder in pictures if not (ROOT / "tests" / folder).with_suffix(".py").is_file()] == []
