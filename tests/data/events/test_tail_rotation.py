"""Whatever is done to a file while it is read: renamed, truncated, copied, deleted, replaced, refused."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from payloads import make_files
from uid import OWNER, VIEWER, as_user, needs_root, open_to_all

from wave_tui.data.errors import NotFoundError, RefusedError, WaveTuiError
from wave_tui.data.events.identity import Known, origin
from wave_tui.data.events.tail import Tail

FIRST, SECOND = b'{"n": 1}\n', b'{"n": 2}\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "run.ndjson"
    file.write_bytes(FIRST)
    return file


@pytest.fixture
def tail(path: Path) -> Iterator[Tail]:
    """A tail that has read the first line."""
    opened = Tail(path, path.parent)
    assert opened.read().data == FIRST
    yield opened
    opened.close()


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_n3_after_a_rename_the_old_file_is_read_to_its_end(path: Path, tail: Tail) -> None:
    append(path, SECOND)
    old = path.rename(path.with_suffix(".1"))
    assert tail.read().data == SECOND
    assert tail.read().end == "gone"
    path.write_bytes(FIRST)
    append(old, SECOND)
    assert tail.read().data == SECOND
    assert tail.read().end == "replaced"


def test_n3_a_closed_tail_notices_the_new_file_at_its_path(path: Path, tail: Tail) -> None:
    tail.close()
    path.rename(path.with_suffix(".1"))
    assert tail.read().end == "gone"
    path.write_bytes(FIRST + SECOND)
    assert tail.read().end == "replaced"


def test_n3_a_closed_tail_goes_on_in_the_same_file(path: Path, tail: Tail) -> None:
    tail.close()
    append(path, SECOND)
    assert tail.read().data == SECOND


@pytest.mark.parametrize("after", [b"", b"{}\n", b'{"m": 1}\n', b'{"m": 1}\n' * 9])
def test_n3_a_truncated_file_has_begun_anew_whatever_its_size_is(path: Path, tail: Tail, after: bytes) -> None:
    path.write_bytes(after)
    assert tail.read(settled=True).end == "truncated"
    tail.close()
    assert tail.read(settled=True).end == "truncated"
    again = Tail(path, path.parent)
    assert again.read().data == after
    again.close()


def test_n3_other_content_is_noticed_at_once(path: Path, tail: Tail) -> None:
    path.write_bytes(b'{"m')
    assert tail.read().end == "truncated"


def test_n3_a_file_that_is_written_anew_in_place_is_waited_for(path: Path, tail: Tail) -> None:
    with path.open("wb") as writer:
        for piece in (b"", FIRST[:4], FIRST[4:-1]):
            writer.write(piece)
            writer.flush()
            read = tail.read()
            assert (read.data, read.end) == (b"", "") and read.waiting
        writer.write(FIRST[-1:] + SECOND)
    assert tail.read().data == SECOND


def test_n3_what_is_left_of_a_file_is_known_up_to_its_last_whole_line(path: Path, tail: Tail) -> None:
    append(path, SECOND + SECOND)
    given = FIRST + tail.read().data
    known = Known(1, str(path), tail.identity, len(given))
    os.truncate(path, len(FIRST + SECOND) + 2)
    assert tail.read(settled=True).end == "truncated"
    again = Tail(path, path.parent)

    def common(one: Known) -> int:
        return again.common(0, given)

    found = origin(str(path), again.identity, path.stat().st_size, [known], common=common)
    assert found and not found.keeps_number and found.start == len(FIRST + SECOND)
    again.close()


def test_n3_a_writer_that_goes_on_at_its_old_place_after_truncation_leaves_nulls(path: Path, tail: Tail) -> None:
    with path.open("r+b") as writer:
        writer.seek(0, os.SEEK_END)
        os.truncate(path, 0)
        writer.write(SECOND)
    assert tail.read().end == "truncated"
    again = Tail(path, path.parent)
    assert again.read().bad[0].size == len(FIRST)
    assert again.read().data == SECOND
    again.close()


def test_n3_a_later_part_that_changed_is_noticed_by_what_stands_before_the_offset(path: Path, tail: Tail) -> None:
    append(path, b"x" * 400 + b"\n" + SECOND)
    assert tail.read().data.endswith(SECOND)
    with path.open("r+b") as writer:
        writer.seek(-len(SECOND), os.SEEK_END)
        writer.write(b'{"n": 7}\n{"n": 8}\n')
    assert tail.read().end == "truncated"


def test_n3_a_deleted_file_is_read_to_its_end(path: Path, tail: Tail) -> None:
    with path.open("ab") as writer:
        path.unlink()
        writer.write(SECOND)
        writer.flush()
        assert tail.read().data == SECOND
        assert tail.read().end == "gone"
        writer.write(SECOND)
        writer.flush()
        assert tail.read().data == SECOND


def test_n3_a_half_line_that_is_replaced_by_another_line_is_no_new_file(path: Path, tail: Tail) -> None:
    append(path, b'{"half": ')
    assert tail.read().waiting
    os.truncate(path, len(FIRST))
    append(path, SECOND)
    assert tail.read().data == SECOND


def test_n3_a_half_line_that_is_cut_off_is_forgotten(path: Path, tail: Tail) -> None:
    append(path, b"x" * (2 << 20))
    while tail.read().more:
        pass
    os.truncate(path, len(FIRST))
    append(path, SECOND)
    assert tail.read().data == SECOND


def test_n3_a_missing_file_is_gone_and_a_missing_document_not_found(tmp_path: Path) -> None:
    tail = Tail(tmp_path / "none.ndjson", tmp_path)
    assert tail.read().end == "gone"
    with pytest.raises(NotFoundError):
        tail.read_whole()


def test_n8_a1_a3_every_hostile_name_is_refused_with_a_sentence(tmp_path: Path) -> None:
    root, cases = make_files(tmp_path)
    before = len(os.listdir("/dev/fd"))
    for case in cases:
        tail = Tail(Path(case.path), root)
        try:
            assert case.opens or tail.read().end == "gone", case.about
        except WaveTuiError as error:
            assert not case.opens and "“" in str(error), case.about
        tail.close()
    assert len(os.listdir("/dev/fd")) == before


@needs_root
def test_n8_the_file_of_another_user_is_read_only_while_its_owner_allows_it(path: Path) -> None:
    open_to_all(path.parent)
    os.chown(path, OWNER, OWNER)
    path.chmod(0o600)

    def read() -> bytes:
        return Tail(path, path.parent).read().data

    assert "you may not read it" in as_user(VIEWER, read)
    path.chmod(0o644)
    assert as_user(VIEWER, read) == str(FIRST)


def test_n8_what_became_a_link_is_not_followed(
    path: Path, tail: Tail, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret"
    shutil.copy(path, outside)
    tail.close()
    path.unlink()
    path.symlink_to(outside)
    with pytest.raises(RefusedError, match="leads out|link"):
        tail.read()
