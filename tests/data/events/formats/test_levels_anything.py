"""Nothing that a levels file can hold makes reading it raise anything but the word that it cannot be read."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.events.fold import fold
from wave_tui.data.events.fold_state import FoldedRun
from wave_tui.data.events.formats.lenient import UnreadableError
from wave_tui.data.events.formats.recognise import reader_of
from wave_tui.data.report import Operation, Reporter
from wave_tui.data.reporting.encoding import encode
from wave_tui.data.reporting.lines import line_of

_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None))
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
_WORDS = st.sampled_from(["running", "completed", "failed", "song", "action", "setlist", "progress", "level_ended"])
_KEYS = tuple(one.encode_name for one in msgspec.structs.fields(reader_of("levels").kind.RECORD))
_LEVEL = ("level_id", "level_type", "name", "status", "current", "total", "percentage", "started_at", "metadata")
_TIMES = st.sampled_from(["2024-01-15T10:30:00Z", "2024-01-15T10:30:00+02:00", 1_705_314_600, 1e300, "soon", -1])


def _objects(keys: tuple[str, ...], **special: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    likely = _WORDS | _TIMES | st.floats(-5, 200) | _VALUES
    return st.fixed_dictionaries({}, optional={key: special.get(key, likely) for key in keys})


_NESTED = st.recursive(
    _objects(_LEVEL) | _LEAVES,
    lambda inner: _objects((*_LEVEL, "children"), children=st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)
_RECORDS = _objects(
    _KEYS,
    levels=st.dictionaries(st.text(max_size=3), _NESTED, max_size=3) | _VALUES,
    overall=_NESTED,
    path=st.lists(st.text(max_size=3), max_size=4) | _VALUES,
)


def _reads(line: bytes) -> None:
    """Takes a line as far as it goes, and keeps what it told as the sidecar keeps it."""
    try:
        record, notes = reader_of("levels").read(line)
    except UnreadableError as error:
        assert str(error)
        return
    kind, run = reader_of("levels").kind, FoldedRun("run", "levels")
    assert isinstance(kind.run_of(record, "file"), str)
    for _ in range(2):
        fold(run, (*kind.facts(record, "file"), *notes))
    kept = msgspec.json.encode(run)
    assert msgspec.json.encode(msgspec.json.decode(kept, type=FoldedRun)) == kept
    assert msgspec.json.encode(kind.told(record, "file"))


@given(_RECORDS, st.sampled_from(["o", 5, "", None, 1.5]))
def test_any_object_is_read_or_refused_with_a_reason(record: dict[str, Any], run: object) -> None:
    _reads(json.dumps({**record, "operation_id": run}).encode())


@given(st.binary(max_size=200), st.sampled_from([b"", b'{"operation_id":"o","status":', b'{"operation_id":']))
def test_any_bytes_are_read_or_refused_with_a_reason(line: bytes, before: bytes) -> None:
    _reads(before + line)


def test_levels_within_levels_without_end_are_refused_or_cut() -> None:
    for depth in (60, 900, 100_000):
        _reads(b'{"operation_id":"o","levels":' + b'{"a":{"children":' * depth + b"{}" + b"}}" * depth + b"}")


@given(_VALUES, _VALUES, st.text(), st.floats() | st.integers() | st.none(), st.floats() | st.integers() | st.none())
def test_whatever_a_program_reports_is_read(facts: Any, metric: Any, name: str, current: Any, total: Any) -> None:
    job = Operation("kind", name, "run", Reporter("/nowhere/at/all"), {}, {"given": facts})
    job.resume(job, 1_760_000_000.0)
    job.current, job.total, job.metrics = current, total, {name: metric}
    try:
        line = encode(line_of(job, "progress", 1_760_000_000.0, 5.0))
    except (OverflowError, ValueError):
        return
    record, _ = reader_of("levels").read(line.removesuffix(b"\n"))
    assert reader_of("levels").kind.run_of(record, "") == "run"
    _reads(line.removesuffix(b"\n"))
