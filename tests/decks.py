"""The real deck over a real store, with a clock and a terminal that belong to the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import engines
from stores import NOW
from textual.pilot import Pilot
from waiting import until_async

from wave_tui.data.address import Address
from wave_tui.data.models import PlannedStep
from wave_tui.data.project import Project, find_project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.tui import start
from wave_tui.tui.app import Launch, Settled, WaveApp
from wave_tui.tui.control.pen import Control
from wave_tui.tui.display import Abilities, Display, display
from wave_tui.tui.feed import Feed, Reader
from wave_tui.tui.screens.deck import Deck


class Silence:
    """A notifier that never notifies; the feed looks once a second."""

    fd: int | None = None

    def drain(self) -> bool:
        """Nothing."""
        return False

    def close(self) -> None:
        """Nothing."""


def deck_app(
    root: Path,
    *,
    address: str = "",
    words: Mapping[str, str] | None = None,
    abilities: Abilities | None = None,
    clock: Callable[[], float] = lambda: NOW,
    keys: Mapping[str, str] | None = None,
    settle: Callable[[Display], Settled] | None = None,
    control: Control | None = None,
    reader: Callable[[], Reader] | None = None,
    **more: Any,
) -> WaveApp:
    """An app over the project at ``root`` in UTC; ``words`` are display settings, ``settle`` what comes of them.

    Without a ``control`` an engine that touches nothing is asked, without a ``reader`` the project's store is read.
    ``more`` are further fields of the launch.
    """
    project = find_project(root, root)
    plans: dict[str, tuple[PlannedStep, ...]] = {}
    shown = display({"timezone": "utc", **(words or {})}, abilities or Abilities())
    feed = Feed(reader or (lambda: _reads(project, plans, clock)), Silence, clock)
    launch = Launch(
        project="shop-api",
        host="buildbox",
        feed=feed,
        first=feed.first(),
        display=shown,
        settle=lambda: settle(shown) if settle is not None else Settled(shown, dict(keys or {})),
        definitions=lambda: start.definitions(project, plans),
        preview=lambda artifact, offset: start.read_preview(project, artifact, offset),
        control=control or engines.control(engines.FakeEngine()),
        address=Address(address),
        clock=clock,
        root=str(project.root),
        **more,
    )
    return WaveApp(launch)


def _reads(project: Project, plans: Mapping[str, tuple[PlannedStep, ...]], clock: Callable[[], float]) -> Reader:
    return ProjectReader(project, now=clock, plan=lambda name: plans.get(name, ()), process_alive=lambda pid: pid == 1)


@asynccontextmanager
async def opened(app: WaveApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Deck, Pilot[Any]]]:
    """The deck once definitions and details of its run have arrived."""
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        yield app.deck, pilot


async def settled(app: WaveApp, pilot: Pilot[Any]) -> None:
    """Everything that was asked for is on the screen."""
    deck = app.deck
    await until_async(lambda: app.defined)
    await until_async(lambda: deck.view.snapshot.query == deck.query_now)
    await pilot.pause()
    await until_async(lambda: deck.view.snapshot.query == deck.query_now)
    await pilot.pause()


async def pressed(app: WaveApp, pilot: Pilot[Any], *keys: str) -> None:
    """Keys one after another, each once the answer to the one before is on the screen."""
    for key in keys:
        await pilot.press(key)
        await settled(app, pilot)
    await until_async(lambda: not any(work.group == "preview" and not work.is_finished for work in app.workers))
    await pilot.pause()
