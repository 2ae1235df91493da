"""What every test starts from: a quiet terminal, a fixed zone, pictures in ``snapshots/``."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation

if TYPE_CHECKING:
    from textual.app import App

ROOT = Path(__file__).parent.parent

for _name in [name for name in os.environ if name.startswith(("WAVE_TUI_", "SSH_", "TMUX"))]:
    del os.environ[_name]
os.environ |= {"TZ": "UTC", "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0", "TEXTUAL_FPS": "125"}
os.environ.pop("NO_COLOR", None)
time.tzset()
# A shell ignores these for what it starts in the background, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)


def pytest_configure() -> None:
    """Import Textual after its environment was set."""
    from at_rest import quicken

    quicken()


@pytest.fixture
def fixture_project(tmp_path: Path) -> Iterator[Path]:
    """A copy of the real Wave project of the tests, writable and thrown away."""
    import shutil

    copy = tmp_path / "project"
    shutil.copytree(ROOT / "tests" / "fixtures" / "project", copy)
    yield copy


@pytest.fixture
def deployed_project(fixture_project: Path) -> Path:
    """The same project, of which something was deployed."""
    from deployed import deploy

    deploy(fixture_project)
    return fixture_project


class Pictures(SingleFileSnapshotExtension):
    """Screens as SVG files, one folder per test file."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        """``snapshots/`` and the path of the test file below ``tests/``."""
        inside = Path(test_location.filepath).relative_to(ROOT / "tests")
        return str(ROOT / "snapshots" / inside.with_suffix(""))

    def serialize(self, data: Any, **_: Any) -> str:
        """The picture with one number in place of that which Textual draws by chance."""
        return re.sub(r"terminal-\d+-", "terminal-0-", str(data))


Picture = Callable[["App[Any]", str], None]


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> Picture:
    """Compare the screen of a running app with the picture of that name."""

    def compare(app: App[Any], name: str) -> None:
        assert app.export_screenshot(title="wave-tui") == snapshot(name=name, extension_class=Pictures)

    return compare
