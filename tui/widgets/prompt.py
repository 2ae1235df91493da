"""The prompt for filters, searches and commands: a line to type in, its sign, and a line of help beside it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.geometry import Size
from textual.reactive import reactive
from textual.suggester import SuggestFromList
from textual.widgets import Input

from wave_tui.data.text import clean

from ..filtering import completions
from ..messages import PromptAnswered, PromptChanged, PromptLeft, Said
from ..present.line import Line, line
from ..present.prompt import Asked, advice, offered
from ..present.view import View
from .panel import Panel

LIMIT = 65_536
"""Characters kept of what is typed or pasted."""


class PromptLine(Panel, can_focus=False):
    """The rows of the prompt: its sign, and what could be typed, what the keys do, or a notice."""

    TITLED = False
    text: reactive[str] = reactive("", init=False, repaint=False)
    notice: reactive[str] = reactive("", init=False, repaint=False)

    def __init__(self, asked: Asked, *, typed_in: int) -> None:
        super().__init__(id="prompt-line")
        self._asked = asked
        self._typed_in = typed_in
        self.set_reactive(PromptLine.text, asked.text)

    def watch_text(self) -> None:
        """Other commands fit."""
        self.paint()

    def watch_notice(self) -> None:
        """Something is to be told at once."""
        self.paint()

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """The sign in the row of the text, the help in the other one."""
        rows: list[Line] = [self._help(view, width)] * height
        rows[min(self._typed_in, height - 1)] = line((self._asked.lead, "accent bold"))
        return rows

    def _help(self, view: View, width: int) -> Line:
        if self.notice:
            return line((self.notice, "warn"))
        if self._asked.what == "command":
            return offered(self.text, self._asked.offers, width, view.look)
        return advice(self._asked, self.text, width, view.look)


class Prompt(Input):
    """A line that asks for text; ``lead`` is its sign: ``/``, ``&`` or ``:``."""

    # Longer text scrolls within the same line: nothing around it moves.
    virtual_size = reactive(Size(0, 0), layout=False)

    def __init__(self, asked: Asked, choices: Sequence[str] = (), history: Sequence[str] = ()) -> None:
        suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
        super().__init__(asked.text, placeholder="", compact=True, max_length=LIMIT, suggester=suggester, id="prompt")
        self.lead = asked.lead
        self.cursor_blink = False
        self._words = asked.words
        self._choices = tuple(choices)
        self._history = [*history, asked.text]
        self._place = len(history)
        self._typed = asked.text
        self._pasted = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every keystroke is told, so that a filter shows at once."""
        event.stop()
        pasted, self._pasted = self._pasted, False
        self.screen.post_message(PromptChanged(self.lead, event.value, pasted=pasted))

    def on_key(self, event: events.Key) -> None:
        """Enter takes the text as it stands, escape leaves; up and down walk through earlier answers, tab completes.

        The end is told to the screen itself: its queue holds it before the next key, which then finds no prompt.
        """
        if event.key == "enter":
            event.stop()
            self.screen.post_message(PromptAnswered(self.lead, self.value))
        elif event.key == "escape":
            event.stop()
            self.screen.post_message(PromptLeft(self.lead))
        elif event.key in ("up", "down"):
            event.stop()
            self._walk(-1 if event.key == "up" else 1)
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            self._complete(1 if event.key == "tab" else -1)
        else:
            self._typed = ""

    def _on_paste(self, event: events.Paste) -> None:
        """One line of safe text, as much as there is room for; what is dropped is told."""
        event.stop()
        event.prevent_default()
        room = max(LIMIT - len(self.value), 0)
        text = clean(event.text[: room * 2], limit=LIMIT * 2).strip()
        self._pasted = True
        self.insert_text_at_cursor(text[:room])
        if len(text) > room:
            self.post_message(Said(f"the paste was cut: a prompt takes {LIMIT} characters"))

    def _walk(self, by: int) -> None:
        """Earlier answers; the text that was being typed is the last of them."""
        if self._place == len(self._history) - 1:
            self._history[-1] = self.value
        self._place = max(0, min(self._place + by, len(self._history) - 1))
        self._put(self._history[self._place])

    def _complete(self, by: int) -> None:
        """The first that fits what was typed, then the next one with every tab."""
        typed = self._typed or self.value
        whole = [choice for choice in self._choices if choice.startswith(typed)]
        fitting = [*whole, *completions(typed, self._words)]
        if fitting:
            at = fitting.index(self.value) + by if self.value in fitting else 0 if by > 0 else -1
            self._typed = typed
            self._put(fitting[at % len(fitting)])

    def _put(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)
