"""``wave-tui run``, ``cancel``, ``retry``, ``approve`` and ``reap`` with real runs."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from console import PROGRAM, ask, call, start
from waiting import until

from wave_tui.data.doctor.engine import LogoutFacts
from wave_tui.data.sqlite import sqlite3

STEPS = """kind: WavePipeline
metadata: {name: shop}
steps:
  - {id: make, type: command, script: 'printf %s "$WAVE_INPUT" > "$WAVE_PROJECT_ROOT/given"'}
  - {id: test, type: command, dependencies: [make], script: 'test -e "$WAVE_PROJECT_ROOT/fixed"'}
  - {id: pack, type: command, dependencies: [test], script: "true"}
"""
SLOW = """kind: WavePipeline
metadata: {name: slow}
steps:
  - {id: long, type: command, script: 'touch "$WAVE_PROJECT_ROOT/at-work"; sleep 60'}
"""
GATE = """kind: WavePipeline
metadata: {name: gate}
steps:
  - id: ask
    gate: {type: approval, message: "Ship it?", choices: [{label: Yes, key: a}, {label: No, key: r, target: _fail}]}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with three pipelines."""
    folder = tmp_path / ".agents" / "pipelines"
    folder.mkdir(parents=True)
    for name, text in (("shop", STEPS), ("slow", SLOW), ("gate", GATE)):
        (folder / f"{name}.yaml").write_text(text)
    return tmp_path


def state(project: Path, run: str) -> str:
    """The run's state as everybody sees it."""
    found = ask(project, "show", run)["run"]["status"]
    assert isinstance(found, str)
    return found


def failed_run(project: Path) -> str:
    """A run whose step ``test`` has failed."""
    result = call(project, "run", "shop", "--input", "it's 5 o'clock", "--wait", "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["status"] == "failed"
    return str(found["run_id"])


def test_a_run_answers_what_programs_need_and_records_who_started_it(project: Path) -> None:
    (project / "fixed").touch()
    started = ask(project, "run", "shop", "--tag", "nightly", "--tag", "ui")
    assert set(started) == {"run_id", "pipeline_name", "status", "started_at"}
    assert (started["pipeline_name"], started["status"]) == ("shop", "running")
    until(lambda: state(project, started["run_id"]) == "completed", 10)
    assert ask(project, "show", started["run_id"])["run"]["tags"] == ["nightly", "ui"]
    with sqlite3.connect(project / ".agents" / "state.db") as store:
        assert store.execute("SELECT triggered_by FROM wtui_run_owner").fetchall() == [("CLI",)]
    store.close()


def test_waiting_on_a_pipe_prints_a_line_per_change_and_ends_with_the_result(project: Path) -> None:
    (project / "fixed").touch()
    good = call(project, "run", "shop", "--wait")
    assert good.exit_code == 0
    lines = good.stdout.splitlines()
    assert lines[0].startswith("started shop-") and lines[-1].startswith("OK ")
    assert len(set(lines)) == len(lines) and "\r" not in good.stdout and "\x1b" not in good.stdout
    (project / "fixed").unlink()
    bad = call(project, "run", "shop", "--wait")
    assert bad.exit_code == 1
    assert bad.stdout.splitlines()[-1].startswith("FAIL ") and 'step "test" failed' in bad.stdout


def test_waiting_on_a_terminal_rewrites_one_line(project: Path) -> None:
    (project / "fixed").touch()
    master, terminal = pty.openpty()
    command = [*PROGRAM, "--project", str(project), "run", "shop", "--wait"]
    process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    printed = b""
    try:
        while data := os.read(master, 65536):
            printed += data
    except OSError:
        pass  # the other end is closed
    finally:
        os.close(master)
    assert process.wait(10) == 0
    assert b"\r\x1b[K" in printed
    assert printed.count(b"\n") == 2


@pytest.mark.parametrize("source", ["option", "file", "standard input"])
def test_the_input_arrives_as_it_was_given(project: Path, source: str, tmp_path: Path) -> None:
    text = '$(touch x) `id` "it\'s"\nünïcode {{ no }}'
    (tmp_path / "text").write_text(text)
    options = {"option": ["--input", text], "file": ["--input-file", str(tmp_path / "text")]}
    command = [*PROGRAM, "--project", str(project), "run", "shop", "--wait"]
    command += options.get(source, ["--input-file", "-"])
    subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, timeout=30)
    assert (project / "given").read_text() == text
    assert not (project / "x").exists()


