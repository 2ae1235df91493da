"""The prompt of the deck: filters, searches and commands, and what they do to the panels."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from textual import on

from wave_tui.data.errors import UsageError
from wave_tui.data.views import RunsQuery

from ..commands import COMMANDS, choices
from ..filtering import EVERY_RUN, EventFilter, events_filter, runs_filter, without_begun
from ..messages import PromptAnswered, PromptChanged, PromptLeft
from ..present.prompt import Asked, asks_events, filters_runs, prompt_place
from ..widgets.panel import Panel
from .deck_dialogs import DeckDialogs

_TEXT = ("tree", "artifacts")
"""Panels in which ``/`` searches, as in the events; everywhere else it filters the runs."""


class DeckPrompt(DeckDialogs):
    """A deck that can be asked and told by a typed line."""

    _filter_before = EVERY_RUN
    _asked = Asked(":", "command")

    async def action_prompt(self, lead: str) -> None:
        """Ask for a filter, a search or a command."""
        if self.query("#prompt"):
            return
        from ..widgets.prompt import Prompt, PromptLine

        self._filter_before = self.query_now.runs.filter
        self._asked = self._asks(lead)
        _, row = prompt_place(self.arrangement)
        beside = PromptLine(self._asked, typed_in=row)
        beside.set_reactive(Panel.palette, self.palette)
        beside.set_reactive(Panel.view, self.view)
        prompt = Prompt(self._asked, choices() if lead == ":" else (), self.prompt_history.get(lead, ()))
        await self.mount(beside, prompt)
        self.place_prompt()
        self.set_focus(prompt)

    def _asks(self, lead: str) -> Asked:
        if lead == ":":
            return Asked(lead, "command", offers=tuple((each.name, each.argument, each.help) for each in COMMANDS))
        if lead == "&" or self.wish.active == "events":
            return asks_events(lead, self.view, self.query_now.events)
        if self.wish.active in _TEXT:
            return Asked(lead, "text")
        return filters_runs(self.view, self.query_now.runs.filter)

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
        self._notice(text)

    def _notice(self, text: str) -> None:
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
        if self._asked.what == "runs":
            self._filter_early(message.text)

    @on(PromptAnswered)
    def _prompt_answered(self, message: PromptAnswered) -> None:
        message.stop()
        try:
            then = self._answered(message.text)
        except UsageError as error:
            self._notice(str(error))
            return
        self._close_prompt()
        earlier = self.prompt_history.setdefault(message.lead, [])
        if message.text and message.text not in earlier[-1:]:
            earlier.append(message.text)
        then()

    def _answered(self, text: str) -> Callable[[], None]:
        """What an answer asks to be done; a filter that makes no sense raises UsageError, and is left to be mended."""
        match self._asked.what:
            case "command":
                return lambda: self.run_command(text)
            case "runs":
                runs_filter(text)
                return lambda: self._filter(text)
            case "events":
                found = events_filter(text)
                return lambda: self._keep(found)
        return lambda: self._search(text)

    @on(PromptLeft)
    def _prompt_left(self, message: PromptLeft) -> None:
        message.stop()
        self._close_prompt()
        if self._asked.what == "runs" and self.query_now.runs.filter != self._filter_before:
            self.filter_runs(RunsQuery(self._filter_before))

    def _filter_early(self, typed: str) -> None:
        """The filter while it is being typed: without a word that makes no sense yet."""
        for part in (typed, without_begun(typed)):
            with suppress(UsageError):
                self._filter(part)
                return

    def _filter(self, typed: str) -> None:
        before = self.query_now.runs.filter
        wanted = runs_filter(typed, before)
        if wanted != before:
            self.filter_runs(RunsQuery(wanted))

    def _close_prompt(self) -> None:
        self.set_focus(None)
        self.query("#prompt-line, #prompt").remove()
        self.keep_focus()

    def show_events(self, wanted: EventFilter) -> None:
        """Limit the events, or show all of them again."""
        from ..widgets.events import EventsPanel

        events = self.panels["events"]
        if isinstance(events, EventsPanel):
            events.keep = wanted

    def _keep(self, wanted: EventFilter) -> None:
        """Words limit the events; the text does too after ``&``, after ``/`` it is looked for."""
        from ..widgets.events import EventsPanel

        events = self.panels["events"]
        if self._asked.lead == "&" or not isinstance(events, EventsPanel):
            self.show_events(wanted)
        else:
            self.show_events(replace(wanted, text=events.keep.text))
            events.search = wanted.text

    def _search(self, text: str) -> None:
        from ..widgets.artifacts import ArtifactsPanel
        from ..widgets.tree import TreePanel

        panel = self.panels[self.wish.active]
        if isinstance(panel, (ArtifactsPanel, TreePanel)):
            panel.search = text
