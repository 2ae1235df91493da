"""What a crash tells and what it keeps to itself."""

from __future__ import annotations

from wave_tui.tui.terminal.report import crash_report


def _crash(message: str) -> Exception:
    password = "hunter2-hunter2"
    try:
        raise ValueError(message) from KeyError("first")
    except ValueError as error:
        assert password
        return error


def test_x7_type_place_and_cause_are_told_and_no_locals() -> None:
    report = crash_report(_crash("no such step"))
    assert report.startswith("wave-tui stopped: ValueError: no such step\n")
    assert "test_report.py:" in report and " in _crash" in report
    assert "caused by KeyError: 'first'" in report
    assert "hunter2" not in report and "raise" not in report


def test_t10_the_message_of_a_crash_is_made_safe() -> None:
    report = crash_report(_crash("\x1b[2J\x9b31m\x1b]0;owned\x07 bad \u202ename"))
    assert not set(report) & set("\x1b\x9b\x07\u202e")


def test_a_long_message_is_cut() -> None:
    assert len(crash_report(_crash("x" * 100_000))) < 1_000


def test_exceptions_that_cause_each_other_end() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert crash_report(first).count("caused by") == 1
