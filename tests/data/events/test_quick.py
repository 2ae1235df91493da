"""The quick way through Wave's event stream comes to the same as reading every line by itself."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import msgspec
from event_files import as_lines
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from wave_tui.data.events.fold import fold
from wave_tui.data.events.fold_state import FoldedRun
from wave_tui.data.events.formats import wave
from wave_tui.data.events.formats.recognise import reader_of
from wave_tui.data.events.quick_segments import segments
from wave_tui.data.events.segments import BLOCK, Bad, Segment, Source, line_segments

SOURCE = Source(wave, reader_of("wave"), "stream")
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A stream that fails is long; making it shorter takes minutes."""
STATES = ("stream_activity", "step_progress", "running", "completed", "failed", "retrying", "started", "warning")
NUMBERS = ("tokens_used", "progress", "subtask_current", "subtask_total", "files_processed", "estimated_eta")


def stamp(number: int) -> str:
    return datetime.fromtimestamp(1_790_000_000 + number, UTC).isoformat().replace("+00:00", "Z")


def stream_of(seed: int) -> list[dict[str, object]]:
    """A stream of up to two hundred records by lot."""
    chance = random.Random(seed)
    return [record_of(number, chance) for number in range(chance.randint(1, 200))]


def record_of(number: int, chance: random.Random) -> dict[str, object]:
    busy = chance.random() < 0.8
    record: dict[str, object] = {
        "timestamp": stamp(number),
        "pipeline_id": chance.choice(("one", "two", "")) if chance.random() < 0.03 else "one",
        "step_id": chance.choice(("a", "b", "c", "")) if chance.random() < 0.16 else "a",
        "state": chance.choice(STATES[:2] if busy else STATES),
        "message": chance.choice(("", "Read main.py", "x" * 900)),
        "persona": chance.choice(("navigator", "navigator", "")),
    }
    told = [name for name in NUMBERS if chance.random() < (0.05 if busy else 0.2)]
    return record | {name: chance.randint(0, 120) for name in told}


STREAMS = st.integers(0, 2**32 - 1).map(stream_of)
"""Drawn value by value they would take most of the time of these tests."""


def together(found: list[Segment | Bad]) -> tuple[dict[str, FoldedRun], bytes]:
    runs: dict[str, FoldedRun] = {}
    data = b""
    for segment in found:
        assert isinstance(segment, Segment)
        run = runs.setdefault(segment.run, FoldedRun(segment.run, "wave"))
        run.records += segment.passed
        for facts in segment.facts:
            fold(run, facts)
        data += segment.data
    return runs, data


@settings(max_examples=100, deadline=None, phases=QUICK)
@given(STREAMS)
def test_the_quick_way_folds_to_the_same_runs(records: list[dict[str, object]]) -> None:
    data = as_lines(records)
    quick, kept = together(list(segments(SOURCE, data, 0, "")))
    slow, kept_too = together(list(line_segments(SOURCE, data, 0, "")))
    assert kept == kept_too == data
    assert msgspec.to_builtins(quick) == msgspec.to_builtins(slow)


@settings(max_examples=40, deadline=None, phases=QUICK)
@given(STREAMS)
def test_the_quick_way_counts_lines_failures_and_steps_alike(records: list[dict[str, object]]) -> None:
    data = as_lines(records)
    for found in (list(segments(SOURCE, data, 7, "")), list(line_segments(SOURCE, data, 7, ""))):
        parts = [segment for segment in found if isinstance(segment, Segment)]
        assert sum(part.lines for part in parts) == len(records)
        assert sum(part.failed for part in parts) == sum(record["state"] == "failed" for record in records)
        assert {step for part in parts for step in part.steps} == {record["step_id"] for record in records}
        assert all(len(part.data) <= BLOCK for part in parts)
        assert [part.offset for part in parts] == [7 + data.find(part.data) for part in parts]


def test_a_line_that_does_not_fit_is_read_by_itself_and_the_rest_quickly() -> None:
    busy = {"pipeline_id": "one", "step_id": "a", "state": "stream_activity", "message": "Read", "persona": "p"}
    records = [{"timestamp": stamp(n), **busy} for n in range(4000)]
    data = as_lines(records[:2000]) + b"{torn\n" + as_lines(records[2000:])
    found = list(segments(SOURCE, data, 0, ""))
    bad = [one for one in found if isinstance(one, Bad)]
    assert [one.size for one in bad] == [6]
    assert sum(one.passed for one in found if isinstance(one, Segment)) > 3000
    assert sum(one.lines for one in found if isinstance(one, Segment)) == 4000
