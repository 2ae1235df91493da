"""What is exported of a run, and the forms in which it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from wave_tui.data.errors import UsageError
from wave_tui.data.models import Event, RunDetail
from wave_tui.data.text import clean

from ..commandline.fields import Shape

FORMS = ("json", "ndjson", "csv", "md", "html")


@dataclass(frozen=True, slots=True)
class Story:
    """One run; ``events`` are read once and in order, ``dag`` is its graph, ``now`` the unix second of the export."""

    detail: RunDetail
    events: Iterable[Event]
    dag: Shape
    now: float


def writer(form: str) -> Callable[[Story], Iterator[str]]:
    """What turns a run into the pieces of a text in that form, never all of it at once.

    Raises UsageError when there is no such form.
    """
    if form == "json":
        from .json_text import pieces
    elif form == "ndjson":
        from .json_lines import pieces
    elif form == "csv":
        from .csv_text import pieces
    elif form == "md":
        from .markdown import pieces
    elif form == "html":
        from .html_text import pieces
    else:
        raise UsageError(f"there is no form {clean(form, limit=40)!r}; known are {', '.join(FORMS)}")
    return pieces
