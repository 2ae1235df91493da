"""Lines as they are kept become the events that are shown, where a question wants them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from ...events.facts import Told
from ...events.fold_state import FoldedRun
from ...events.formats.lenient import UnreadableError
from ...events.formats.recognise import by_name, reader_of
from ...models import Event, Note
from ...states import severity
from ...text import clean, clean_id
from ...views import EventsQuery
from .shown import metrics_of, text, title

Tell = Callable[[bytes], Told]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question keeps, in the form in which lines are compared; ``tries`` are starts of tries by step."""

    query: EventsQuery
    text: str = ""
    tries: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def everything(self) -> bool:
        """True when every line is kept."""
        asked = self.query
        restricted = asked.step or asked.attempt is not None or asked.subtask or asked.levels or asked.persona
        return not (restricted or self.text)


@dataclass(frozen=True, slots=True)
class Source:
    """The file of a block: the format of its lines, and how one of them is read."""

    format: str
    tell: Tell


def wanted(query: EventsQuery, tries: Mapping[str, tuple[float, ...]]) -> Wanted:
    """What a question keeps of a run."""
    return Wanted(query, query.text.lower(), tries)


def tries_of(run: FoldedRun) -> dict[str, tuple[float, ...]]:
    """When the tries of each step began, in order; a step that was tried once tells nothing."""
    starts = {
        clean_id(name): tuple(one.started for one in step.attempts if one.started is not None)
        for name, step in run.steps.items()
    }
    return {name: found for name, found in starts.items() if len(found) > 1}


def source_of(path: str, kind: str) -> Source:
    """How lines of a file are read; those of a format that is not known are shown as they are."""
    known = by_name(kind)
    if known is None:
        return Source(clean_id(kind) or "file", _as_it_is)
    read, told, name = reader_of(kind).read, known.told, PurePath(path).name.split(".")[0]

    def tell(line: bytes) -> Told:
        try:
            record, odd = read(line)
        except UnreadableError:
            return _as_it_is(line)
        found: Told = told(record, name)
        found.notes = (*found.notes, *((note.subject, note.text) for note in odd))
        return found

    return Source(known.NAME, tell)


def lines_of(block: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of a block with their ids, oldest first."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        line = data[start:end]
        if line.strip():
            yield block + start, line
        start = end


def keeps(wish: Wanted, told: Told, attempt: int | None) -> bool:
    """True when the question wants this line."""
    asked = wish.query
    if asked.step and clean_id(told.step) != asked.step:
        return False
    if asked.attempt is not None and attempt != asked.attempt:
        return False
    if asked.subtask and tuple(map(clean_id, told.subtask[: len(asked.subtask)])) != asked.subtask:
        return False
    if asked.levels and severity(told.state, told.level) not in asked.levels:
        return False
    if asked.persona and clean_id(told.persona) != asked.persona:
        return False
    return not wish.text or _mentions(told, wish.text)


def attempt_of(wish: Wanted, told: Told) -> int | None:
    """Number of the try to which the line belongs: as it says, else by its time, the first where there is one only."""
    if told.attempt is not None or not told.step:
        return told.attempt
    starts = wish.tries.get(clean_id(told.step))
    if starts is None or told.time is None:
        return 1
    return max(1, bisect_right(starts, told.time))


def as_event(number: int, run: str, source: str, told: Told, attempt: int | None) -> Event:
    """The line as an event of the pane."""
    return Event(
        id=number,
        run=run,
        time=told.time,
        state=clean_id(told.state),
        step=clean_id(told.step),
        attempt=attempt,
        message=text(told.message),
        persona=clean_id(told.persona),
        tokens=told.tokens,
        duration=told.duration,
        model=clean_id(told.model),
        adapter=clean_id(told.adapter),
        progress=told.progress,
        source=source,
        notes=tuple(Note(title(subject), clean(odd, limit=2_000)) for subject, odd in told.notes),
        level=clean_id(told.level),
        subtask=tuple(map(clean_id, told.subtask)),
        place=title(told.place),
        function=title(told.function),
        facts=metrics_of(told.facts),
    )


def _as_it_is(line: bytes) -> Told:
    return Told(None, "", message=line.decode(errors="replace").strip())


def _mentions(told: Told, text: str) -> bool:
    fields = (told.message, told.state, told.step, told.persona, told.place, *told.subtask)
    return any(text in each.lower() for each in fields if each)
