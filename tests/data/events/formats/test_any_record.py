"""Nothing that a file can hold makes reading a record raise anything but the word that it cannot be read."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wave_tui.data.events.fold import fold
from wave_tui.data.events.fold_state import FoldedRun
from wave_tui.data.events.formats.lenient import UnreadableError, fitted, plain
from wave_tui.data.events.formats.recognise import FORMATS, reader_of, recognise

_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None))
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=6
)
_STATES = st.sampled_from(
    ["started", "running", "completed", "failed", "retrying", "skipped", "rejected", "step_progress", "cancelled"]
    + ["stream_activity", "eta_updated", "recovery", "validating", "contract_passed", "contract_failed", "warning"]
    + ["gate_waiting", "wobbling"]
)
_TIMES = st.sampled_from(["2026-11-20T04:34:39.9Z", "2026-11-20T04:34:40+02:00", 1795149279, "soon", "", 1e300, "Z"])
_NUMBERS = st.integers(-5, 10**20) | st.floats() | st.sampled_from(["12", "x"])
_TEXTS = st.text(max_size=20) | st.sampled_from(
    ['input="a\\q" steps=9', "attempt 5/3", "2/1 steps completed", "all 3 contract", "iterate: 3 items", "5 \ud800"]
)


def _records(keys: tuple[str, ...], needed: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of a format's keys, most of them of the right kind."""
    likely = {"state": _STATES, "timestamp": _TIMES, "message": _TEXTS, "step_id": st.sampled_from(["", "a", "b"])}
    some = {key: likely.get(key, _NUMBERS | _TEXTS) | _VALUES for key in keys}
    return st.fixed_dictionaries(
        {key: some[key] for key in needed}, optional={key: one for key, one in some.items() if key not in needed}
    )


def _keys(name: str) -> tuple[str, ...]:
    return tuple(one.encode_name for one in msgspec.structs.fields(reader_of(name).kind.RECORD))


_WAVE = _records(_keys("wave"), ("pipeline_id", "state"))
_CI = _records(_keys("ci"), ("run_id", "level", "message")) | _records(_keys("ci"), ("test_type", "attempt_number"))


def _reads(line: bytes, name: str = "") -> None:
    """Takes a line as far as it goes, and keeps what it told as the sidecar keeps it."""
    try:
        kind = recognise(plain(line)) if not name else reader_of(name).kind
        if kind is None:
            return
        record, notes = reader_of(kind.NAME).read(line)
    except UnreadableError as error:
        assert str(error)
        return
    run = FoldedRun(kind.run_of(record, "file"), kind.NAME)
    fold(run, (*kind.facts(record, "file"), *notes))
    msgspec.json.encode((run, kind.told(record, "file")))


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_are_refused(line: bytes) -> None:
    for name in ("", *(kind.NAME for kind in FORMATS)):
        _reads(line, name)


@settings(max_examples=200)
@given(_VALUES)
def test_any_json_is_a_record_or_is_refused(value: object) -> None:
    line = json.dumps(value).encode()
    for name in ("", *(kind.NAME for kind in FORMATS)):
        _reads(line, name)


@settings(max_examples=400)
@given(_WAVE)
def test_any_wave_event_is_taken(record: dict[str, Any]) -> None:
    _reads(json.dumps(record).encode(), "wave")


@settings(max_examples=400)
@given(_CI)
def test_any_line_of_a_ci_log_is_taken(record: dict[str, Any]) -> None:
    _reads(json.dumps(record).encode(), "ci")


@settings(max_examples=200)
@given(st.sampled_from([kind.RECORD for kind in FORMATS]), st.dictionaries(st.text(), _VALUES, max_size=4))
def test_any_object_is_fitted_or_refused(kind: type[msgspec.Struct], raw: dict[str, object]) -> None:
    try:
        fitted(kind, raw)
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: str(kind.NAME))
def test_n6_a_depth_bomb_is_refused(kind: Any) -> None:
    deep = b'{"pipeline_id":"r","state":"running","run_id":"x","level":"info","message":' + b"[" * 100_000
    with pytest.raises(UnreadableError):
        reader_of(kind.NAME).read(deep + b"]" * 100_000 + b"}")
