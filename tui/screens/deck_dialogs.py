"""The dialogs of the deck: describe, yank, help, bad records."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual import work
from textual.binding import Binding

from ..keys import DECK, caps
from ..present.line import plain
from .deck_motion import DeckMotion

if TYPE_CHECKING:
    from wave_tui.data.models import Artifact, BadLine, Deployment, Event

    from ..present.help import Entry
    from ..present.yank import Offer
    from .dialog import Dialog

Answer = TypeVar("Answer")


class DeckDialogs(DeckMotion):
    """What is asked and shown in a box above the panels."""

    def action_describe(self) -> None:
        """The raw record of the selection as JSON."""
        from ..present.record import record
        from .describe import Describe

        deployment = self._deployment()
        place, text = str(self.view.address), record(self.view, self._event())
        if deployment is not None:
            from ..present.deployments import record_of

            place, text = deployment.id, record_of(deployment)
        self._open(Describe(self.view.look, self.palette, place, text), self._copy)

    def action_yank(self) -> None:
        """A menu of what can be copied."""
        from ..present.yank import deployment_offers, offers
        from .yank import Yank

        deployments = self.view.snapshot.deployments
        if self.wish.active == "deployments" and deployments is not None:
            found = deployment_offers(deployments, self._deployment())
        else:
            found = offers(self.view, self._event(), self._artifact())
        self._open(Yank(self.view.look, self.palette, found), self._copy_offer)

    def action_yank_panel(self) -> None:
        """The whole panel without its borders."""
        self._copy("\n".join(plain(each).rstrip() for each in self.panels[self.wish.active].drawn[1:]))

    def action_help(self) -> None:
        """Every key that is valid here."""
        from ..present.help import Entry
        from .help import Help

        own = [self._entry(binding) for binding in self._own_bindings()]
        deck = [Entry(key.group, caps(self.keymap.get(key.id, key.keys)), key.label) for key in DECK]
        self._open(Help(self.view.look, self.palette, [*own, *deck]), lambda _: None)

    def show_bad(self, found: Sequence[BadLine]) -> None:
        """The bad records of event files."""
        from .bad import Bad

        self._open(Bad(self.view.look, self.palette, found), self._copy)

    def _open(self, dialog: Dialog[Answer], then: Callable[[Answer | None], None]) -> None:
        """The events stand still below an open dialog, so that what it is about stays in sight."""
        self._freeze(True)
        dialog.bounds = self.bounds

        def closed(answer: Answer | None) -> None:
            self._freeze(False)
            then(answer)

        self.app.push_screen(dialog, closed)

    def _freeze(self, frozen: bool) -> None:
        from ..widgets.events import EventsPanel

        events = self.panels["events"]
        if isinstance(events, EventsPanel):
            events.frozen = frozen

    def _own_bindings(self) -> list[Binding]:
        bindings = type(self.panels[self.wish.active]).BINDINGS
        return [binding for binding in bindings if isinstance(binding, Binding)]

    def _entry(self, binding: Binding) -> Entry:
        from ..present.help import Entry

        keys = self.keymap.get(binding.id or "", binding.key)
        return Entry(self.panels[self.wish.active].NAME, caps(keys), binding.description)

    def _event(self) -> Event | None:
        from ..widgets.events import EventsPanel

        panel = self.panels["events"]
        return panel.selected_event if self.wish.active == "events" and isinstance(panel, EventsPanel) else None

    def _artifact(self) -> Artifact | None:
        if self.wish.active != "artifacts":
            return None
        from ..widgets.artifacts import ArtifactsPanel

        panel = self.panels["artifacts"]
        return panel.chosen if isinstance(panel, ArtifactsPanel) else None

    def _deployment(self) -> Deployment | None:
        if self.wish.active != "deployments":
            return None
        from ..widgets.deployments import DeploymentsPanel

        panel = self.panels["deployments"]
        return panel.chosen if isinstance(panel, DeploymentsPanel) else None

    def _copy_offer(self, offer: Offer | None) -> None:
        self._copy(offer.text if offer is not None else None)

    def _copy(self, text: str | None) -> None:
        if text:
            self.send_copy(text)

    @work(group="clipboard", exclusive=True)
    async def send_copy(self, text: str) -> None:
        """Send a copy by the first way that is open, and say which."""
        from wave_tui.data.clipboard import keep_copy

        from ..clipboard import send

        self.say(await send(text, os.environ, self._write, keep_copy))

    def _write(self, sequence: str) -> None:
        driver = self.app._driver
        if driver is not None:
            driver.write(sequence)
