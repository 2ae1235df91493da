"""However the program ends, the terminal is as it was and the exit status is true."""

from __future__ import annotations

import signal
import time
from contextlib import suppress

import psutil
import pytest
from programs import Start
from pty_harness import RESTORED, SIGNALS, Terminal
from waiting import until


def _is_restored(terminal: Terminal) -> bool:
    return terminal.cooked() and all(sequence in terminal.raw for sequence in RESTORED)


def test_leaving_by_key_restores_the_terminal(start: Start) -> None:
    terminal = start()
    assert not terminal.cooked()
    terminal.send("q")
    assert terminal.exit_status() == 0
    assert _is_restored(terminal)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: signal.Signals(number).name)
def test_p3_a_signal_ends_the_program_with_128_and_its_number(start: Start, number: int) -> None:
    terminal = start()
    terminal.signal(number)
    assert terminal.exit_status() == 128 + number
    assert _is_restored(terminal)


def test_p3_a_loop_that_hangs_is_ended_within_the_grace(tiny: Start) -> None:
    terminal = tiny()
    terminal.send("b")
    terminal.until("blocked")
    terminal.signal(signal.SIGTERM)
    assert terminal.exit_status(4) == 128 + signal.SIGTERM
    assert _is_restored(terminal)


def test_a_thread_that_hangs_does_not_hold_the_exit(tiny: Start) -> None:
    terminal = tiny()
    terminal.send("t")
    terminal.until("lingering")
    terminal.send("q")
    assert terminal.exit_status(5) == 0
    assert _is_restored(terminal)


def test_p1_a_lost_link_ends_the_program_within_a_second(start: Start) -> None:
    terminal = start()
    terminal.hang_up()
    assert terminal.exit_status(1) == 128 + signal.SIGHUP


HUP: tuple[tuple[int, ...], tuple[int, ...]] = ((), (signal.SIGHUP,))


@pytest.mark.parametrize("how", ["ignored", "blocked"])
def test_p2_a_lost_link_ends_a_program_that_was_told_to_ignore_it(start: Start, how: str) -> None:
    terminal = start(ignored=HUP[how == "ignored"], blocked=HUP[how == "blocked"])
    terminal.hang_up()
    assert terminal.exit_status(3) == 128 + signal.SIGHUP


def test_p2_a_lost_link_ends_a_program_that_hangs_and_takes_no_processor_time_meanwhile(tiny: Start) -> None:
    terminal = tiny(ignored=(signal.SIGHUP,))
    terminal.send("b")
    terminal.until("blocked")
    terminal.hang_up()
    began, used = time.monotonic(), terminal.cpu_seconds()
    last = used

    def ended() -> bool:
        nonlocal last
        with suppress(psutil.Error):
            last = terminal.cpu_seconds() or last
        return terminal.process.poll() is not None

    until(ended, 3)
    assert terminal.exit_status() == 128 + signal.SIGHUP
    assert last - used < 0.02 * max(2.0, time.monotonic() - began)


def test_a_stalled_terminal_does_not_hold_the_exit(tiny: Start, heartbeat: str) -> None:
    terminal = tiny(heartbeat)
    terminal.stall()
    terminal.send("f")
    terminal.signal(signal.SIGTERM)
    assert terminal.process.wait(4) == 128 + signal.SIGTERM
    assert terminal.cooked()


CRASHES = {"handler": "c", "markup": "m", "worker": "w"}


@pytest.mark.parametrize("key", CRASHES.values(), ids=CRASHES)
def test_v7_x7_t10_a_crash_restores_the_terminal_and_shows_type_and_place_but_no_locals_and_no_escapes(
    tiny: Start, key: str
) -> None:
    terminal = tiny()
    terminal.send(key)
    assert terminal.exit_status() == 1
    assert _is_restored(terminal)
    said = bytes(terminal.raw).rpartition(b"\x1b[?1006l")[2].decode()
    assert "wave-tui stopped: " in said and ".py:" in said
    assert "horse" not in said
    assert not set(said) & set("\x1b\x9b\x07")
