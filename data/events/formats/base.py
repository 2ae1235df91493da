"""What a format is: a module with these functions; ``Record`` is its typed line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct

from ..facts import Fact, Told

Record = TypeVar("Record", bound=Struct)


class Format(Protocol[Record]):
    """A module of this folder.

    A line is decoded into ``RECORD`` at once; a line that does not fit is decoded again as a plain object and mended
    by ``lenient.fitted``, which turns each field of a wrong type into a note.
    """

    NAME: str
    WHOLE: bool
    """True when a file holds one JSON document that is replaced as a whole, False when it holds a record a line."""
    RECORD: type[Record]

    def belongs(self, record: Mapping[str, object]) -> bool:
        """True when a record of a file nobody recognised yet is one of this format's."""

    def run_of(self, record: Record, file: str) -> str:
        """The id of the run that the record is about; ``file`` is the file's name without its endings.

        "" when it names none: it is about the run of the record before it then, about ``file`` when it is the first.
        """

    def facts(self, record: Record, file: str) -> Sequence[Fact]:
        """What the record states, in the order in which it holds."""

    def told(self, record: Record, file: str) -> Told:
        """The record as a line of the event pane."""