def test_two_inputs_and_unreadable_ones_are_wrong_use(project: Path) -> None:
    assert call(project, "run", "shop", "--input", "a", "--input-file", "-").exit_code == 2
    assert call(project, "run", "shop", "--input-file", str(project / "none")).exit_code == 2
    (project / "bytes").write_bytes(b"\xff")
    assert "byte 0 is not UTF-8" in call(project, "run", "shop", "--input-file", str(project / "bytes")).stderr


def test_a_dry_run_prints_the_plan_and_starts_nothing(project: Path) -> None:
    plan = ask(project, "run", "shop", "--dry-run", "--from-step", "test", "--exclude", "pack")
    assert [(one["step_id"], one["action"]) for one in plan["steps"]] == [
        ("make", "skip"),
        ("test", "run"),
        ("pack", "skip"),
    ]
    assert "run  make" in call(project, "run", "shop", "--dry-run").stdout
    assert not (project / ".agents" / "state.db").exists()


def test_a_dry_run_of_what_cannot_run_lists_every_reason_and_is_refused(project: Path) -> None:
    broken = STEPS.replace("type: command, dep", "wings: 2, type: command, dep") + "tail: 1\n"
    (project / ".agents" / "pipelines" / "shop.yaml").write_text(broken)
    result = call(project, "run", "shop", "--dry-run")
    assert result.exit_code == 4
    assert result.stdout.count("wings") == 2 and "tail" in result.stdout
    refused = call(project, "run", "shop", "--json")
    assert refused.exit_code == 4 and set(json.loads(refused.stderr)) == {"error"}
    assert not (project / ".agents" / "state.db").exists()


def test_a_pipeline_or_run_that_is_not_there_is_status_3(project: Path) -> None:
    nothing = call(project, "run", "shopp", "--json")
    assert nothing.exit_code == 3 and "shop" in json.loads(nothing.stderr)["error"]
    ask(project, "run", "slow")
    until((project / "at-work").exists, 10)
    assert call(project, "cancel", "nothing").exit_code == 3
    assert call(project, "cancel", "slow", "--force", "--wait").exit_code == 0


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_cancel_ends_the_run_and_a_second_one_is_refused(project: Path, force: tuple[str, ...]) -> None:
    run = ask(project, "run", "slow")["run_id"]
    until((project / "at-work").exists, 10)
    assert ask(project, "cancel", run, "--wait", *force) == {"run_id": run, "status": "cancelled"}
    again = call(project, "cancel", run)
    assert again.exit_code == 4 and "already cancelled" in again.stderr


def test_a_cancel_without_waiting_says_how_far_it_is(project: Path) -> None:
    run = ask(project, "run", "slow")["run_id"]
    until((project / "at-work").exists, 10)
    assert ask(project, "cancel", run)["status"] in ("cancelling", "cancelled")
    until(lambda: state(project, run) == "cancelled", 10)


def test_ctrl_c_ends_the_waiting_and_not_the_run(project: Path) -> None:
    process = start(project, "run", "slow", "--wait")
    until((project / "at-work").exists, 10)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "wave-tui cancel slow-" in errors
    assert state(project, "slow") == "running"
    assert call(project, "cancel", "slow", "--force", "--wait").exit_code == 0


def test_a_retry_is_a_new_run_that_takes_over_what_had_completed(project: Path) -> None:
    origin = failed_run(project)
    (project / "given").unlink()
    (project / "fixed").touch()
    plan = {one["step_id"]: one["action"] for one in ask(project, "retry", origin, "--dry-run")["steps"]}
    assert plan == {"make": "reuse", "test": "run", "pack": "run"}
    retried = ask(project, "retry", origin, "--wait")
    assert retried["original_run_id"] == origin != retried["run_id"]
    assert retried["status"] == "completed"
    assert not (project / "given").exists()
    assert ask(project, "show", origin)["run"]["retried_as"] == retried["run_id"]


