"""The prompt of the deck: filters, searches and commands, and what they do to the panels."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from wave_tui.data.views import RunsQuery

from ..commands import COMMANDS, choices
from ..messages import PromptAnswered, PromptChanged, PromptLeft
from ..present.prompt import prompt_place
from ..widgets.panel import Panel
from .deck_dialogs import DeckDialogs

_TEXT = ("tree", "events", "artifacts")
"""Panels in which ``/`` searches; everywhere else it filters the runs."""


class DeckPrompt(DeckDialogs):
    """A deck that can be asked and told by a typed line."""

    _filter_before = ""

    async def action_prompt(self, lead: str) -> None:
        """Ask for a filter, a search or a command."""
        if self.query("#prompt"):
            return
        from ..widgets.prompt import Prompt, PromptLine

        self._filter_before = self.query_now.runs.filter.text
        text = self._filter_before if lead == "/" and self._lists() else ""
        offers = [(command.name, command.argument, command.help) for command in COMMANDS] if lead == ":" else []
        _, row = prompt_place(self.arrangement)
        beside = PromptLine(lead, offers, lists=self._lists(), typed_in=row)
        beside.set_reactive(Panel.palette, self.palette)
        beside.set_reactive(Panel.view, self.view)
        prompt = Prompt(lead, text, choices() if lead == ":" else (), self.prompt_history.get(lead, ()))
        await self.mount(beside, prompt)
        self.place_prompt()
        self.set_focus(prompt)

    def place_prompt(self) -> None:
        """Put an open prompt where the size of the screen wants it."""
        if not self.query("#prompt"):
            return
        place, row = prompt_place(self.arrangement)
        beside, prompt = self.query_one("#prompt-line").styles, self.query_one("#prompt").styles
        beside.offset, beside.width, beside.height = (place.x, place.y), place.width, place.height
        prompt.offset, prompt.width = (place.x + 1, place.y + row), max(place.width - 1, 1)

    def _place(self) -> None:
        super()._place()
        self.place_prompt()

    def say(self, text: str) -> None:
        """One sentence in the last line; beside an open prompt, which covers that line."""
        super().say(text)
        from ..widgets.prompt import PromptLine

        for beside in self.query(PromptLine):
            beside.notice = text

    def run_command(self, text: str) -> None:
        """Carry out what was typed after the colon."""
        raise NotImplementedError

    @on(PromptChanged)
    def _prompt_changed(self, message: PromptChanged) -> None:
        message.stop()
        from ..widgets.prompt import PromptLine

        for beside in self.query(PromptLine):
            beside.text = message.text
            if not message.pasted:
                beside.notice = ""
        if message.lead == "/" and self._lists():
            self._filter(message.text)

    @on(PromptAnswered)
    def _prompt_answered(self, message: PromptAnswered) -> None:
        message.stop()
        self._close_prompt()
        earlier = self.prompt_history.setdefault(message.lead, [])
        if message.text and message.text not in earlier[-1:]:
            earlier.append(message.text)
        if message.lead == ":":
            self.run_command(message.text)
        elif message.lead == "&":
            self._keep(message.text)
        elif not self._lists():
            self._search(message.text)

    @on(PromptLeft)
    def _prompt_left(self, message: PromptLeft) -> None:
        message.stop()
        self._close_prompt()
        if message.lead == "/" and self._lists():
            self._filter(self._filter_before)

    def _filter(self, text: str) -> None:
        now = self.query_now.runs.filter
        if text != now.text:
            self.filter_runs(RunsQuery(replace(now, text=text)))

    def _lists(self) -> bool:
        return self.wish.active not in _TEXT

    def _close_prompt(self) -> None:
        self.set_focus(None)
        self.query("#prompt-line, #prompt").remove()
        self.keep_focus()

    def _keep(self, text: str) -> None:
        from ..widgets.events import EventsPanel

        events = self.panels["events"]
        if isinstance(events, EventsPanel):
            events.keep = text

    def _search(self, text: str) -> None:
        from ..widgets.artifacts import ArtifactsPanel
        from ..widgets.events import EventsPanel
        from ..widgets.tree import TreePanel

        panel = self.panels[self.wish.active]
        if isinstance(panel, (EventsPanel, ArtifactsPanel, TreePanel)):
            panel.search = text
