"""The timeline panel under keys."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import timeline_story as story
from panel_bench import Bench, benched
from textual.pilot import Pilot

from wave_tui.data.address import Address
from wave_tui.tui.messages import Drilled
from wave_tui.tui.present.view import View
from wave_tui.tui.widgets.timeline import TimelinePanel


def bench(
    view: View | None = None, size: tuple[int, int] = (69, 14)
) -> AbstractAsyncContextManager[tuple[Bench[TimelinePanel], Pilot[None]]]:
    """A running app with the panel."""
    return benched(TimelinePanel(), view or story.view(), size)


async def test_lanes_are_chosen_with_j_and_k_and_folded_ones_open() -> None:
    async with bench() as (app, pilot):
        await pilot.press("j")
        assert app.panel.view is not None
        assert app.panel.view.address == Address(story.RUN, "implement", 2, ("parser.go",))
        assert any("parser.go" in app.line(y) for y in range(14))
        await pilot.press("k", "k")
        assert app.panel.view.address == Address(story.RUN, "implement", 1)


async def test_the_cursor_is_a_time_that_zooming_keeps() -> None:
    async with bench() as (app, pilot):
        await pilot.press("h", "h", "h")
        cursor = app.panel.cursor
        assert cursor is not None and cursor < story.NOW
        before = app.panel.window
        await pilot.press("plus", "plus")
        after = app.panel.window
        assert app.panel.cursor == cursor
        assert before is not None and after is not None and after.unit < before.unit
        assert app.panel.view is not None and app.panel.view.address.time == cursor


async def test_right_of_the_last_past_column_the_cursor_is_now_again() -> None:
    async with bench() as (app, pilot):
        await pilot.press("h", "l")
        assert app.panel.cursor is None
        assert app.panel.view is not None and app.panel.view.address.time is None


async def test_zooming_at_now_follows_now_until_the_user_pans() -> None:
    async with bench() as (app, pilot):
        await pilot.press("plus")
        assert app.panel.following
        assert app.panel.window is not None
        assert int(app.panel.window.x(story.NOW)) == int(app.panel.window.cells * 0.85)
        await pilot.press("H")
        assert not app.panel.following
        await pilot.press("equals_sign")
        assert app.panel.window.start <= story.at("13:56:16")


async def test_jumps_go_to_state_changes_and_attempts() -> None:
    async with bench() as (app, pilot):
        await pilot.press("less_than_sign")
        assert app.panel.cursor == story.at("14:03:56")
        await pilot.press("less_than_sign", "less_than_sign")
        assert app.panel.cursor == story.at("14:03:32")
        await pilot.press("left_curly_bracket")
        assert app.panel.cursor == story.at("14:02:36")
        await pilot.press("left_curly_bracket")
        assert app.panel.view is not None
        assert app.panel.view.address == Address(story.RUN, "implement", 1, time=story.at("14:00:21"))


async def test_drilling_into_a_child_run_opens_the_run() -> None:
    async with bench(story.view(address=Address(story.RUN, "audit", sub=(story.CHILD,)))) as (app, pilot):
        await pilot.press("enter")
        assert [message.address for message in app.heard if isinstance(message, Drilled)] == [Address(story.CHILD)]


async def test_the_plot_repaints_once_a_column_not_once_a_second() -> None:
    async with bench() as (app, pilot):
        panel = app.panel
        first = [app.line(y) for y in range(14)]
        for second in (1, 2, 3, 4):
            panel.view = story.view(now=story.NOW + second, calm=story.NOW + second)
            await pilot.pause()
            changed = [y for y in range(14) if app.line(y) != first[y]]
            assert set(changed) <= {1, 13}


async def test_an_address_with_a_time_moves_the_cursor_there() -> None:
    async with bench() as (app, pilot):
        app.panel.view = story.view(address=Address(story.RUN, "implement", 2, time=story.at("14:01:00")))
        await pilot.pause()
        assert app.panel.cursor == story.at("14:01:00")
        assert "14:01:00" in app.line(1)


async def test_without_a_run_the_panel_says_why_it_is_empty() -> None:
    async with bench(story.view(address=Address())) as (app, _):
        assert app.line(1).strip() == "No run is selected."


async def test_the_time_axis_can_be_relative() -> None:
    async with bench() as (app, pilot):
        app.panel.axis_mode = "rel"
        await pilot.pause()
        assert "+2:00" in app.line(1)
