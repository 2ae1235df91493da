"""What a format may offer beside its functions so that a million lines of it are taken in quickly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from ..facts import Fact


class Brief(Struct, gc=False):
    """The least of a record: whose it is, what it is about, and when it was written."""

    run: str
    step: str
    state: str
    time: datetime


class Quick(Protocol):
    """A module beside a format's, which the format names QUICK.

    Most records of a stream only say what a step is at now, and the last of several in a row says it for all. A line
    that does not fit BRIEF, or that breaks a rule, is read by the format itself.
    """

    BRIEF: type[Brief]

    def marks(self, briefs: Sequence[Any]) -> list[str | None]:
        """For each record the step that it is passing remarks on, None for one that states anything lasting."""

    def together(self, briefs: Sequence[Any], facts: Sequence[Fact]) -> Sequence[Fact]:
        """What consecutive passing records of one step state: those before the last in brief, and its facts."""

    def speaks_for_all(self, record: Any) -> bool:
        """True when nothing of the passing records before this one in a row is left once it is taken in."""
