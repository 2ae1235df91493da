"""Handing a copy to tmux or to a file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from wave_tui.data.clipboard import keep_copy, load_tmux_buffer


def program(folder: Path, script: str) -> str:
    """An executable that stands in for tmux."""
    path = folder / "tmux"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


async def test_tmux_gets_the_text_on_stdin(tmp_path: Path) -> None:
    binary = program(tmp_path, f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/text')
    assert await load_tmux_buffer("a\nb", binary=binary)
    assert (tmp_path / "arguments").read_text() == "load-buffer -w -\n"
    assert (tmp_path / "text").read_text() == "a\nb"


async def test_a_tmux_that_refuses_is_told_apart(tmp_path: Path) -> None:
    assert not await load_tmux_buffer("a", binary=program(tmp_path, "cat >/dev/null; exit 1"))


async def test_no_tmux_is_no_error(tmp_path: Path) -> None:
    assert not await load_tmux_buffer("a", binary=str(tmp_path / "none"))


async def test_a_tmux_that_hangs_is_ended(tmp_path: Path) -> None:
    assert not await load_tmux_buffer("a", binary=program(tmp_path, "exec tail -f /dev/null"), seconds=0.2)


def test_a_file_is_for_this_user_alone_and_never_overwrites(tmp_path: Path) -> None:
    first, second = keep_copy("one", tmp_path), keep_copy("two", tmp_path)
    assert first != second and first.read_text() == "one" and second.read_text() == "two"
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_leaves_the_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert keep_copy("text", tmp_path / "none").parent == tmp_path