def test_a_retry_of_everything_has_the_same_input(project: Path) -> None:
    origin = failed_run(project)
    (project / "given").unlink()
    (project / "fixed").touch()
    assert ask(project, "retry", origin, "--all", "--wait")["status"] == "completed"
    assert (project / "given").read_text() == "it's 5 o'clock"


def test_a_retry_that_cannot_be_is_refused(project: Path) -> None:
    origin = failed_run(project)
    assert call(project, "retry", origin, "--all", "--failed").exit_code == 2
    wrong = call(project, "retry", origin, "--from-step", "nowhere")
    assert wrong.exit_code == 4 and "nowhere" in wrong.stderr
    run = ask(project, "run", "slow")["run_id"]
    assert call(project, "retry", run, "--all").exit_code == 4
    assert call(project, "cancel", run, "--force", "--wait").exit_code == 0


@pytest.mark.parametrize(("choice", "end"), [("a", "completed"), ("r", "failed")])
def test_a_gate_is_answered(project: Path, choice: str, end: str) -> None:
    run = ask(project, "run", "gate")["run_id"]
    until(lambda: call(project, "approve", run, "ask", "x").stderr.count("has no choice") == 1, 10)
    answered = ask(project, "approve", run, "ask", choice)
    assert answered == {"run_id": run, "step_id": "ask", "choice": choice}
    until(lambda: state(project, run) == end, 10)
    assert call(project, "approve", run, "ask", choice).exit_code == 4


def test_reaping_marks_runs_whose_supervisor_was_killed(project: Path) -> None:
    assert ask(project, "reap") == {"runs": []}
    run = ask(project, "run", "slow")["run_id"]
    until((project / "at-work").exists, 10)
    kill_both(project, run)
    until(lambda: ask(project, "reap") == {"runs": [run]}, 10)
    assert state(project, run) == "failed"


def kill_both(project: Path, run: str) -> None:
    """Kill the guardian of a run and its supervisor so that neither can repair anything."""
    with sqlite3.connect(project / ".agents" / "state.db") as store:
        ((pid,),) = store.execute("SELECT pid FROM wtui_run_owner WHERE run_id = ?", (run,))
    store.close()
    guardian = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(guardian, signal.SIGSTOP)
    os.kill(pid, signal.SIGKILL)
    os.kill(guardian, signal.SIGKILL)


def test_nothing_is_started_where_only_reading_is_allowed(project: Path) -> None:
    (project / "wave-tui.toml").write_text("[store]\nread_only = true\n")
    assert call(project, "run", "shop").exit_code == 4
    (project / "wave-tui.toml").write_text('[engine]\nenvironment = "some"\n')
    wrong = call(project, "run", "shop")
    assert wrong.exit_code == 2 and "inherit, allowlist" in wrong.stderr


def test_steps_see_only_the_allow_list_when_the_settings_say_so(project: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("A_SECRET", "s3")
    shown = STEPS.replace("$WAVE_INPUT", "${A_SECRET-none}")
    (project / ".agents" / "pipelines" / "shop.yaml").write_text(shown)
    (project / "fixed").touch()
    for setting, seen in (("inherit", "s3"), ("allowlist", "none")):
        (project / "wave-tui.toml").write_text(f'[engine]\nenvironment = "{setting}"\n')
        assert ask(project, "run", "shop", "--wait")["status"] == "completed"
        assert (project / "given").read_text() == seen


def test_what_is_started_does_not_load_textual(project: Path) -> None:
    (project / "fixed").touch()
    code = "import sys; from wave_tui.tui.cli import main\ntry: main()\nfinally: print('textual' in sys.modules)"
    command = [sys.executable, "-c", code, "--project", str(project), "run", "shop", "--wait", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and done.stdout.endswith("False\n")


def test_p20_a_start_warns_when_logging_out_would_end_the_run(project: Path, monkeypatch: Any) -> None:
    (project / "fixed").touch()
    facts = LogoutFacts("ana", kills=True)
    monkeypatch.setattr("wave_tui.data.doctor.engine.logout_facts", lambda: facts)
    result = call(project, "run", "shop", "--wait")
    assert result.exit_code == 0
    assert "KillUserProcesses" in result.stderr and "loginctl enable-linger ana" in result.stderr
