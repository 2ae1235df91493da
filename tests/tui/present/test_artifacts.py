"""The list of artifacts and how it shares the panel with the preview."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import run, view
from worlds import busy

from wave_tui.data.address import Address
from wave_tui.data.views import Snapshot
from wave_tui.tui.present.artifacts import artifacts_at, attempt_of, empty_list, frame, listing, preview_title, step_of
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look


def test_a_file_belongs_to_the_try_that_was_running_when_it_was_made() -> None:
    world = busy()
    trace = artifacts_at(world)[2]
    assert attempt_of(trace, step_of(trace, world)) == 2
    plan = artifacts_at(world)[0]
    assert attempt_of(plan, step_of(plan, world)) is None


def test_the_address_limits_the_list_to_a_step_and_a_try() -> None:
    for attempt, names in ((None, ["trace.log"]), (1, []), (2, ["trace.log"])):
        at = replace(busy(), address=Address(run().id, "implement", attempt))
        assert [each.name for each in artifacts_at(at)] == names


def test_an_empty_list_says_why() -> None:
    world = busy()
    assert world.detail is not None
    bare = replace(world.snapshot, detail=replace(world.detail, artifacts=()))
    assert plain(empty_list(replace(world, snapshot=bare))) == "  this run left no artifacts yet"
    assert plain(empty_list(view(Snapshot()))) == "  no run is selected"


def test_narrow_panels_give_the_preview_everything_while_it_is_read() -> None:
    assert frame(69, 10, 3, inside=True).preview_rows == 10
    parts = frame(69, 10, 30, inside=False)
    assert (parts.list_rows, parts.preview_rows, parts.beside) == (4, 5, False)


def test_wide_panels_show_both() -> None:
    parts = frame(97, 12, 3, inside=True)
    assert parts.beside and parts.list_cells + 3 + parts.preview_cells == 97


@pytest.mark.parametrize("cells", [20, 34, 46, 69, 118])
def test_rows_fit_and_are_ascii_where_they_must_be(cells: int) -> None:
    world = replace(busy(), look=Look(glyphs=ASCII, colours="none"))
    lines = listing(world, 1, 0, cells, 4, focused=True)
    assert all(width(line) <= cells for line in lines)
    assert all(plain(line).isascii() for line in lines)


def test_the_preview_is_titled_with_name_size_kind_and_try() -> None:
    world = busy()
    text = plain(preview_title(artifacts_at(world)[2], None, world, 60, "", focused=False))
    assert text.startswith("trace.log ─") and text.endswith("123 kB  text  A2")
