"""A project with an engine, and the proof that nothing of it is left behind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from supervised import MARK, World, end_marked, marked
from waiting import until


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A mark in the environment of everything the test starts; whatever carries it afterwards fails the test."""
    own = uuid.uuid4().hex
    monkeypatch.setenv(MARK, own)
    yield own
    try:
        until(lambda: not marked(own), 3)
    finally:
        left = [(pid, _command(pid)) for pid in marked(own)]
        end_marked(own)
        assert not left, f"processes are left: {left}"


@pytest.fixture
def world(tmp_path: Path, mark: str) -> World:
    """A project of its own whose engine is gracious for half a second."""
    return World(tmp_path)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
