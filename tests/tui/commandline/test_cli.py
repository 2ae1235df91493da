"""The command itself: help, version, errors, completion, what is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from console import PROGRAM, call

from wave_tui.tui.cli import COMMANDS, wave_tui

HEAVY = ("textual", "pydantic", "yaml", "watchfiles", "sqlite_utils")
LISTING = f"import sys; from wave_tui.tui.cli import main\ntry: main()\nfinally: print({HEAVY!r} and [m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"  # noqa: E501


@pytest.mark.parametrize("option", ["--help", "--version", "-h"])
def test_help_and_version_load_nothing_heavy(option: str) -> None:
    done = subprocess.run([sys.executable, "-c", LISTING, option], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    assert done.stdout.startswith(("Usage: wave-tui", "wave-tui "))
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "doctor"])
def test_help_of_a_command_loads_neither_textual_nor_pydantic(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", LISTING, name, "--help"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    assert "textual" not in done.stderr and "pydantic" not in done.stderr


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_says_the_same_in_both_helps_and_has_an_example(name: str) -> None:
    command = wave_tui.get_command(click.Context(wave_tui), name)
    assert command is not None and command.help is not None
    assert command.help.splitlines()[0] == COMMANDS[name]
    assert f"wave-tui {name}" in command.help or f" {name}" in command.help.partition("Example")[2]


def test_errors_are_one_sentence_with_the_exit_status_of_their_kind(tmp_path: Path) -> None:
    nowhere = call(tmp_path / "nowhere", "runs")
    assert nowhere.exit_code == 3
    assert nowhere.stderr.startswith("wave-tui: --project ") and nowhere.stderr.count("\n") == 1
    assert call(tmp_path, "runs", "--limit", "0").exit_code == 2
    assert call(tmp_path, "goto", "a//b").exit_code == 2
    assert call(tmp_path, "demo").exit_code == 2


@pytest.mark.parametrize("wrong", [("--limit", "0"), ("--nonsense",), ("extra",)])
def test_errors_are_json_when_json_is_asked_for(fixture_project: Path, wrong: tuple[str, ...]) -> None:
    result = call(fixture_project, "runs", "--json", *wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    assert set(json.loads(result.stderr)) == {"error"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_the_program_answers(shell: str) -> None:
    script = CliRunner().invoke(wave_tui, ["completion", shell]).stdout
    assert "_WAVE_TUI_COMPLETE" in script and "wave-tui" in script
    assert CliRunner().invoke(wave_tui, ["completion", "tcsh"]).exit_code == 2


def completions(*words: str) -> str:
    """What the program offers bash for the last word."""
    asked = {"_WAVE_TUI_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(PROGRAM, env=os.environ | asked, capture_output=True, text=True, timeout=30)
    return done.stdout


def test_completion_knows_commands_options_and_runs(fixture_project: Path) -> None:
    assert completions("wave-tui", "ru") == "plain,run\nplain,runs\n"
    assert "plain,--status" in completions("wave-tui", "runs", "--s")
    offered = completions("wave-tui", "--project", str(fixture_project), "show", "demo-wide")
    assert "plain,demo-wide-20261120-044631-d9a8" in offered
    assert completions("wave-tui", "--project", "/nowhere", "show", "demo").strip() == ""


def test_output_without_unicode_has_ascii_in_its_place(fixture_project: Path) -> None:
    environ = os.environ | {"PYTHONIOENCODING": "ascii"}
    command = [*PROGRAM, "--project", str(fixture_project), "show", "plan-task-20261120-043833-81a2"]
    done = subprocess.run(command, env=environ, capture_output=True, timeout=30)
    assert done.returncode == 0
    assert "install with `wave skills add" in done.stdout.decode("ascii")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_in_one_sentence(fixture_project: Path) -> None:
    with open("/dev/full", "w") as full:
        command = [*PROGRAM, "--project", str(fixture_project), "runs"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=30)
    assert done.returncode == 1
    assert done.stderr.startswith("wave-tui: cannot go on: ") and done.stderr.count("\n") == 1
