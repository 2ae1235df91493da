"""``wave-tui emit``: what a shell script reports reads like the report of a program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from console import PROGRAM, call
from reports import event_files, events, lines, of, project

SCRIPT = """
set -eu
job=$(emit start nightly 'all songs' --total 2 --unit song --pid $$ --tag audio --fact desk=4)
for song in in/a.wav b.wav; do
  part=$(emit start song "$song" --in "$job")
  mix=$(emit start action mix --in "$part" --attempt 2)
  emit progress "$mix" 40/100 mixing --metric cpu=45%
  emit done "$mix"
  emit done "$part" 'sounds good'
  if emit cancelled "$job"; then exit 9; fi
done
emit done "$job"
echo "$job $$"
"""


def said(root: Path, *arguments: str) -> str:
    """What a command that succeeds prints."""
    result = call(root, "emit", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def shell(root: Path, script: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a script in which ``emit`` is the command."""
    words = " ".join(f"'{word}'" for word in PROGRAM)
    text = f'emit() {{ {words} emit "$@"; }}\n{script}'
    around = {**os.environ, **environ}
    return subprocess.run(["sh", "-c", text], cwd=root, env=around, capture_output=True, text=True, timeout=60)


def test_a_script_reports_operation_level_and_level(tmp_path: Path) -> None:
    root = project(tmp_path)
    result = shell(root, SCRIPT)
    assert (result.returncode, result.stderr) == (0, "")
    run, pid = result.stdout.split()
    found = lines(root)
    assert {line["operation_id"] for line in found} == {run}
    assert found[0]["name"] == "all songs"
    assert (found[0]["pid"], found[0]["tags"], found[0]["metadata"]) == (int(pid), ["audio"], {"desk": "4"})
    mix = of(found, "in:a.wav", "mix")
    assert [(line["event"], line["attempt"]) for line in mix] == [
        ("level_started", 2), ("progress", 2), ("level_ended", 2),
    ]  # fmt: skip
    assert (mix[1]["percentage"], mix[1]["message"], mix[1]["metrics"]) == (40.0, "mixing", {"cpu": "45%"})
    assert of(found, "in:a.wav")[-1]["message"] == "sounds good"
    assert (found[-1]["event"], found[-1]["status"], found[-1]["current"]) == ("operation_ended", "completed", 2)


def test_a_level_knows_how_long_it_takes_although_each_call_is_a_process(tmp_path: Path) -> None:
    root = project(tmp_path)
    job = said(root, "start", "import", "--total", "200")
    said(root, "progress", job, "50")
    said(root, "done", job)
    begun, ended = lines(root)[0], lines(root)[-1]
    assert ended["started_at"] == begun["started_at"]
    assert ended["elapsed_seconds"] > 0
    assert (ended["current"], ended["total"], ended["percentage"]) == (50, 200, 25.0)


def test_a_failure_tells_where(tmp_path: Path) -> None:
    root = project(tmp_path)
    job = said(root, "start", "import", "--id", "import-7")
    said(root, "fail", job, "torn page", "--file", "a.pdf", "--page", "5")
    assert job == "import-7"
    assert lines(root)[-1]["error"] == "torn page"
    assert lines(root)[-1]["error_details"] == {"message": "torn page", "file": "a.pdf", "page": 5}


def test_a_script_learns_that_it_was_cancelled_and_ends_as_cancelled(tmp_path: Path) -> None:
    root = project(tmp_path)
    job = said(root, "start", "import")
    assert call(root, "emit", "cancelled", job).exit_code == 1
    Path(f"{event_files(root)[0]}.cancel").touch()
    for _ in range(2):
        assert call(root, "emit", "cancelled", job).exit_code == 0
    said(root, "done", job)
    assert events(lines(root)) == ["operation_started", "cancel_seen", "operation_ended"]
    assert lines(root)[-1]["status"] == "cancelled"


def test_one_process_can_follow_a_whole_loop(tmp_path: Path) -> None:
    root = project(tmp_path)
    loop = "for n in 1 2 3 4 5 6 7 8 9; do echo \"$n/10 row $n\"; done; echo 'no counter here'; echo"
    result = shell(root, f"job=$(emit start import)\n{{ {loop}; }} | emit progress $job -")
    assert (result.returncode, result.stderr) == (0, "")
    last = lines(root)[-1]
    assert (last["current"], last["total"], last["message"]) == (9, 10, "no counter here")
    assert len(lines(root)) < 9


def test_a_script_goes_on_where_nothing_can_be_reported(tmp_path: Path) -> None:
    result = shell(tmp_path, SCRIPT)
    assert (result.returncode, result.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []
    root = project(tmp_path)
    (root / ".wave" / "events").write_text("in the way")
    result = shell(root, SCRIPT)
    assert result.returncode == 0
    assert "progress is not reported" in result.stderr


def test_an_id_that_nobody_began_is_reported_all_the_same(tmp_path: Path) -> None:
    root = project(tmp_path)
    said(root, "progress", "stranger/part", "30%")
    (line,) = lines(root)
    assert (line["operation_id"], line["path"], line["percentage"]) == ("stranger", ["part"], 30.0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("start", "x", "--id", "a/b"),
        ("start", "x", "--fact", "novalue"),
        ("start", "x", "--in", ""),
        ("progress", "a//b", "3"),
        ("progress", "a", "many"),
        ("progress", "a", "3", "--metric", "=5"),
        ("done", ""),
        ("fail", "a"),
    ],
)
def test_wrong_use_is_told_and_reports_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    root = project(tmp_path)
    result = call(root, "emit", *arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert event_files(root) == []


def test_nothing_of_the_screen_is_loaded(tmp_path: Path) -> None:
    root = project(tmp_path)
    code = (
        "import sys\nsys.argv = ['wave-tui', 'emit', 'start', 'x']\n"
        "from wave_tui.tui.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*sys.modules)"
    )
    loaded: Any = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60)
    modules = {name.partition(".")[0] for name in loaded.stdout.split()}
    assert "click" in modules
    assert modules.isdisjoint({"textual", "rich", "pydantic", "pydantic_settings", "msgspec", "yaml", "sqlite3"})


PATIENT = """
job=$(emit start import --pid $$)
echo "$job"
until emit cancelled "$job"; do sleep 0.05; done
emit done "$job"
"""


def test_a_script_is_cancelled_from_the_command_line(tmp_path: Path) -> None:
    root = project(tmp_path)
    words = " ".join(f"'{word}'" for word in PROGRAM)
    text = f'emit() {{ {words} emit "$@"; }}\n{PATIENT}'
    with subprocess.Popen(["sh", "-c", text], cwd=root, stdout=subprocess.PIPE, text=True) as script:
        try:
            assert script.stdout is not None
            run = script.stdout.readline().strip()
            refused = call(root, "cancel", run, "--force")
            assert (refused.exit_code, f"kill {script.pid}" in refused.stderr) == (4, True)
            result = call(root, "cancel", run, "--wait")
            assert result.exit_code == 0, result.output
            assert "its program told its end" in result.stdout
            assert result.stdout.splitlines()[-1] == f"{run} is cancelled"
            assert script.wait(30) == 0
        finally:
            script.kill()
