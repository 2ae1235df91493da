"""A tail gives every whole line exactly once, however it arrives, and passes over what is no line."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from wave_tui.data.errors import RefusedError
from wave_tui.data.events.pieces import LONG, LONGEST, NULLS, TORN, Read, is_record
from wave_tui.data.events.tail import Tail

WORDS = '{"step": "grüße 中文 🚀"}\r\n'.encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "run.ndjson"
    file.touch()
    return file


@pytest.fixture
def tail(path: Path) -> Iterator[Tail]:
    opened = Tail(path, path.parent)
    yield opened
    opened.close()


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def read_all(tail: Tail, *, settled: bool = False) -> list[Read]:
    """Every read until there is no more at once."""
    reads = [tail.read(settled=settled)]
    while reads[-1].more:
        reads.append(tail.read(settled=settled))
    return reads


def lines(reads: list[Read]) -> bytes:
    return b"".join(read.data for read in reads)


def test_n2_a_line_written_byte_by_byte_is_given_once_it_is_whole(path: Path, tail: Tail) -> None:
    for place in range(len(WORDS) - 1):
        append(path, WORDS[place : place + 1])
        read = tail.read()
        assert (read.data, read.done, read.waiting) == (b"", 0, place + 1)
    append(path, WORDS[-1:])
    assert tail.read() == Read(WORDS, 0, len(WORDS), len(WORDS))
    assert tail.read().data == b""


def test_n2_lines_are_consecutive_from_their_offset_and_a_half_one_is_waited_for(path: Path, tail: Tail) -> None:
    append(path, b"{}\n\r\n{}\n{")
    assert tail.read() == Read(b"{}\n\r\n{}\n", 0, 8, 9, waiting=1)
    append(path, b"}\n")
    assert tail.read() == Read(b"{}\n", 8, 11, 11)


def test_n2_a_last_record_without_a_line_end_is_given_once_the_file_rests(path: Path, tail: Tail) -> None:
    append(path, b'{"n": 1}\n{"n": 2}')
    assert lines(read_all(tail)) == b'{"n": 1}\n'
    assert tail.read(settled=True) == Read(b'{"n": 2}', 9, 17, 17)
    append(path, b'\n{"n": 3}\n')
    assert lines(read_all(tail)) == b'\n{"n": 3}\n'


def test_n2_half_a_record_is_never_given_however_long_the_file_rests(path: Path, tail: Tail) -> None:
    for half in (b"{", b'"n": {"m": 1}', b', "text": "}'):
        append(path, half)
        assert tail.read(settled=True).data == b""
    append(path, b'"}\n')
    assert json.loads(tail.read().data) == {"n": {"m": 1}, "text": "}"}


def test_n2_a_run_of_nulls_before_a_line_is_passed_over(path: Path, tail: Tail) -> None:
    append(path, b"{}\n" + b"\0" * 5_000 + b'{"n": 2}\n')
    reads = read_all(tail)
    assert lines(reads) == b'{}\n{"n": 2}\n'
    [piece] = [piece for read in reads for piece in read.bad]
    assert (piece.offset, piece.size, piece.reason) == (3, 5_000, NULLS)


def test_n2_a_line_torn_by_nulls_loses_its_torn_part_alone(path: Path, tail: Tail) -> None:
    append(path, b'{"n": 1, "te' + b"\0" * 40 + b'{"n": 2}\n{"n": 3}' + b"\0" * 9 + b"\n")
    reads = read_all(tail)
    assert lines(reads) == b'{"n": 2}\n{"n": 3}\n'
    first, second = (piece for read in reads for piece in read.bad)
    assert (first.offset, first.size, first.reason) == (0, 52, TORN)
    assert (second.size, second.reason) == (9, NULLS)


def test_n2_nulls_at_the_end_are_space_that_a_writer_reserved(path: Path, tail: Tail) -> None:
    append(path, b"{}\n" + b"\0" * (3 << 20))
    assert lines(read_all(tail)) == b"{}\n"
    assert not tail.read().bad and tail.read().waiting == 0
    with path.open("r+b") as file:
        file.seek(3)
        file.write(b'{"n": 2}\n')
    reads = read_all(tail)
    assert lines(reads) == b'{"n": 2}\n' and not any(read.bad for read in reads)


def test_n2_a_hole_of_ten_gigabytes_is_not_read(path: Path, tail: Tail) -> None:
    os.truncate(path, 10 << 30)
    append(path, b"{}\n")
    reads = read_all(tail)
    assert lines(reads) == b"{}\n" and len(reads) < 5
    assert sum(piece.size for read in reads for piece in read.bad) == 10 << 30


def test_n2_a_byte_order_mark_is_no_part_of_the_first_line(path: Path, tail: Tail) -> None:
    append(path, b"\xef\xbb\xbf{}\n")
    assert tail.read() == Read(b"{}\n", 3, 6, 6)


def test_n2_bytes_that_are_no_text_are_given_as_they_are(path: Path, tail: Tail) -> None:
    append(path, b"\xff\xfe\xc3\n{}\n")
    assert tail.read().data == b"\xff\xfe\xc3\n{}\n"


def test_n6_a_line_of_100_mb_is_passed_over_without_holding_it(path: Path, tail: Tail) -> None:
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"x" * (1 << 20))
        file.write(b'\n{"n": 2}\n')
    tracemalloc.start()
    reads = read_all(tail)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lines(reads) == b'{"n": 2}\n' and most < 8 << 20
    [piece] = [piece for read in reads for piece in read.bad]
    assert (piece.offset, piece.size, piece.reason) == (0, (100 << 20) + 1, LONG)
    assert piece.head == b"x" * len(piece.head) and 0 < len(piece.head) <= 4_096


def test_n6_a_long_line_that_grows_is_looked_through_once_and_told_once(path: Path, tail: Tail) -> None:
    for _ in range(4):
        append(path, b"x" * (1 << 20))
        read = read_all(tail)[-1]
        assert not read.data and not read.bad and read.done == 0
    append(path, b"\n{}\n")
    reads = read_all(tail)
    assert [piece.size for read in reads for piece in read.bad] == [(4 << 20) + 1]
    assert lines(reads) == b"{}\n"


@pytest.mark.parametrize(("length", "given"), [(LONGEST, True), (LONGEST + 1, False)])
def test_n6_the_longest_line_has_one_mebibyte(path: Path, tail: Tail, length: int, given: bool) -> None:
    append(path, b"{}\n" + b"x" * (length - 1) + b"\n{}\n")
    got = lines(read_all(tail))
    assert got.startswith(b"{}\n") and got.endswith(b"{}\n") and (len(got) == length + 6) is given


def test_n6_a_small_limit_still_gives_a_longer_line(path: Path, tail: Tail) -> None:
    append(path, b"x" * 5_000 + b"\n{}\n")
    assert tail.read(limit=16).data.startswith(b"x" * 5_000 + b"\n")


def test_n6_a_record_nested_without_end_is_no_complete_record() -> None:
    assert not is_record(b'{"a":' * 200_000 + b"1" + b"}" * 200_000)
    assert not is_record(b"\xff{}") and not is_record(b"{}{}") and not is_record(b"[1]") and is_record(b' {"a": 1} ')


def test_n9_a_flood_is_read_in_bounded_pieces_faster_than_it_comes(path: Path, tail: Tail) -> None:
    block = (b"y" * 63 + b"\n") * 16_384
    for _ in range(32):
        append(path, block)
    tracemalloc.start()
    total = 0
    while (read := tail.read()).data:
        total += len(read.data)
        assert len(read.data) <= LONGEST
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 32 * len(block) and most < 8 << 20


def test_the_newest_lines_are_given_first_without_moving_on(path: Path, tail: Tail) -> None:
    every = [b'{"n": %d}\n' % number for number in range(1_000)]
    append(path, b"".join(every) + b'{"half')
    ahead = tail.read_ahead(200)
    assert ahead.data.splitlines(keepends=True) == every[-len(ahead.data.splitlines()) :]
    assert 150 < len(ahead.data) <= 200 and ahead.done == ahead.size - 6
    assert tail.offset == 0 and tail.read().data == b"".join(every)


def test_the_newest_lines_are_whole_ones_behind_any_nulls(path: Path, tail: Tail) -> None:
    append(path, b"{}\n" * 50 + b"\0\0\0{}\n" + b'{"n": 2}\n')
    assert tail.read_ahead(64).data == b'{"n": 2}\n'
    append(path, b"x" * 100)
    assert tail.read_ahead(64).data == b""


def test_a_small_file_is_given_ahead_as_a_whole(path: Path, tail: Tail) -> None:
    append(path, b"{}\n{}\n")
    assert tail.read_ahead(64) == Read(b"{}\n{}\n", 0, 6, 6)


def test_a_document_is_given_as_it_is_at_the_path_now(path: Path, tail: Tail) -> None:
    path.write_bytes(b'{"a": 1}')
    assert tail.read_whole() == Read(b'{"a": 1}', 0, 8, 8)
    other = path.with_name("new")
    other.write_bytes(b'{"a": 2, "b": 3}')
    other.replace(path)
    assert tail.read_whole().data == b'{"a": 2, "b": 3}'


def test_a_document_that_is_too_large_is_a_bad_piece(path: Path, tail: Tail) -> None:
    path.write_bytes(b"{" + b" " * 5_000 + b"}")
    read = tail.read_whole(limit=4_096)
    [piece] = read.bad
    assert not read.data and piece.size == 5_002 and "4096 bytes" in piece.reason


def test_an_error_of_the_disk_is_a_sentence(path: Path, tail: Tail, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(fd: int, size: int, offset: int) -> bytes:
        raise OSError(5, "Input/output error")

    append(path, b"{}\n")
    with monkeypatch.context() as patch, pytest.raises(RefusedError, match="run.ndjson.*Input/output error"):
        patch.setattr(os, "pread", fails)
        tail.read()
    assert tail.read().data == b"{}\n"


def test_a_tail_that_nobody_holds_any_more_lets_go_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson"
    file.write_bytes(b"{}\n")
    before = len(os.listdir("/proc/self/fd"))
    tails = [Tail(file, tmp_path) for _ in range(3)]
    assert all(tail.read().data for tail in tails)
    assert len(os.listdir("/proc/self/fd")) == before + 3
    del tails
    assert len(os.listdir("/proc/self/fd")) == before
