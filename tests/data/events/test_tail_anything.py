"""No input makes a tail give a line twice, lose one, stop or fail."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wave_tui.data.events.identity import Identity, Known, origin
from wave_tui.data.events.pieces import Read, cut, newest
from wave_tui.data.events.tail import Tail

FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

texts = st.one_of(
    st.just(b""), st.just(b"{}"), st.binary(max_size=40), st.sampled_from([b'{"a":1}', b"\0\0\0", b"\xff"])
)
writes = st.lists(st.tuples(st.lists(texts, max_size=4), st.integers(0, 60)), max_size=12)
actions = st.lists(
    st.sampled_from(["write", "rename", "truncate", "copytruncate", "rewrite", "anew", "read", "close"]), max_size=25
)


def drain(tail: Tail, limit: int = 1 << 20) -> list[Read]:
    reads = [tail.read(limit)]
    while reads[-1].more:
        assert reads[-1].done > reads[-1].offset or reads[-1].bad or len(reads) < 10_000
        reads.append(tail.read(limit))
    return reads


@FEW
@given(st.binary(max_size=400), st.booleans())
def test_n2_what_is_cut_off_is_whole_lines_and_nothing_is_skipped_in_silence(chunk: bytes, settled: bool) -> None:
    got = cut(chunk, settled=settled)
    assert chunk.startswith(got.lines) and got.used <= len(chunk)
    assert b"\0" not in got.lines
    assert bool(got.junk) == bool(got.reason)
    if b"\n" in chunk:
        assert got.used > 0
    if got.lines and not settled and b"\0" not in chunk:
        assert got.lines.endswith(b"\n") and b"\n" not in chunk[got.used :]


@FEW
@given(st.binary(max_size=400), st.booleans())
def test_n2_the_newest_lines_are_whole_lines_of_the_chunk(chunk: bytes, begins: bool) -> None:
    first, data = newest(chunk, begins=begins)
    assert chunk[first : first + len(data)] == data and b"\0" not in data
    assert not data or data.endswith(b"\n")
    assert first == 0 and begins or not data or chunk[first - 1 : first] == b"\n"


@FEW
@given(writes, st.integers(1, 64))
def test_n2_bytes_split_anywhere_are_given_exactly_once_in_order(
    pieces: list[tuple[list[bytes], int]], limit: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.ndjson"
        path.touch()
        tail, content, reached = Tail(path, path.parent), b"", 0
        for parts, place in pieces:
            data = b"\n".join(parts)
            for half in (data[:place], data[place:]):
                with path.open("ab") as file:
                    file.write(half)
                content += half
                for read in drain(tail, limit):
                    for piece in read.bad:
                        assert piece.offset == reached and content[reached:].startswith(piece.head)
                        reached = piece.offset + piece.size
                    assert not read.data or read.offset == reached
                    assert content[read.offset : read.offset + len(read.data)] == read.data
                    reached = max(reached, read.done)
        tail.close()
        mark = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        assert reached >= mark and b"\n" not in content[max(reached, mark) :]


class Folder:
    """A folder in which a file is written, rotated and read by whoever follows it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "run.ndjson"
        self.path.touch()
        self.written: list[bytes] = []
        self.given: list[bytes] = []
        self.known: list[Known] = []
        self.tail: Tail | None = None
        self.count = self.no = 0

    def write(self) -> None:
        line = b'{"number": %d}\n' % len(self.written)
        with self.path.open("ab") as file:
            file.write(line)
        self.written.append(line)

    def rename(self) -> None:
        self.count += 1
        self.path.rename(self.path.with_name(f"run.{self.count}"))
        self.path.touch()

    def truncate(self) -> None:
        self.read()
        os.truncate(self.path, 0)

    def copytruncate(self) -> None:
        self.read()
        self.count += 1
        self.path.with_name(f"run.{self.count}").write_bytes(self.path.read_bytes())
        os.truncate(self.path, 0)

    def rewrite(self) -> None:
        """Write the whole file anew beside itself, with one line more, and put it in its place."""
        self.read()
        line = b'{"number": %d}\n' % len(self.written)
        new = self.path.with_name("new")
        new.write_bytes(self.path.read_bytes() + line)
        new.replace(self.path)
        self.written.append(line)

    def anew(self) -> None:
        """Write all lines again in place, with somebody reading meanwhile, and one line more."""
        self.read()
        content, line = self.path.read_bytes(), b'{"number": %d}\n' % len(self.written)
        with self.path.open("wb") as file:
            for piece in (content[:7], content[7:-2], content[-2:], line):
                file.write(piece)
                file.flush()
                self.read()
        self.written.append(line)

    def close(self) -> None:
        if self.tail:
            self.tail.close()

    def read(self) -> None:
        """Read all there is, as whoever takes event files in does it."""
        for _ in range(4):
            tail = self.tail or self._begin()
            read = tail.read()
            self.given += read.data.splitlines(keepends=True)
            if not read.end:
                self._remember(tail)
                return
            tail.close()
            self.tail = None

    def _begin(self) -> Tail:
        self.tail = Tail(self.path, self.path.parent)
        size = self.path.stat().st_size
        found = origin(str(self.path), self.tail.identity, size, self.known)
        self.tail.offset = found.start if found else 0
        self.no = found.known.no if found and found.keeps_number else len(self.known)
        return self.tail

    def _remember(self, tail: Tail) -> None:
        self.known[self.no :] = [
            Known(self.no, str(self.path), replace(tail.identity, head=tail.head), tail.offset),
            *self.known[self.no + 1 :],
        ]


@FEW
@given(actions)
def test_n3_no_order_of_rotations_doubles_or_loses_a_line(todo: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Folder(Path(folder))
        for action in ["write", "read", *todo, "read"]:
            if action == "rename":
                place.read()
            getattr(place, action)()
        place.close()
        assert place.given == place.written


@FEW
@given(
    st.lists(st.tuples(st.binary(max_size=8), st.integers(0, 3), st.integers(0, 20)), max_size=6), st.binary(max_size=8)
)
def test_n3_a_file_is_never_taken_for_one_that_begins_otherwise(
    seen: list[tuple[bytes, int, int]], head: bytes
) -> None:
    known = [Known(no, f"{ino}", Identity(1, ino, begins), done) for no, (begins, ino, done) in enumerate(seen)]
    found = origin("1", Identity(1, 1, head), 10, known)
    if found and found.kinship != "cut":
        earlier = found.known
        assert head.startswith(earlier.identity.head[: earlier.done]) and earlier.done <= 10
    assert origin("1", Identity(1, 1, head), 10, known, agrees=lambda known: False) is None
