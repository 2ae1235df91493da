"""The real program on a project full of control sequences: what it writes to the terminal, byte for byte."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from payloads import SEQUENCES
from poison import poisoned, raw
from pty_harness import Terminal

from wave_tui.data.text import clean_id
from wave_tui.tui.present.runs import short_id
from wave_tui.tui.terminal.guard import foreign

PROGRAM = str(Path(sys.executable).with_name("wave-tui"))
# The command line, once for each list of words in its argument: whether all ended as they should is its own exit.
ONE_AFTER_THE_OTHER = """
import json, sys
from wave_tui.tui.cli import wave_tui
for words in json.loads(sys.argv[1]):
    try:
        wave_tui(words, prog_name="wave-tui")
    except SystemExit as end:
        if end.code:
            raise
"""
LONG = f"\x1b]0;{'x' * 5000}"
OPEN = {
    "title that never ends": "\x1b]0;PWNED",
    "title of five thousand characters": LONG,
    "DCS that never ends": "\x1bPq",
    "tmux pass-through": "\x1bPtmux;\x1b\x1b]0;PWNED\x07\x1b\\",
    "sixel": "\x1bPq#0;2;0;0;0#0~~\x1b\\",
    "colour query": "\x1b]10;?\x07",
    "notification": "\x1b]777;notify;PWNED;x\x1b\\",
    "PM and SOS": "\x1b^x\x1b\\\x1bXy\x1b\\",
    "mouse mode": "\x1b[?1003h",
    "cursor": "\x1b[5;5H",
    "C1 as one byte": "\udc9b31m\udc9d0;PWNED\udc9c",
    "scroll region": "\x1b[2;3r",
}
PAYLOADS = {**SEQUENCES, **OPEN}
COMMANDS = (("runs",), ("pipelines",), ("personas",), ("doctor",), ("runs", "--json"))
RUN_COMMANDS = (("show",), ("events",), ("artifacts",), ("show", "--json"))
DIALOGS = {"d": "Describe", "y": "Yank", "?": "Keys"}
_PIECES = (" Runs ", " Tree ", " Timeline ", "Now ", " help")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return poisoned(tmp_path_factory.mktemp("hostile") / "shop", tuple(PAYLOADS.values()))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return poisoned(tmp_path_factory.mktemp("harmless") / "shop", ("calm",) * len(PAYLOADS))


@contextmanager
def _deck(root: Path) -> Iterator[Terminal]:
    with Terminal((PROGRAM, "--project", str(root)), size=(160, 48)) as terminal:
        terminal.until(re.compile("(?s) Timeline .* Tree .* Metrics "), 15)
        yield terminal


def _walked(root: Path, texts: Sequence[str]) -> tuple[bytes, dict[str, str]]:
    """All bytes that the deck wrote while every run, panel and dialog was shown, and its screens by name."""
    screens: dict[str, str] = {}
    with _deck(root) as terminal:
        terminal.send("1g")
        for number, text in reversed(list(enumerate(texts))):
            short = re.escape(short_id(clean_id(raw(f"run{text}x-{number:04}"))))
            screens[f"run {number}"] = terminal.until(re.compile(rf"(?m)^ pipe.* {short} .*(FAIL|LOST)"))
            terminal.send("jj" if number else "z2")
        for key, marker in {"2": "2 Tree", "3": "UTC", "4": "follow", "5": "NAME", "6": "STEP", "7": "steps"}.items():
            terminal.send(key)
            screens[key] = terminal.until(marker)
        for key, title in DIALOGS.items():
            screens[key] = _dialog(terminal, key, title)
        written = bytes(terminal.raw)
        terminal.send("Q")
        assert terminal.exit_status() == 0
    return written, screens


@pytest.fixture(scope="module")
def walks(hostile: Path, harmless: Path) -> tuple[tuple[bytes, dict[str, str]], tuple[bytes, dict[str, str]]]:
    return _walked(hostile, tuple(PAYLOADS.values())), _walked(harmless, ("calm",) * len(PAYLOADS))


def _harm(written: bytes, control: bytes) -> list[str]:
    """The payloads that reached the terminal, and control characters of no sequence of the program's own."""
    reached = [name for name, text in PAYLOADS.items() if raw(text) in written and raw(text) not in control]
    whole = re.sub(r"\x1b[^a-zA-Z]*\Z", "", written.decode(errors="surrogateescape").replace("\r", ""))
    own = foreign(whole)
    return [*reached, *([repr(own)] if own else [])]


