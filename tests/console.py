"""Calls the command line in this process and in one of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from wave_tui.tui.cli import wave_tui

PROGRAM = (sys.executable, "-c", "from wave_tui.tui.cli import main; main()")


def call(project: Path, *arguments: str) -> Result:
    """Run a command on a project; an exception that is no exit fails the test."""
    return CliRunner().invoke(wave_tui, ["--project", str(project), *arguments], catch_exceptions=False)


def ask(project: Path, *arguments: str) -> Any:
    """The JSON that a command prints when it succeeds."""
    result = call(project, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a command as a process of its own, its outputs piped."""
    command = [*PROGRAM, "--project", str(project), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
