"""Starts programs in pseudo-terminals and sees to it that they end with the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from programs import Start, deck, tiny_app


@pytest.fixture
def tiny() -> Iterator[Start]:
    """The tiny app."""
    with ExitStack() as stack:
        yield tiny_app(stack)


@pytest.fixture(params=[tiny_app, deck])
def start(request: pytest.FixtureRequest) -> Iterator[Start]:
    """Every program that must live and die well; ``q`` leaves it."""
    with ExitStack() as stack:
        program: Start = request.param(stack)
        yield program


@pytest.fixture
def heartbeat(tmp_path: Path) -> str:
    """A file into which the tiny app writes that its event loop is alive."""
    path = tmp_path / "heartbeat"
    path.write_text("")
    return str(path)
