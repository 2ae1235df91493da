"""The header pins project, selected run and freshness at every width."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOW, detail, run, snapshot, step, view
from worlds import busy

from wave_tui.data.address import Address
from wave_tui.data.models import Subtask
from wave_tui.data.views import Counts, StoreStatus
from wave_tui.tui.present.header import freshness, header, tiny
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.view import View


def shown(of: View, cells: int = 118) -> list[str]:
    return [plain(part) for part in header(of, cells, 3)]


def test_counts_above_zero_are_told_with_their_word() -> None:
    counts = Counts(running=2, cancelling=1, lost=1, failed=0)
    first = shown(view(snapshot(run(), counts=counts)))[0]
    assert "RUN 2" in first and "CAN 1" in first and "LOST 1" in first and "FAIL" not in first


def test_a_quiet_project_says_since_when_and_needs_no_clock() -> None:
    quiet = view(snapshot(run(state="completed"), counts=Counts()))
    assert "LIVE quiet since" in shown(quiet)[0]
    later = replace(quiet, now=NOW + 5, checked=NOW + 5)
    assert shown(later)[0] == shown(quiet)[0]


def test_a_reader_that_does_not_answer_makes_the_screen_stale() -> None:
    assert "STALE 42s" in plain(freshness(view(now=NOW + 42)))


def test_a_look_that_found_nothing_new_keeps_the_screen_live() -> None:
    assert "LIVE" in plain(freshness(view(now=NOW + 42, checked=NOW + 41.5)))


def test_a_store_that_is_gone_is_lost() -> None:
    gone = snapshot(store=StoreStatus(state="missing", message="no store", since=NOW - 3))
    assert "LOST" in plain(freshness(view(gone)))


@pytest.mark.parametrize("cells", [118, 98, 78, 58, 40])
def test_project_run_state_and_freshness_never_drop(cells: int) -> None:
    lines = header(view(), cells, 3)
    text = " ".join(plain(part) for part in lines)
    assert "shop-api @buildbox" in text and "8k3m" in text and "RUN" in text and "LIVE" in text
    assert all(width(part) <= cells for part in lines)


def test_three_lines_are_enough_for_the_smallest_terminal() -> None:
    lines = [plain(part) for part in tiny(view(), 40, 3)]
    assert "8k3m" in lines[0] and "RUN" in lines[0]
    assert "LIVE" in lines[1] and "err" not in lines[1]
    assert "shop-api@buildbox" in lines[2]


def test_the_smallest_terminal_tells_how_long_it_still_takes_and_what_went_wrong() -> None:
    assert plain(tiny(busy(), 40, 3)[1]).startswith("ETA ")
    ended = view(snapshot(run(state="failed", error="ContractError: no field")))
    assert plain(tiny(ended, 60, 3)[1]).rstrip().endswith("err: ContractError: no field")
    assert plain(tiny(ended, 40, 3)[1]).rstrip().endswith("err: Contr…")


def test_the_path_names_subtasks_as_the_tree_does() -> None:
    part = Subtask("child-run-f55d", "2/3 docs.md", "running", subtasks=(Subtask("read", "read", "running"),))
    shown_run = detail(step("fan", subtasks=(part,)))
    place = Address(shown_run.run.id, "fan", None, ("child-run-f55d", "read"))
    made = view(snapshot(shown_run.run, detail=shown_run))
    assert "› fan › 2/3 docs.md › read " in shown(replace(made, address=place))[1]
