"""What is live, where to roll back to, what was deployed before."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from builders import NOW, snapshot, view
from deployed import BAD, FAILED, FOUND, GOOD, HISTORY, REJECTED

from wave_tui.data.models import Deployments, Note
from wave_tui.tui.present.deployments import (
    deployment_strip,
    deployments_lines,
    first_row,
    listed,
    record_of,
    rollback_of,
)
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.metrics import metrics
from wave_tui.tui.present.view import View
from wave_tui.tui.present.yank import deployment_offers, offers

VIEW = view(snapshot(deployments=FOUND))


def shown(found: Deployments | None, cursor: int = 0, cells: int = 78, height: int = 12, of: View = VIEW) -> list[str]:
    return [plain(each).rstrip() for each in deployments_lines(found, cursor, of, cells, height)]


def test_the_summary_says_what_is_live_and_where_to_roll_back_to() -> None:
    current, good, error, *_ = shown(FOUND)
    assert all(part in current for part in ("current", BAD[:7], "FAIL", "3/3 tries", "47m32s ago"))
    assert all(part in good for part in ("last good", GOOD[:7], "1d00h ago", "y yanks it"))
    assert error.endswith(REJECTED)


def test_every_deployment_is_listed_once_newest_first() -> None:
    assert [each.deployment.id for each in listed(FOUND)] == [FAILED.id, *(each.id for each in HISTORY)]
    both = replace(FOUND, history=(FAILED, *HISTORY))
    assert [each.deployment.id for each in listed(both)] == [each.deployment.id for each in listed(FOUND)]
    rows = shown(FOUND)[5:]
    assert [row[2:9].split()[1] for row in rows] == ["FAIL", "OK", "BACK", "OK", "OK"]
    assert "current" in rows[0] and "last good" in rows[1]


def test_a_deployment_that_is_both_says_so_in_one_place() -> None:
    good = replace(FOUND, current=HISTORY[0])
    assert "current, last good" in shown(good)[4]
    assert "the same" in shown(good)[1]


def test_a_deployment_under_way_and_a_foreign_state_are_shown_as_they_are() -> None:
    assert ".." in shown(replace(FOUND, current=replace(FAILED, state="", error="")))[0]
    assert "paused" in shown(replace(FOUND, current=replace(FAILED, state="paused")))[0]


def test_odd_data_is_told() -> None:
    odd = replace(FOUND, notes=(Note("history", "has 2 entries that are no objects"),))
    assert any("history has 2 entries" in row for row in shown(odd))
    unread = Deployments("x", NOW, notes=(Note("deployment-state.json", "cannot be read: it is no JSON"),))
    assert shown(unread) == ["odd         deployment-state.json cannot be read: it is no JSON"]


def test_nothing_known_is_said() -> None:
    assert "no deployments are known" in shown(None)[0]
    assert "nothing was deployed" in shown(Deployments("x", NOW))[0]
    assert deployment_strip(None, VIEW, 78) == () and deployment_strip(Deployments("x", NOW), VIEW, 78) == ()


@pytest.mark.parametrize("height", [7, 8, 30])
@pytest.mark.parametrize("cursor", range(5))
def test_the_row_under_the_cursor_is_always_seen(height: int, cursor: int) -> None:
    rows = shown(FOUND, cursor, height=height)
    above, top = first_row(FOUND, cursor, VIEW, 78, height)
    assert rows[above + cursor - top].startswith("▌") and len(rows) <= height


@pytest.mark.parametrize("cells", [20, 46, 69, 118])
def test_nothing_is_wider_than_its_room_and_ascii_stays_ascii(cells: int) -> None:
    ascii = replace(VIEW, look=Look(ASCII))
    lines = [*deployments_lines(FOUND, 0, ascii, cells, 12), deployment_strip(FOUND, ascii, cells)]
    assert all(width(line) <= cells and plain(line).isascii() for line in lines)


def test_the_strip_tells_current_last_good_and_tries_in_the_metrics() -> None:
    strip = plain(deployment_strip(FOUND, VIEW, 78))
    assert all(part in strip for part in ("deployment", "FAIL", BAD[:7], f"good {GOOD[:7]}", "3/3 tries"))
    assert any("deployment " in plain(each) for each in metrics(VIEW, 78, 12))


def test_where_to_roll_back_to_is_the_first_thing_to_copy() -> None:
    first, commit, *_ = deployment_offers(FOUND, FAILED)
    assert (first.key, first.text) == ("b", GOOD) and commit.text == BAD
    assert {each.key: each.text for each in offers(VIEW)}["b"] == GOOD
    assert rollback_of(None) == rollback_of(replace(FOUND, last_good=None)) == ""
    assert all(each.text for each in deployment_offers(Deployments("x", NOW), None))


def test_a_record_holds_everything() -> None:
    assert json.loads(record_of(FAILED))["deployment"]["error"] == REJECTED
