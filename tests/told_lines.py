"""Lines of event files read as the ingester reads them, without a folder or a database around them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wave_tui.data.events.facts import Fact, Told
from wave_tui.data.events.fold import fold
from wave_tui.data.events.fold_state import FoldedRun, FoldedStep
from wave_tui.data.events.formats.lenient import plain
from wave_tui.data.events.formats.recognise import reader_of, recognise

STREAMS = Path(__file__).parent / "fixtures" / "ndjson"


def line(**values: object) -> bytes:
    """A record as a line."""
    return json.dumps(values).encode()


def read(lines: Iterable[bytes], file: str = "file") -> dict[str, FoldedRun]:
    """The runs that these lines tell of, by id; raises what a bad line raises."""
    runs: dict[str, FoldedRun] = {}
    last = file
    for each in lines:
        name, record, notes = _record(each)
        kind = reader_of(name).kind
        last = kind.run_of(record, file) or last
        fold(runs.setdefault(last, FoldedRun(last, name)), (*kind.facts(record, file), *notes))
    return runs


def run_of(*lines: bytes, file: str = "file") -> FoldedRun:
    """The one run that these lines tell of."""
    (run,) = read(lines, file).values()
    return run


def step_of(*lines: bytes) -> FoldedStep:
    """The one step of the one run that these lines tell of."""
    (step,) = run_of(*lines).steps.values()
    return step


def facts_of(one: bytes, file: str = "file") -> tuple[Fact, ...]:
    """What one line states."""
    name, record, notes = _record(one)
    return (*reader_of(name).kind.facts(record, file), *notes)


def told_of(one: bytes, file: str = "file") -> Told:
    """One line in the event pane."""
    name, record, _ = _record(one)
    return reader_of(name).kind.told(record, file)


def noted(folded: FoldedRun | FoldedStep) -> dict[str, str]:
    """The data-quality notes by their subjects."""
    return {note.subject: note.text for note in folded.notes}


def _record(one: bytes) -> tuple[str, Any, tuple[Fact, ...]]:
    kind = recognise(plain(one))
    assert kind is not None, one
    record, notes = reader_of(kind.NAME).read(one)
    return kind.NAME, record, notes
