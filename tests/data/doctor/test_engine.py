"""What the embedded engine needs, and what logging out would end."""

from __future__ import annotations

import os
import pwd
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wave_tui.data.doctor.engine import LogoutFacts, engine_facts, judge_engine, judge_logout, logout_facts
from wave_tui.data.doctor.model import Verdict

USER = pwd.getpwuid(os.geteuid()).pw_name
KILLS = "[Login]\nKillUserProcesses=yes\nKillExcludeUsers=\n"


def write(file: Path, text: str) -> None:
    """A file with its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_this_machine_has_all_that_the_engine_needs() -> None:
    found = {finding.subject: finding.verdict for finding in judge_engine(engine_facts())}
    wanted = ("/proc", "pidfd", "subreaper", "leases", "boot")
    assert {found[subject] for subject in wanted} == {Verdict.OK}


@pytest.mark.parametrize("means", ["children", "pidfd", "subreaper", "leases", "boot"])
def test_what_is_missing_fails_with_a_remedy(means: str) -> None:
    without: dict[str, Any] = {means: False}
    found = [one for one in judge_engine(replace(engine_facts(), **without)) if one.verdict is Verdict.FAIL]
    assert len(found) == 1 and found[0].remedy


def test_p20_processes_that_are_killed_at_logout_are_warned_of(tmp_path: Path) -> None:
    assert not logout_facts(tmp_path).kills
    write(tmp_path / "etc/systemd/logind.conf", KILLS)
    facts = logout_facts(tmp_path)
    assert facts == LogoutFacts(USER, kills=True)
    warning = judge_logout(replace(facts, user="ana"))
    assert warning.verdict is Verdict.WARN
    assert "KillUserProcesses" in warning.finding and warning.remedy == "loginctl enable-linger ana"


def test_p20_a_scope_is_offered_where_there_is_a_bus_and_lingering_is_enough(tmp_path: Path) -> None:
    write(tmp_path / "etc/systemd/logind.conf.d/10-kill.conf", KILLS)
    write(tmp_path / f"run/user/{os.geteuid()}/bus", "")
    assert "systemd-run --user --scope" in judge_logout(replace(logout_facts(tmp_path), user="ana")).remedy
    write(tmp_path / "var/lib/systemd/linger" / USER, "")
    assert judge_logout(replace(logout_facts(tmp_path), user="ana")).verdict is Verdict.OK


def test_p20_later_files_and_exceptions_count(tmp_path: Path) -> None:
    write(tmp_path / "usr/lib/systemd/logind.conf.d/10.conf", KILLS)
    write(tmp_path / "etc/systemd/logind.conf.d/20.conf", "[Login]\nKillUserProcesses=no\n")
    assert not logout_facts(tmp_path).kills
    write(tmp_path / "etc/systemd/logind.conf.d/30.conf", f"[Login]\nKillUserProcesses=yes\nKillExcludeUsers={USER}\n")
    assert not logout_facts(tmp_path).kills
