"""The demo by keyboard alone: start with input, cancel, retry what failed, answer a gate; runs survive the deck."""

from __future__ import annotations

import contextlib
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import PROGRAM, ask
from pty_harness import Terminal
from supervised import end_marked, marked

SIZE = (120, 40)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The temporary folder of a test; processes that carry its mark are ended after it."""
    yield tmp_path
    end_marked(str(tmp_path))


@contextlib.contextmanager
def demo(folder: Path, *, pace: float, linger: int) -> Iterator[Terminal]:
    """The demo with three runs at work, whose steps take their time according to the pace."""
    command = [*PROGRAM, "demo", "--linger", str(linger)]
    with Terminal(command, size=SIZE, environ=_environ(folder) | {"INKWELL_PACE": str(pace)}) as terminal:
        terminal.until(re.compile("RUN [56]"), 10)
        yield terminal
        if terminal.process.poll() is None:
            terminal.signal(signal.SIGTERM)
            terminal.exit_status(20)


def _environ(folder: Path) -> dict[str, str | None]:
    return {"TMPDIR": str(folder), "SUPERVISION_TEST": str(folder)}


def start(deck: Terminal, pipeline: str, text: str) -> None:
    """Fill in the form and press its button."""
    deck.send("t")
    deck.until("Start a run")
    deck.send(pipeline)
    deck.until("1 of 6 match")
    deck.send(f"\t{text}")
    deck.until(re.compile(rf"input .*{text}"))
    deck.send("\t" * 5)
    deck.until("p dry-run plan")
    press(deck, "\r", rf"{pipeline} \w{{4}} is running")


def press(deck: Terminal, key: str, wanted: str, seconds: float = 8.0) -> None:
    """A key that answers a question; again as long as the deck says that it came before the question stood there."""
    deck.send(key)
    for _ in range(5):
        with contextlib.suppress(AssertionError):
            deck.until(re.compile(wanted), 1)
            return
        if "press it again" not in deck.text():
            break
        deck.send(key)
    deck.until(re.compile(wanted), seconds)


def show_only(deck: Terminal, name: str, row: str) -> None:
    """Filter the runs, and wait until the selected row looks like this and the prompt has gone."""
    deck.send("/")
    deck.send(f"{name}\r")
    deck.until(re.compile(rf"▌ . {row}[\s\S]*t start  x cancel"), 15)


def test_start_cancel_retry_and_answer(folder: Path) -> None:
    with demo(folder, pace=0.6, linger=0) as deck:
        start(deck, "package", "8.8.8")
        cancel(deck, "package")
        retry(deck)
        answer(deck)
    assert not marked(str(folder))


def cancel(deck: Terminal, pipeline: str) -> None:
    """Cancel the selected run and see the four facts come true."""
    deck.send("x")
    deck.until("y cancel gracefully")
    press(deck, "y", r"Cancelled \w{4}", 10)
    deck.send("\r")
    deck.until(re.compile(rf"CAN +\w{{4}} +{pipeline}"))


def retry(deck: Terminal) -> None:
    """Retry the run that failed from its failed step on, which goes well."""
    show_only(deck, "config", r"FAIL +\w{4} +confi")
    deck.send("r")
    deck.until(re.compile(r"re-run check apply[\s\S]*y start retry"))
    press(deck, "y", r"▌ . OK +\w{4} +confi[\s\S]*retried as", 15)
    deck.send("\x1b")


def answer(deck: Terminal) -> None:
    """Let the run that waits go on."""
    show_only(deck, "publish", r"RUN +\w{4} +publish +1/3 approve")
    deck.send(":approve approve\r")
    deck.until("Gate of")
    press(deck, "a", "was answered with Publish")
    deck.until(re.compile(r"▌ . OK +\w{4} +publish"), 15)


def test_programs_that_report_are_cancelled_by_keyboard(folder: Path) -> None:
    with demo(folder, pace=0.6, linger=0) as deck:
        for name in ("handbook", "backup"):
            show_only(deck, name, rf"RUN +\w{{4}} +{name}")
            deck.send("x")
            deck.until("its program is asked to stop")
            press(deck, "y", r"Cancelled \w{4}", 10)
            deck.until("its program told its end")
            deck.send("\r")
            deck.until(re.compile(rf"CAN +\w{{4}} +{name}"))
    assert not marked(str(folder))


@pytest.mark.parametrize("way", ["killed", "closed"])
def test_runs_outlive_their_deck_and_another_deck_shows_them(folder: Path, way: str) -> None:
    with demo(folder, pace=0.3, linger=60) as deck:
        start(deck, "package", "7.7.7")
        (project,) = folder.glob("wave-tui-demo-*/inkwell")
        mine = next(run["run_id"] for run in ask(project, "runs")["runs"] if run.get("input") == "7.7.7")
        if way == "killed":
            deck.signal(signal.SIGKILL)
        else:
            deck.hang_up()
        deck.exit_status()
        with Terminal([*PROGRAM, "--project", str(project)], size=SIZE, environ=_environ(folder)) as second:
            second.until(re.compile(rf"RUN +{mine[-4:]} +package"), 10)
            second.until(re.compile(rf"OK +{mine[-4:]} +package"), 15)
            second.send("Q")
            second.exit_status()
        assert ask(project, "show", mine)["run"]["status"] == "completed"