def test_t1_t2_t3_no_payload_reaches_the_terminal_from_any_panel_or_dialog(
    walks: tuple[tuple[bytes, dict[str, str]], tuple[bytes, dict[str, str]]],
) -> None:
    (written, _), (control, _) = walks
    assert _harm(written, control) == []
    assert written.count(b"\x07") == control.count(b"\x07")


def test_t2_what_stands_below_a_payload_is_still_painted(
    walks: tuple[tuple[bytes, dict[str, str]], tuple[bytes, dict[str, str]]],
) -> None:
    (_, screens), (_, control) = walks
    for name in (name for name in control if name.startswith("run ")):
        assert _places(screens[name]) == _places(control[name]), screens[name]


def test_t4_no_c1_character_and_no_invalid_byte_is_written(
    walks: tuple[tuple[bytes, dict[str, str]], tuple[bytes, dict[str, str]]],
) -> None:
    text = walks[0][0].decode(errors="surrogateescape")
    assert not re.search("[\x80-\x9f\udc80-\udcff]", text)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_t1_the_command_line_writes_no_payload(hostile: Path, command: tuple[str, ...]) -> None:
    assert _harm(_printed(hostile, *command), b"\r") == []


@pytest.mark.parametrize("command", RUN_COMMANDS, ids=" ".join)
def test_t1_the_command_line_writes_no_payload_of_a_run(hostile: Path, command: tuple[str, ...]) -> None:
    name, *options = command
    numbers = range(0, len(PAYLOADS), 5)
    words = [["--project", str(hostile), name, f"{number:04}", *options] for number in numbers]
    program = (sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(words))
    printed = _ended(program, 0)
    assert _harm(printed, b"\r") == []
    assert len(printed.splitlines()) > len(numbers)


def test_t10_a_broken_definition_and_an_unknown_run_are_told_without_their_control_characters(hostile: Path) -> None:
    printed = _printed(hostile, "show", "\x1b[2Jgone\x1b]0;PWNED\x07", status=3)
    assert _harm(printed, b"\r") == [] and b"gone" in printed
    assert b"broken" in _printed(hostile, "pipelines")


def test_t7_a_name_with_a_line_of_its_own_stays_on_one_line_of_a_dialog(tmp_path: Path) -> None:
    names = ("x\n\nPress y", "n" * 10_000, "a\r\nb\u2028c")
    with _deck(poisoned(tmp_path / "shop", names)) as terminal:
        terminal.send("1g")
        for name in ("pipea", "pipenn", "pipex"):
            terminal.until(re.compile(rf"(?m)^ {name}.*(FAIL|LOST)"))
            for key, title in DIALOGS.items():
                assert not re.search(r"│ {1,12}Press y", _dialog(terminal, key, title))
            terminal.send("jj")
        terminal.send("Q")
        assert terminal.exit_status() == 0


def _dialog(terminal: Terminal, key: str, title: str) -> str:
    """The screen with a dialog, which is closed again."""
    terminal.send(key)
    shown = terminal.until(f" {title} ")
    terminal.send("q")
    terminal.until(re.compile(rf"(?s)\A(?!.* {title} )"))
    return shown


def _printed(root: Path, *arguments: str, status: int = 0) -> bytes:
    return _ended((PROGRAM, "--project", str(root), *arguments), 1 if "doctor" in arguments else status)


def _ended(program: tuple[str, ...], status: int) -> bytes:
    """All that a program wrote to its terminal until it ended with this status."""
    with Terminal(program, size=(120, 40)) as terminal:
        assert terminal.exit_status(20) == status, bytes(terminal.raw)
        return bytes(terminal.raw)


def _places(screen: str) -> list[tuple[int, str]]:
    """The lines on which the titles of the panels and the footer stand, and the frame of the run list."""
    lines = screen.splitlines()
    return [(y, piece) for y, line in enumerate(lines) for piece in _PIECES if piece in line]


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_check_itself_finds_every_payload(name: str) -> None:
    assert name in _harm(b"text " + raw(PAYLOADS[name]) + b" text", b"")
