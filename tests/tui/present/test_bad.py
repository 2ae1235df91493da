"""The list of bad records and all of one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOW

from wave_tui.data.models import BadLine
from wave_tui.tui.present.bad import bad_lines, text_of
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look

BAD = BadLine(".agents/events/nightly/build.ndjson", 1204, "not JSON: a comma is missing", '{"run_id": "a" 7}', 17, NOW)


def shown(found: list[BadLine], cursor: int = 0, cells: int = 80, rows: int = 20) -> list[str]:
    return [plain(each).rstrip() for each in bad_lines(found, cursor, cells, rows, Look())]


def test_the_record_under_the_cursor_is_told_in_full() -> None:
    text = "\n".join(shown([BAD]))
    for part in (BAD.file, "byte 1204, 17 B", BAD.reason, BAD.text, "1 bad record", "05:00:00"):
        assert part in text


def test_the_cursor_goes_through_more_records_than_there_is_room_for() -> None:
    many = [replace(BAD, offset=number, reason=f"reason {number}") for number in range(200)]
    for cursor in (0, 1, 99, 199):
        lines = shown(many, cursor)
        assert len(lines) <= 20
        assert f"{cursor + 1}/200" in lines[0] and f"reason     reason {cursor}" in lines
        assert sum(line.startswith("▌") for line in lines) == 1


def test_no_bad_record_is_said() -> None:
    assert "understood" in shown([])[0]


@pytest.mark.parametrize("cells", [20, 40, 94])
@pytest.mark.parametrize("rows", [4, 12, 30])
def test_nothing_is_wider_or_longer_than_its_room_and_ascii_stays_ascii(cells: int, rows: int) -> None:
    long = replace(BAD, file="deep/" * 60 + "x.ndjson", reason="why " * 300, text="x" * 4000)
    lines = bad_lines([long, BAD], 0, cells, rows, Look(ASCII))
    assert len(lines) <= rows
    assert all(width(line) <= cells and plain(line).isascii() for line in lines)


def test_what_is_copied_tells_where_it_stands_and_why_it_is_bad() -> None:
    assert text_of(BAD) == f"{BAD.file} at byte 1204, 17 bytes: {BAD.reason}\n{BAD.text}\n"
