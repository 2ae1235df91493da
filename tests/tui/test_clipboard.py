"""A copy takes the first way that is open, and the words say where it went."""

from __future__ import annotations

import base64
from pathlib import Path

from wave_tui.tui.clipboard import LIMIT, osc52, send


class Terminal:
    """What was written and kept."""

    def __init__(self, folder: Path | None = None, tmux: bool = False) -> None:
        self.written: list[str] = []
        self.asked: list[str] = []
        self.folder = folder
        self.works = tmux

    def keep(self, text: str) -> Path:
        if self.folder is None:
            raise OSError(28, "No space left on device")
        kept = self.folder / "copy.txt"
        kept.write_text(text)
        return kept

    async def tmux(self, text: str) -> bool:
        self.asked.append(text)
        return self.works

    async def send(self, text: str, **environment: str) -> str:
        return await send(text, {"TERM": "xterm-256color"} | environment, self.written.append, self.keep, self.tmux)


async def test_below_tmux_its_buffer_comes_first() -> None:
    terminal = Terminal(tmux=True)
    assert await terminal.send("abc", TMUX="/tmp/tmux") == "sent 3 B to tmux and its terminal"
    assert terminal.asked == ["abc"] and terminal.written == []


async def test_a_tmux_that_fails_leaves_the_terminal() -> None:
    terminal = Terminal(tmux=False)
    assert await terminal.send("abc", TMUX="/tmp/tmux") == "sent 3 B to the terminal"
    assert terminal.written == [osc52("abc")]


async def test_without_tmux_nothing_is_started() -> None:
    terminal = Terminal(tmux=True)
    await terminal.send("abc")
    assert terminal.asked == []


async def test_more_than_the_limit_goes_to_a_file_with_its_path(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, tmux=True)
    text = "é" * (LIMIT // 2 + 1)
    said = await terminal.send(text, TMUX="/tmp/tmux")
    assert said == f"more than 66 kB, sent 66 kB to {tmp_path / 'copy.txt'}"
    assert (tmp_path / "copy.txt").read_text() == text
    assert terminal.written == [] and terminal.asked == []


async def test_a_terminal_that_ignores_copies_gets_a_file(tmp_path: Path) -> None:
    for environment in ({"TERM": "linux"}, {"TERM_PROGRAM": "Apple_Terminal"}):
        terminal = Terminal(tmp_path)
        assert (await terminal.send("abc", **environment)).startswith("this terminal takes no copies, sent 3 B to ")
        assert terminal.written == []


async def test_when_no_way_is_open_it_says_so() -> None:
    said = await Terminal(None).send("abc", TERM="dumb")
    assert said.endswith("no file could be written: No space left on device; free some space and try again")


def test_the_sequence_carries_the_text_and_nothing_of_it_raw() -> None:
    made = osc52("x\x1b]0;evil\x07")
    assert made.startswith("\x1b]52;c;") and made.endswith("\x07")
    assert base64.b64decode(made[7:-1]).decode() == "x\x1b]0;evil\x07"


async def test_below_screen_the_sequence_is_wrapped_in_short_pieces() -> None:
    terminal = Terminal()
    await terminal.send("y" * 300, STY="1.pts", TERM="screen")
    made = terminal.written[0]
    pieces = made.removeprefix("\x1bP").removesuffix("\x1b\\").split("\x1b\\\x1bP")
    assert len(pieces) > 1 and max(map(len, pieces)) < 100
    assert "".join(pieces) == osc52("y" * 300)


async def test_the_words_never_claim_more_than_sent(tmp_path: Path) -> None:
    for terminal in (Terminal(tmp_path, tmux=True), Terminal(tmp_path)):
        assert "copied" not in await terminal.send("abc", TMUX="x")
