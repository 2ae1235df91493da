"""What the sources of a run state about it: how its progress was computed, facts, disagreements, oddities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from wave_tui.data.models import Note, Run, RunDetail, Step, Subtask

from .event_sheet import wrapped
from .facts import LABEL, labelled, row
from .line import Line, cut, cut_middle, line
from .look import Look
from .numbers import percent
from .runs import said_facts

_SOURCES = {"store": "store", "wave": "wave events", "levels": "levels", "phases": "phases", "ci": "ci log"}


def how_line(run: Run, cells: int, look: Look) -> Line:
    """How its progress was computed, in one line, if need be without what adds nothing."""
    whole = _spelt(run.how, look)
    room = cells - LABEL
    text = whole if cell_len(whole) <= room else cut_middle(_without_zeros(whole), room, look.glyphs.ellipsis)
    return _said("how", text, "dim", cells, look)


def how_lines(run: Run, cells: int, look: Look) -> list[Line]:
    """How its progress was computed, in as many lines as that takes."""
    return _wrapped("how", _spelt(run.how, look), "text", cells)


def conflict_line(run: Run, cells: int, look: Look) -> Line:
    """What its sources disagree about, in one line."""
    return _said("conflict", run.conflict, "warn", cells, look)


def conflict_lines(run: Run, cells: int) -> list[Line]:
    """What its sources disagree about, in a line or two."""
    return _wrapped("conflict", run.conflict, "warn", cells)[:2]


def indexed_line(run: Run, cells: int) -> Line:
    """How much of its event file is read, while that is not all."""
    if run.indexed is None:
        return ()
    told: Line = line((percent(run.indexed), "text"), (" of its event file is read, newest first", "dim"))
    return labelled("indexed", told, cells)


def facts_line(run: Run, cells: int) -> Line:
    """What else it states: its profile, who started it."""
    return row("facts", [line((f"{each.name} ", "dim"), (each.value, "text")) for each in said_facts(run)], cells)


def origin_facts(run: Run) -> list[Line]:
    """Where it is known from and where it works."""
    known = ", ".join(_SOURCES.get(source, source) for source in run.sources)
    told = (("from", known if run.sources != ("store",) else ""), ("host", run.host), ("workspace", run.workspace))
    return [line((f"{name} ", "dim"), (value, "text")) for name, value in told if value]


def notes_of(detail: RunDetail) -> Iterator[tuple[str, Note]]:
    """Everything odd in the data of a run with the place that it is about; the run itself has no name."""
    yield from (("", note) for note in detail.run.notes)
    for step in detail.steps:
        yield from ((step.id, note) for note in step.notes)
        yield from _below(step)


def odd_line(detail: RunDetail, cells: int, look: Look) -> Line:
    """The first thing that is odd, and how many there are."""
    found = list(notes_of(detail))
    if not found:
        return ()
    more = f"  and {len(found) - 1} more, 6 lists them" if len(found) > 1 else ""
    text = cut(_note(*found[0]), max(cells - LABEL - len(more), 0), look.glyphs.ellipsis)
    return labelled("odd", line((text, "warn"), (more, "dim")), cells)


def odd_lines(detail: RunDetail, cells: int) -> list[Line]:
    """Everything that is odd."""
    found = [_wrapped("odd", _note(place, note), "warn", cells) for place, note in notes_of(detail)]
    return [each for lines in found for each in lines]


def _below(step: Step) -> Iterator[tuple[str, Note]]:
    """Level by level: most of ten thousand subtasks have neither notes nor anything below them."""
    levels: list[tuple[str, Sequence[Subtask]]] = [(step.id, step.subtasks)]
    for above, nodes in levels:
        for node in nodes:
            if node.notes or node.subtasks:
                place = f"{above}/{node.name or node.id}"
                yield from ((place, note) for note in node.notes)
                levels.append((place, node.subtasks))


def _note(place: str, note: Note) -> str:
    return ": ".join(part for part in (place, f"{note.subject} {note.text}".strip()) if part)


def _said(label: str, text: str, token: str, cells: int, look: Look) -> Line:
    return labelled(label, line((cut(text, cells - LABEL, look.glyphs.ellipsis), token)), cells) if text else ()


def _wrapped(label: str, text: str, token: str, cells: int) -> list[Line]:
    parts: Sequence[str] = wrapped(text, cells - LABEL) if text else ()
    return [labelled(label if not place else "", line((part, token)), cells) for place, part in enumerate(parts)]


def _without_zeros(sum_: str) -> str:
    terms, equals, total = sum_.partition(" = ")
    adds = [term for term in terms.split(" + ") if not term.endswith((" 0", " ?"))]
    return f"{' + '.join(adds) or '0'}{equals}{total}"


def _spelt(text: str, look: Look) -> str:
    return text.replace("×", look.glyphs.times)
