"""The guard, the log and the memory of what can be undone."""

from __future__ import annotations

import subprocess
import sys

from wave_tui.data.views import RunFilter, RunsQuery
from wave_tui.tui.control.guard import Guard
from wave_tui.tui.control.undo import Begun, Cancelled, Filtered, remember
from wave_tui.tui.control.writes import MOST, Write, answered, asked


def test_a_key_counts_only_when_it_came_after_the_question_was_painted() -> None:
    assert not Guard().accepts(9.0)
    assert not Guard(5.0).accepts(4.9) and not Guard(5.0).accepts(5.0)
    assert Guard(5.0).accepts(5.1)


def test_answers_come_to_the_request_they_belong_to_in_whatever_order() -> None:
    log = asked(asked((), 1.0, "first"), 2.0, "second")
    log = answered(log, 2, "done", done=True)
    log = answered(log, 1, "refused", done=False)
    assert [(each.command, each.result, each.done) for each in log] == [
        ("first", "refused", False),
        ("second", "done", True),
    ]


def test_the_log_keeps_the_newest_and_never_gives_a_number_twice() -> None:
    log: tuple[Write, ...] = ()
    for number in range(MOST + 5):
        log = asked(log, float(number), f"c{number}")
    assert len(log) == MOST and log[-1].number == MOST + 5


def test_the_same_act_is_remembered_once_and_last() -> None:
    query = Filtered(RunsQuery(RunFilter(text="a")))
    acts = remember(remember(remember((), query), Begun("r")), Cancelled("r"))
    assert remember(acts, query) == (Begun("r"), Cancelled("r"), query)


def test_the_deck_loads_no_engine_and_no_dialog_before_they_are_asked_for() -> None:
    code = "import sys, wave_tui.tui.app, wave_tui.tui.control.ways; print(chr(10).join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = done.stdout.split()
    heavy = ("wave_tui.data.engine.local", "wave_tui.tui.screens.control.", "yaml", "pydantic", "sqlite_utils")
    assert [name for name in loaded if name.startswith(heavy)] == []
