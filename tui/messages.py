"""Every message between widgets, screens and the app."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message

from wave_tui.data.address import Address
from wave_tui.data.models import Artifact
from wave_tui.data.views import EventsQuery, Query, RunsQuery, Snapshot


class SnapshotRead(Message):
    """A reader answered; a newer answer replaces one that waits."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot

    def can_replace(self, message: Message) -> bool:
        """Only the newest snapshot matters."""
        return isinstance(message, SnapshotRead)


class Selected(Message):
    """The user moved to another place."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self.address = address


class Drilled(Message):
    """The user wants to look inside a place."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self.address = address


class RunsWanted(Message):
    """The list of runs needs another page."""

    def __init__(self, query: RunsQuery) -> None:
        super().__init__()
        self.query = query


class EventsWanted(Message):
    """The event window needs other rows."""

    def __init__(self, query: EventsQuery) -> None:
        super().__init__()
        self.query = query


class Marked(Message):
    """The user marked a run or took the mark away."""

    def __init__(self, run: str) -> None:
        super().__init__()
        self.run = run


class Said(Message):
    """Something to tell the user in the last line; one sentence."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class PromptChanged(Message):
    """The text in the prompt is another one now; ``pasted`` when no key was typed."""

    def __init__(self, lead: str, text: str, *, pasted: bool = False) -> None:
        super().__init__()
        self.lead = lead
        self.text = text
        self.pasted = pasted


class PromptAnswered(Message):
    """Enter was pressed in the prompt."""

    def __init__(self, lead: str, text: str) -> None:
        super().__init__()
        self.lead = lead
        self.text = text


class PromptLeft(Message):
    """Escape was pressed in the prompt."""

    def __init__(self, lead: str) -> None:
        super().__init__()
        self.lead = lead


class AddressLeft(Message):
    """The user goes one level back from inside a panel."""


class QueryAsked(Message):
    """The deck wants to know something."""

    def __init__(self, query: Query) -> None:
        super().__init__()
        self.query = query


class MouseWanted(Message):
    """The deck can do without the mouse for a while, or wants it back."""

    def __init__(self, on: bool) -> None:
        super().__init__()
        self.on = on


class DeckComplete(Message):
    """Every panel that there is room for is on the screen."""


class CommandGiven(Message):
    """A command that the app carries out."""

    def __init__(self, name: str, argument: str) -> None:
        super().__init__()
        self.name = name
        self.argument = argument


class PreviewWanted(Message):
    """The artifact panel wants to show a file from some byte on."""

    def __init__(self, artifact: Artifact, offset: int = 0) -> None:
        super().__init__()
        self.artifact = artifact
        self.offset = offset

    def can_replace(self, message: Message) -> bool:
        """Only what was chosen last is worth reading."""
        return isinstance(message, PreviewWanted)


class EngineAnswered(Message):
    """The engine answered in a thread; ``tell`` hands the answer to who asked."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self.tell = tell
