"""Limits for watching files, and what tmux lets through."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from wave_tui.data.doctor.inotify import InotifyFacts, inotify_facts, judge_inotify
from wave_tui.data.doctor.model import Verdict
from wave_tui.data.doctor.tmux import TmuxFacts, judge_tmux, tmux_facts


def fake_proc(folder: Path) -> Path:
    """A process of ours with one inotify instance of two watches, and one that has gone."""
    process = folder / "proc" / "4711"
    (process / "fd").mkdir(parents=True)
    (process / "fdinfo").mkdir()
    os.symlink("anon_inode:inotify", process / "fd" / "7")
    os.symlink("/dev/null", process / "fd" / "8")
    (process / "fdinfo" / "7").write_text("pos:\t0\ninotify wd:1 ino:2\ninotify wd:2 ino:3\n")
    (folder / "proc" / "4712").mkdir()
    (folder / "proc" / "self").mkdir()
    return folder / "proc"


def test_instances_and_watches_in_use_are_counted(tmp_path: Path) -> None:
    limits = tmp_path / "limits"
    limits.mkdir()
    (limits / "max_user_instances").write_text("128\n")
    (limits / "max_user_watches").write_text("65536\n")
    assert inotify_facts(fake_proc(tmp_path), limits) == InotifyFacts(128, 65536, 1, 2)


def test_n4_exhausted_limits_are_told_with_the_command_that_raises_them() -> None:
    instances, watches = judge_inotify(InotifyFacts(128, 1000, 128, 3))
    assert instances.verdict is Verdict.WARN and "max_user_instances=512" in instances.remedy
    assert watches.verdict is Verdict.OK
    (missing,) = judge_inotify(InotifyFacts(None, None))
    assert missing.verdict is Verdict.WARN


def test_tmux_that_keeps_the_clipboard_to_itself_is_told() -> None:
    found = tuple(judge_tmux(tmux_facts({"set-clipboard": "off", "allow-passthrough": "on"}.__getitem__)))
    assert [finding.verdict for finding in found] == [Verdict.WARN, Verdict.OK]
    assert "set-clipboard on" in found[0].remedy
    assert all(finding.verdict is Verdict.OK for finding in judge_tmux(TmuxFacts("external", "")))


def test_tmux_that_does_not_answer_is_told() -> None:
    def silent(option: str) -> str:
        raise subprocess.TimeoutExpired("tmux", 2)

    (found,) = judge_tmux(tmux_facts(silent))
    assert found.verdict is Verdict.WARN
