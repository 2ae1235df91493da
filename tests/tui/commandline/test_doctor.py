"""``wave-tui doctor``: every subject has a line, and the exit status tells whether something fails."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from console import call

from wave_tui.data.doctor.model import Finding, Verdict
from wave_tui.tui.commandline.doctor_terminal import TerminalFacts, terminal_findings

GOOD = {"TERM": "xterm-256color", "LANG": "en_US.UTF-8", "COLORTERM": "truecolor"}
SUBJECTS = (
    "project", "manifest", "pipelines", "store", "schema", "journal", "file system", "folder", "access", "side files",
    "settings", "terminal", "size", "characters", "colours", "clipboard", "SSH", "inotify", "Python", "Textual",
    "SQLite",
)  # fmt: skip


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A good terminal and no settings of this user."""
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def judged(environ: Mapping[str, str], size: tuple[int, int] | None = (120, 40)) -> dict[str, Finding]:
    """Findings about a terminal by their subject."""
    return {finding.subject: finding for finding in terminal_findings(TerminalFacts(environ, size))}


def test_every_subject_has_its_line_and_nothing_fails_in_a_good_project(fixture_project: Path) -> None:
    result = call(fixture_project, "doctor", "--json")
    found = json.loads(result.stdout)
    assert set(SUBJECTS) <= {finding["subject"] for finding in found["findings"]}
    assert found["ok"] is True and result.exit_code == 0
    assert all(finding.get("remedy") for finding in found["findings"] if finding["verdict"] != "ok")


def test_what_fails_is_told_with_a_remedy_and_status_1(fixture_project: Path) -> None:
    (fixture_project / ".agents" / "pipelines" / "broken.yaml").write_text("steps: [")
    result = call(fixture_project, "doctor")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    (broken,) = [number for number, line in enumerate(lines) if line.startswith("fail")]
    assert "broken.yaml" in lines[broken] and "remedy:" in lines[broken + 1]


def test_outside_a_project_the_rest_is_still_examined(tmp_path: Path) -> None:
    result = call(tmp_path / "nowhere", "doctor", "--json")
    found = {finding["subject"]: finding["verdict"] for finding in json.loads(result.stdout)["findings"]}
    assert result.exit_code == 1
    assert found["project"] == "fail" and found["Python"] == "ok"


def test_a_good_terminal_is_described() -> None:
    found = judged(GOOD)
    assert {finding.verdict for finding in found.values()} == {Verdict.OK}
    assert (found["size"].finding, found["colours"].finding) == ("120x40", "true colour")


def test_a_terminal_that_cannot_be_drawn_on_fails() -> None:
    assert judged({**GOOD, "TERM": "dumb"})["terminal"].verdict is Verdict.FAIL
    assert judged({**GOOD, "TERM": "dumb"}, None)["terminal"].verdict is Verdict.WARN


@pytest.mark.parametrize(
    ("environ", "size", "subject", "words"),
    [
        ({**GOOD, "LANG": "C"}, (120, 40), "characters", "ASCII"),
        ({**GOOD, "NO_COLOR": "1"}, (120, 40), "colours", "NO_COLOR"),
        ({**GOOD, "SSH_CONNECTION": "10.0.0.7 1 10.0.0.1 22"}, (120, 40), "SSH", "10.0.0.7"),
        ({**GOOD, "TERM_PROGRAM": "Apple_Terminal"}, (120, 40), "clipboard", "file"),
        ({**GOOD, "TMUX": "/run/tmux,1,0"}, (120, 40), "clipboard", "tmux"),
        (GOOD, (80, 24), "size", "80x24"),
        (GOOD, None, "size", "no terminal"),
    ],
)
def test_what_is_special_about_a_terminal_is_told(
    environ: Mapping[str, str], size: tuple[int, int] | None, subject: str, words: str
) -> None:
    assert words in judged(environ, size)[subject].finding
