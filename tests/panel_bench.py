"""One panel alone on the screen, under keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Generic, TypeVar

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from wave_tui.data.address import Address
from wave_tui.tui.messages import Drilled, Selected
from wave_tui.tui.present.view import View
from wave_tui.tui.widgets.panel import Panel

P = TypeVar("P", bound=Panel)


class Bench(App[None], Generic[P]):
    """A panel whose selection follows its messages."""

    def __init__(self, panel: P, view: View) -> None:
        super().__init__()
        self.panel = panel
        self.first = view
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        """The panel alone."""
        yield self.panel

    def on_mount(self) -> None:
        """Give it the story."""
        self.panel.view = self.first
        self.panel.focus()

    @property
    def address(self) -> Address:
        """What is selected now."""
        assert self.panel.view is not None
        return self.panel.view.address

    def on_selected(self, message: Selected) -> None:
        """The deck would do the same."""
        self.heard.append(message)
        if self.panel.view is not None:
            self.panel.view = replace(self.panel.view, address=message.address)

    def on_drilled(self, message: Drilled) -> None:
        """Remember."""
        self.heard.append(message)

    def line(self, y: int) -> str:
        """One line of the panel."""
        return "".join(segment.text for segment in self.panel.render_line(y))

    def text(self) -> str:
        """All lines of the panel."""
        return "\n".join(self.line(y) for y in range(self.panel.size.height))


@asynccontextmanager
async def benched(panel: P, view: View, size: tuple[int, int]) -> AsyncIterator[tuple[Bench[P], Pilot[None]]]:
    """A running app with the panel."""
    app = Bench(panel, view)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot
