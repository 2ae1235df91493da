"""The API stands alone: the standard library, Python 3.9, little to import."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from reports import SOURCES, events, lines, project, run_program

DATA = SOURCES / "wave_tui" / "data"
FILES = [DATA / "__init__.py", DATA / "report.py", *sorted((DATA / "reporting").glob("*.py"))]
LISTED = "import sys, wave_tui.data.report; print(*sys.modules)"


def test_only_the_standard_library_is_loaded(tmp_path: Path) -> None:
    names = {name.partition(".")[0] for name in run_program(LISTED, tmp_path).stdout.split()}
    allowed = sys.stdlib_module_names | {"__main__", "wave_tui"}
    assert {name for name in names - allowed if not name.startswith(("_", "a1"))} == set()


def test_of_this_house_nothing_else_is_loaded(tmp_path: Path) -> None:
    names = [name for name in run_program(LISTED, tmp_path).stdout.split() if name.startswith("wave_tui.")]
    assert [name for name in names if not name.startswith(("wave_tui.data.report", "wave_tui.data.reporting"))] == [
        "wave_tui.data"
    ]


def test_what_is_slow_to_import_comes_when_it_is_needed(tmp_path: Path) -> None:
    names = set(run_program(LISTED, tmp_path).stdout.split())
    assert names.isdisjoint({"json", "re", "typing", "dataclasses", "datetime", "inspect", "uuid", "logging"})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_syntax_is_that_of_python_3_9(file: Path) -> None:
    tree = ast.parse(file.read_text(), feature_version=(3, 9))
    assert not any(isinstance(node, ast.Match) for node in ast.walk(tree))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_but_the_standard_library_and_its_own_modules_is_ever_imported(file: Path) -> None:
    own = {name.stem for name in FILES} | {"reporting"}
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level == 1 and str(node.module).split(".")[0] in own
        elif isinstance(node, ast.ImportFrom):
            assert str(node.module).partition(".")[0] in sys.stdlib_module_names
        elif isinstance(node, ast.Import):
            assert {one.name.partition(".")[0] for one in node.names} <= sys.stdlib_module_names


def older() -> list[str]:
    """Other versions of Python that are installed."""
    known = [shutil.which(f"python3.{minor}") for minor in range(9, 15)]
    found = [str(path) for path in Path.home().glob(".pyenv/versions/3.*/bin/python3")]
    return [python for python in chain(filter(None, known), found) if version(python) >= (3, 9)]


def version(python: str) -> tuple[int, ...]:
    """The version of a Python, (0,) when it does not start."""
    code = "import sys; print(*sys.version_info[:2])"
    result = subprocess.run([python, "-c", code], capture_output=True, text=True)
    return tuple(map(int, result.stdout.split())) if result.returncode == 0 else (0,)


def test_it_works_in_every_python_that_is_there(tmp_path: Path) -> None:
    code = (
        "from wave_tui.data import report\n"
        "with report.operation('x', total=2) as job:\n"
        "    with job.level('song') as song: song.update(1, total=2); song.metric('cpu', '45%')\n"
        "with report.phases('docs') as work:\n"
        "    with work.phase('upload'): pass\n"
    )
    for number, python in enumerate(dict.fromkeys([sys.executable, *older()])):
        root = project(tmp_path / str(number))
        result = run_program(code, root, python=python)
        assert (result.returncode, result.stderr) == (0, ""), python
        assert events(lines(root))[-1] == "operation_ended"
