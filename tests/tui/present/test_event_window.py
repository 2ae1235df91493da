"""Rules of following: when the pane moves, when it stands still, what it says meanwhile."""

from __future__ import annotations

from dataclasses import replace

from builders import event

from wave_tui.data.models import Event
from wave_tui.data.views import EventsPage, EventsQuery
from wave_tui.tui.present.event_sheet import Sheet, items
from wave_tui.tui.present.event_window import (
    Passed,
    Place,
    Window,
    accepts,
    arrived,
    below,
    first,
    followed,
    moved,
    pointed,
    scrolled,
    selected,
    stopped,
    to_start,
    toggled,
    wanted,
)
from wave_tui.tui.present.events import badge, passed_line
from wave_tui.tui.present.line import plain

QUERY = EventsQuery("r")


def log(last: int, start: int = 1) -> tuple[Event, ...]:
    return tuple(event(number, message=f"Read {number}.go") for number in range(start, last + 1))


def page(last: int, start: int = 1, **fields: object) -> EventsPage:
    return replace(EventsPage(log(last, start), query=QUERY), **fields)  # type: ignore[arg-type]  # one field a case


def sheet(of: EventsPage, rows: int = 10) -> Sheet:
    return Sheet(items(of.rows), 40, rows, ends=not of.newer)


def top(window: Window, of: EventsPage) -> int:
    pane = sheet(of)
    return pane.items[first(window, pane)[0]].id


def said(window: Window, of: EventsPage) -> str:
    return plain(badge(window, of, sheet(of), 60)).rstrip()


def test_f1_while_following_the_newest_rows_are_shown() -> None:
    assert top(Window(), page(50)) == 41
    assert top(arrived(Window(), page(50), page(60), 10), page(60)) == 51


def test_f1_off_stays_off_even_when_the_last_row_is_visible() -> None:
    window = moved(Window(), sheet(page(50)), -1)
    assert not window.follow
    assert top(arrived(window, page(50), page(60), 10), page(60)) == 41


def test_f2_every_upward_move_turns_it_off() -> None:
    pane = sheet(page(50))
    for window in (
        moved(Window(), pane, -1),
        scrolled(Window(), pane, -3),
        pointed(Window(), pane, 20),
        to_start(Window(), pane),
        toggled(Window(), pane),
    ):
        assert not window.follow


def test_f2_the_end_turns_it_on() -> None:
    pane = sheet(page(50))
    off = pointed(Window(), pane, 45)
    assert followed(off).follow
    assert toggled(off, pane).follow
    assert moved(off, pane, 99).follow
    assert scrolled(scrolled(Window(), pane, -3), pane, 3).follow
    assert not moved(off, pane, 1).follow


def test_f2_the_end_of_a_page_is_not_the_end_of_the_log() -> None:
    pane = sheet(page(50, newer=7))
    off = pointed(Window(), pane, 45)
    assert not moved(off, pane, 99).follow
    assert not scrolled(off, pane, 99).follow


def test_f3_while_off_the_pane_does_not_move_by_a_row() -> None:
    window = scrolled(Window(), sheet(page(50)), -5)
    assert top(window, page(50)) == 36
    for now in (page(51), page(90), page(90, 20), page(90, 36)):
        assert top(window, now) == 36


def test_f3_the_anchor_is_a_line_within_a_row() -> None:
    long = replace(event(5), state="failed", message="broken\nfile main.go")
    rows = (*log(4), long, *log(30, 6))
    pane = Sheet(items(rows), 40, 10)
    window = scrolled(Window(), pane, -16)
    assert window.top == Place(5, 1)
    assert first(window, Sheet(items(rows[2:]), 40, 10)) == (2, 1)


def test_f3_rows_that_were_dropped_are_read_again() -> None:
    window = scrolled(Window(), sheet(page(50)), -5)
    moved_on = page(400, 281, older=True)
    assert not accepts(window, moved_on, QUERY)
    assert wanted(window, page(50), QUERY, 10) == replace(QUERY, anchor=36)
    assert accepts(window, page(95, 1, newer=300, query=replace(QUERY, anchor=36)), QUERY)


def test_f3_more_rows_are_asked_for_before_they_run_out() -> None:
    asked = replace(QUERY, anchor=100)
    here = page(150, 51, older=True, newer=50, query=asked)
    window = Window(follow=False, top=Place(100))
    assert wanted(window, here, asked, 10) == asked
    assert wanted(replace(window, top=Place(55)), here, asked, 10).anchor == 55
    assert wanted(replace(window, top=Place(140)), here, asked, 10).anchor == 140


