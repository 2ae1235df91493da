"""The wheel holds everything and runs where the user's own folders have our folders' names."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("data", "tui", "styles")


def _run(command: Sequence[str], cwd: Path, path: str = "") -> str:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if path:
        environ["PYTHONPATH"] = path
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    _run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(folder), str(wheel)],
        ROOT,
    )
    return folder


@pytest.fixture
def hostile_folder(tmp_path: Path) -> Path:
    """A user's folder with packages of its own called data, tui and styles."""
    for name in ROOMS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise ImportError('the wrong package')\n")
    return tmp_path


def test_the_wheel_holds_every_module_and_style_sheet(wheel: Path) -> None:
    files = {
        f"wave_tui/{file.relative_to(ROOT)}"
        for room in ROOMS
        for file in (ROOT / room).rglob("*")
        if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in file.relative_to(ROOT).parts)
    }
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert sorted(files - packed) == []
    assert all(name.startswith(("wave_tui/", "wave_tui-")) for name in packed)


def test_the_installed_program_runs_beside_packages_of_the_same_names(installed: Path, hostile_folder: Path) -> None:
    path = f".{os.pathsep}{installed}"
    command = [sys.executable, str(installed / "bin" / "wave-tui")]
    assert _run([*command, "--version"], hostile_folder, path).startswith("wave-tui ")
    assert "runs" in _run([*command, "--help"], hostile_folder, path)


def test_the_installed_modules_are_the_ones_that_are_imported(installed: Path, hostile_folder: Path) -> None:
    code = "import wave_tui.data, wave_tui.tui.cli, wave_tui.styles as s; print(s.__file__, *wave_tui.data.__path__)"
    found = _run([sys.executable, "-c", code], hostile_folder, f".{os.pathsep}{installed}").split()
    assert all(Path(file).is_relative_to(installed) for file in found)
