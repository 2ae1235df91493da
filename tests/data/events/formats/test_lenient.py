"""A line that does not fit its format keeps what fits, and says what does not."""

from __future__ import annotations

import pytest

from wave_tui.data.events.formats import wave
from wave_tui.data.events.formats.lenient import UnreadableError, plain
from wave_tui.data.events.formats.recognise import by_name, reader_of, recognise
from wave_tui.data.events.formats.wave_record import WaveRecord

_HEAD = b'{"pipeline_id":"r","state":"running",'


def _read(rest: bytes) -> tuple[WaveRecord, dict[str, str]]:
    record, notes = reader_of("wave").read(_HEAD + rest)
    return record, {note.subject: note.text for note in notes}


def test_a_number_written_as_text_is_taken_and_noted() -> None:
    record, notes = _read(b'"tokens_used":"12","progress":"40.5"}')
    assert (record.tokens_used, record.progress) == (12, 40.5)
    assert notes["tokens_used"] == "is the text '12', no whole number"


def test_a_whole_number_written_with_a_fraction_is_one() -> None:
    record, notes = _read(b'"tokens_used":12.0}')
    assert (record.tokens_used, notes) == (12, {})


@pytest.mark.parametrize("value", [b'"many"', b"[1]", b"{}", b"true", b"1.5", b"1e300", b"99999999999999999999"])
def test_a_field_of_another_type_is_left_out_and_noted(value: bytes) -> None:
    record, notes = _read(b'"message":"kept","tokens_used":' + value + b"}")
    assert (record.message, record.tokens_used) == ("kept", 0)
    assert "no whole number, and left out" in notes["tokens_used"]


def test_a_number_where_text_is_wanted_is_shown() -> None:
    record, notes = _read(b'"message":404}')
    assert record.message == "404" and notes["message"] == "is 404, no text"


def test_null_is_the_same_as_absent() -> None:
    record, notes = _read(b'"message":null,"progress":null,"artifacts":null}')
    assert (record, notes) == (WaveRecord("r", "running"), {})


def test_what_identifies_a_record_may_be_of_the_wrong_type() -> None:
    record, notes = reader_of("wave").read(b'{"pipeline_id":7,"state":null,"message":"x"}')
    assert (record.pipeline_id, record.state, record.message) == ("7", "", "x")
    assert {note.subject for note in notes} == {"pipeline_id", "state"}


def test_fields_that_nobody_knows_do_not_matter() -> None:
    record, notes = _read(b'"new_in_wave_40":{"deep":[1,2]},"message":"x"}')
    assert (record.message, notes) == ("x", {})


def test_n2_bytes_that_are_no_utf8_are_replaced_and_noted() -> None:
    record, notes = _read(b'"message":"caf\xe9"}')
    assert record.message == "caf\ufffd" and "no UTF-8" in notes["record"]


def test_half_a_surrogate_pair_is_replaced() -> None:
    record, _ = _read(b'"message":"\\ud83d!","artifacts":["\\udc00"]}')
    assert (record.message, record.artifacts) == ("\ufffd!", ("\ufffd",))


def test_not_a_number_is_unknown_and_noted() -> None:
    record, notes = _read(b'"progress":NaN,"temperature":-Infinity}')
    assert (record.progress, record.temperature) == (None, None) and "NaN" in notes["record"]


def test_a_byte_order_mark_is_skipped() -> None:
    assert plain(b'\xef\xbb\xbf{"pipeline_id":"r"}') == {"pipeline_id": "r"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "is empty"),
        (b"\x00\x00", "is no JSON: invalid character (byte 0)"),
        (b"hello", "is no JSON: invalid character (byte 0)"),
        (b'{"pipeline_id":"r","state":', "is no JSON: Input data was truncated"),
        (b"[1,2]", "is JSON, but a list, no object"),
        (b'"text"', "is JSON, but a text, no object"),
        (b"7", "is JSON, but a number, no object"),
        (b"null", "is JSON, but null, no object"),
        (b"[" * 100_000, "is nested too deeply"),
    ],
)
def test_n6_a_line_that_is_no_object_is_refused_with_its_reason(line: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match="^" + reason.replace("(", r"\(").replace(")", r"\)")):
        plain(line)


def test_a_record_of_another_format_is_refused() -> None:
    with pytest.raises(UnreadableError, match="is no record of a wave file"):
        reader_of("wave").read(b'{"run_id":"x","level":"info","message":"m"}')
    with pytest.raises(UnreadableError, match="is no record of a ci file"):
        reader_of("ci").read(b'{"pipeline_id":"r","state":"running"}')


def test_a_format_is_recognised_by_its_record() -> None:
    assert recognise({"pipeline_id": "", "state": "gate_waiting"}) is by_name("wave")
    assert recognise({"run_id": "x", "level": "info", "message": "m"}) is by_name("ci")
    assert recognise({"run_id": "x", "exit_code": 0}) is by_name("ci")
    assert recognise({"test_type": "unit", "attempt_number": 1}) is by_name("ci")
    assert recognise({"message": "hello"}) is None and recognise({}) is None
    assert by_name("nobody's") is None


def test_the_registry_finds_every_format_by_its_name() -> None:
    assert by_name("wave") is not None and wave.NAME == "wave"
    with pytest.raises(KeyError):
        reader_of("nobody's")