def test_f4_the_badge_counts_what_is_new_and_names_failures() -> None:
    window = moved(Window(), sheet(page(50)), -1)
    assert said(Window(), page(50)) == "follow on"
    assert said(window, page(50)) == "follow off  G resumes"
    assert said(window, page(50, newer=37)) == "follow off  37 new below  G resumes"
    assert said(window, page(50, newer=1837, newer_failed=2)) == "follow off  1 837 new below  2 FAIL  G resumes"


def test_f4_new_rows_inside_the_page_count_too() -> None:
    window = moved(Window(), sheet(page(50)), -1)
    failed = replace(page(0), rows=(*log(53), event(54, "failed")), newer=3)
    assert below(window, failed, sheet(failed)) == (7, 1, True)


def test_f4_far_above_the_newest_rows_the_badge_counts_all_rows_below() -> None:
    window = Window(follow=False, top=Place(1), cursor=1, seen=900)
    far = page(60, newer=940)
    assert said(window, far) == "follow off  990 below  G resumes"


def test_f5_new_rows_never_change_the_selection() -> None:
    window = moved(Window(), sheet(page(50)), -4)
    after = arrived(window, page(50), page(300), 10)
    pane = sheet(page(300))
    assert pane.items[selected(after, pane)].id == 46 == pane.items[selected(window, pane)].id


def test_f6_a_frozen_pane_takes_nothing_and_goes_on_as_before() -> None:
    for window in (Window(), moved(Window(), sheet(page(50)), -1)):
        held = replace(window, frozen=True)
        assert not accepts(held, page(60), QUERY)
        assert accepts(replace(held, frozen=False), page(60), QUERY)
        assert replace(held, frozen=False) == window


def test_f7_the_switch_is_this_panes_own() -> None:
    assert said(toggled(Window(), sheet(page(50))), page(50)).startswith("follow off")


def test_f8_the_cursor_stops_following_instead_of_fighting() -> None:
    window = moved(moved(Window(), sheet(page(50)), -1), sheet(page(50)), -1)
    assert (window.follow, window.cursor) == (False, 48)


def test_f9_more_than_200_rows_are_counted_not_animated() -> None:
    after = arrived(Window(), page(50), page(1902), 10)
    assert after.passed == Passed(1842, 1902, exact=True)
    assert after.passed is not None
    assert plain(passed_line(after.passed, 60)).rstrip() == "1 842 rows passed, scroll up to read"
    assert arrived(Window(), page(50), page(250), 10).passed is None


def test_f9_rows_that_were_never_on_a_page_are_counted_as_more_than() -> None:
    after = arrived(Window(), page(50), page(1900, 1781, older=True), 10)
    assert after.passed is not None
    assert plain(passed_line(after.passed, 60)).rstrip() == "more than 110 rows passed, scroll up to read"


def test_f9_the_line_goes_when_the_user_moves_or_a_screenful_came_after_it() -> None:
    after = arrived(Window(), page(50), page(500), 10)
    assert arrived(after, page(500), page(505), 10).passed is not None
    assert arrived(after, page(500), page(511), 10).passed is None
    assert stopped(after, sheet(page(500))).passed is None
    assert followed(after).passed is None


def test_f9_returning_to_the_tail_is_not_passing() -> None:
    anchored = page(50, query=replace(QUERY, anchor=10))
    assert arrived(followed(Window()), anchored, page(900, 781, older=True), 10).passed is None


def test_a_page_of_another_scope_is_not_taken() -> None:
    assert not accepts(Window(), page(50, query=EventsQuery("r", "plan")), QUERY)
    assert not accepts(Window(), page(50, query=replace(QUERY, anchor=3)), QUERY)


def test_the_first_row_is_reached_when_its_page_comes() -> None:
    window = to_start(Window(), sheet(page(500, 381)))
    asked = wanted(window, page(500, 381, older=True), QUERY, 10)
    assert asked.anchor == 0
    begin = page(120, newer=380, query=asked)
    assert accepts(window, begin, QUERY) and top(window, begin) == 1


def test_an_empty_log_has_nothing_to_move_in() -> None:
    empty = sheet(EventsPage(query=QUERY))
    for window in (moved(Window(), empty, -1), scrolled(Window(), empty, 3), toggled(Window(), empty)):
        assert first(window, empty) == (0, 0)
