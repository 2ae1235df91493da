"""The definition panel under keys."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import spec_story as spec
import timeline_story as story
from panel_bench import Bench, benched
from textual.pilot import Pilot

from wave_tui.data.address import Address
from wave_tui.tui.messages import Drilled
from wave_tui.tui.present.line import width
from wave_tui.tui.present.view import View
from wave_tui.tui.widgets.spec import SpecPanel


def bench(
    view: View, size: tuple[int, int] = (97, 20)
) -> AbstractAsyncContextManager[tuple[Bench[SpecPanel], Pilot[None]]]:
    """A running app with the panel."""
    return benched(SpecPanel(), view, size)


async def test_the_panel_names_the_definition_its_input_and_its_graph() -> None:
    async with bench(story.view(pipeline=spec.issue())) as (app, _):
        shown = app.text()
        assert "impl-issue.yaml  9 steps" in shown
        assert "impl-issue  Takes an issue to a pull request." in shown
        assert "issue_ref from cli" in shown
        assert "✓ explore ─▸ ✓ plan ─" in shown
        assert "▌● implement" in shown
        assert "at most 3 tries" in shown
        assert "back  approve ▸ implement  again" in shown


async def test_steps_are_walked_by_layer_and_list() -> None:
    async with bench(story.view(pipeline=spec.issue())) as (app, pilot):
        await pilot.press("h")
        assert app.address == Address(story.RUN, "plan")
        await pilot.press("l", "j")
        assert app.address.step == "docs"
        await pilot.press("G")
        assert app.address.step == "open-pr"
        assert "open-pr" in app.text()
        await pilot.press("enter")
        assert isinstance(app.heard[-1], Drilled)


async def test_a_graph_wider_than_the_panel_follows_the_selection() -> None:
    async with bench(story.view(pipeline=spec.issue()), (69, 12)) as (app, pilot):
        await pilot.press("G")
        assert "▌· open-pr" in app.text()
        await pilot.press("g")
        assert "▌✓ fetch-issue" in app.text()


async def test_a_graph_that_does_not_fit_says_its_percents_without_gauges() -> None:
    steps = tuple(replace(step, progress=50.0) if step.id == "implement" else step for step in story.detail().steps)
    view = story.view(replace(story.detail(), steps=steps), pipeline=spec.issue())
    async with bench(view, (117, 20)) as (app, _):
        assert "implement ━━━─── 50%" in app.text()
    async with bench(view, (80, 20)) as (app, _):
        assert "implement 50%" in app.text()


async def test_a_narrow_panel_lists_the_layers() -> None:
    async with bench(story.view(pipeline=spec.issue()), (46, 16)) as (app, _):
        assert "─▸" not in app.text()
        assert "needs plan" in app.text()


async def test_a_broken_definition_shows_its_whole_error() -> None:
    error = "impl-issue.yaml line 12: steps is a word, a list is expected; write one step below another with a dash"
    broken = replace(spec.issue(), steps=(), edges=(), error=error)
    async with bench(story.view(pipeline=broken), (69, 14)) as (app, _):
        assert error in " ".join(app.text().split())
        assert "The definition cannot be used; drawn from what its steps need." in app.text()


async def test_without_definition_and_steps_the_panel_says_so() -> None:
    async with bench(story.view(replace(story.detail(), steps=()))) as (app, _):
        assert "The definition of impl-issue is not known" in app.text()
    async with bench(story.view(address=Address())) as (app, _):
        assert "No run is selected." in app.text()


async def test_every_size_is_filled_exactly() -> None:
    for size in ((20, 4), (46, 8), (60, 6), (69, 12), (118, 35)):
        async with bench(story.view(pipeline=spec.issue()), size) as (app, _):
            view = app.panel.view
            assert view is not None
            drawn = app.panel.body(view, size[0], size[1] - 1)
            assert len(drawn) <= size[1] - 1
            assert max(map(width, drawn)) <= size[0]
