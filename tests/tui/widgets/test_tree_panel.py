"""The Tree panel: cursor and folds stay with their place whatever arrives."""

from __future__ import annotations

from dataclasses import replace

from builders import NOW, detail, snapshot, step, view
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from trees import DETAIL, HISTORY, RUN

from wave_tui.data.address import Address
from wave_tui.data.models import RunDetail, Subtask
from wave_tui.tui.messages import Drilled, Said, Selected
from wave_tui.tui.present.view import View
from wave_tui.tui.widgets.tree import TreePanel


class Shown(App[None]):
    """Only the panel; remembers what it said."""

    CSS = "TreePanel { width: 46; height: 19; }"

    def __init__(self) -> None:
        super().__init__()
        self.selected: list[Address] = []
        self.drilled: list[Address] = []
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        """One panel."""
        yield TreePanel()

    def on_mount(self) -> None:
        """Ready for keys."""
        self.panel.focus()

    @property
    def panel(self) -> TreePanel:
        """The panel."""
        return self.query_one(TreePanel)

    def on_selected(self, message: Selected) -> None:
        """Answer as the deck does: the selection becomes the address of the view."""
        self.selected.append(message.address)
        assert self.panel.view is not None
        self.panel.view = replace(self.panel.view, address=message.address)

    def on_drilled(self, message: Drilled) -> None:
        """Remember."""
        self.drilled.append(message.address)

    def on_said(self, message: Said) -> None:
        """Remember."""
        self.said.append(message.text)


def shown(of: RunDetail = DETAIL, place: str = "implement", **fields: object) -> View:
    address = Address(RUN.id, place)
    seen = view(snapshot(RUN, detail=of, history=HISTORY))
    return replace(seen, **{"address": address, **fields})  # type: ignore[arg-type]  # fields are the view's own


def under_cursor(panel: TreePanel) -> str:
    lines = ["".join(segment.text for segment in panel.render_line(y)) for y in range(panel.size.height)]
    return next((line[10:].strip() for line in lines if line.startswith("▌")), "")


async def start(pilot: Pilot[None], of: View) -> Shown:
    app = pilot.app
    assert isinstance(app, Shown)
    app.panel.view = of
    await pilot.pause()
    return app


async def test_moving_selects_addresses() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown())
        await pilot.press("j", "j", "j", "k")
        assert [str(each).partition("/")[2] for each in app.selected] == [
            "implement/A1", "implement/A2", "implement/A2/parser.go", "implement/A2",
        ]  # fmt: skip
        assert under_cursor(app.panel).startswith("└ ▾ A2")


async def test_the_cursor_stays_on_its_place_when_rows_are_inserted_above() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown())
        await pilot.press("j", "j", "j", "j")
        assert "lexer.go" in under_cursor(app.panel)
        more = tuple(step(f"new-{n}", n) for n in range(40))
        assert app.panel.view is not None
        app.panel.view = replace(app.panel.view, snapshot=shown(replace(DETAIL, steps=(*more, *DETAIL.steps))).snapshot)
        await pilot.pause()
        assert "lexer.go" in under_cursor(app.panel)


async def test_folds_survive_a_refresh_and_a_finished_step_does_not_close_around_the_cursor() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown())
        await pilot.press("j", "l", "j")
        assert "plan.md" in under_cursor(app.panel)
        done = tuple(replace(each, state="completed", duration=9.0) for each in DETAIL.steps)
        assert app.panel.view is not None
        app.panel.view = replace(app.panel.view, snapshot=shown(replace(DETAIL, steps=done)).snapshot)
        await pilot.pause()
        assert "plan.md" in under_cursor(app.panel)


async def test_h_folds_then_climbs_and_l_unfolds_then_drills() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown())
        await pilot.press("j", "j", "j", "h")
        assert "A2" in under_cursor(app.panel)
        count = len(app.panel.shown)
        await pilot.press("h")
        assert len(app.panel.shown) == count - 4
        await pilot.press("l", "l")
        assert len(app.panel.shown) == count
        assert app.drilled == [Address(RUN.id, "implement", 2)]


async def test_drilling_into_a_child_run_opens_that_run() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown(place="audit"))
        await pilot.press("j", "l", "enter")
        assert app.drilled == [Address("audit-deps-20261120-b2q9")]


async def test_more_unfolds_and_the_cursor_stands_on_the_first_of_them() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown())
        await pilot.press(*"jjjjjj")
        assert "3 more" in under_cursor(app.panel)
        await pilot.press("enter")
        assert "ast.go" in under_cursor(app.panel)


async def test_f8_a_move_by_the_user_ends_following_the_running_step() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown(place="plan"))
        await pilot.press("F")
        assert app.panel.following and "implement" in under_cursor(app.panel)
        assert "F follows" in "".join(segment.text for segment in app.panel.render_line(0))
        await pilot.press("k")
        assert not app.panel.following and "plan" in under_cursor(app.panel)


async def test_f7_following_moves_on_with_the_run() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown(place="plan"))
        await pilot.press("F")
        steps = tuple(replace(each, state="completed") if each.id == "implement" else each for each in DETAIL.steps)
        moved = replace(DETAIL, steps=steps, run=replace(RUN, step="audit"))
        assert app.panel.view is not None
        app.panel.view = replace(app.panel.view, snapshot=shown(moved).snapshot)
        await pilot.pause()
        assert "audit" in under_cursor(app.panel)
        assert app.selected[-1] == Address(RUN.id, "audit")


async def test_next_failure_unfolds_what_hides_it() -> None:
    hidden = Subtask("x.go", "x.go", "failed")
    of = detail(step("a", 1), step("b", 2, subtasks=(Subtask("dir", "dir", "completed", subtasks=(hidden,)),)), run=RUN)
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown(of, place=""))
        await pilot.press("e")
        assert app.selected[-1] == Address(RUN.id, "b", None, ("dir", "x.go"))
        await pilot.press("e")
        assert app.said == ["no failure below in this run"]


async def test_a_selection_made_elsewhere_moves_the_cursor_and_an_old_view_does_not() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown())
        old = app.panel.view
        assert old is not None
        await pilot.press("j")
        app.panel.view = replace(old, now=NOW + 1, address=Address(RUN.id, "implement", 1))
        await pilot.pause()
        assert "A1" in under_cursor(app.panel)
        app.panel.view = replace(old, address=Address(RUN.id, "open-pr"))
        await pilot.pause()
        assert "open-pr" in under_cursor(app.panel)


async def test_ctrl_d_and_the_edges_move_far() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown(place=""))
        await pilot.press("G")
        assert "open-pr" in under_cursor(app.panel)
        await pilot.press("ctrl+u", "g")
        assert "impl-issue" in under_cursor(app.panel)
        await pilot.press("ctrl+d")
        assert "lexer.go" in under_cursor(app.panel) or "token.go" in under_cursor(app.panel)


async def test_without_a_run_the_panel_says_so() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, replace(view(), address=Address()))
        await pilot.press("j", "l", "h", "e", "F")
        assert "no run selected" in "".join(segment.text for segment in app.panel.render_line(1))


async def test_a_search_goes_from_hit_to_hit_and_unfolds_what_hides_them() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown(place=""))
        app.panel.search = ".go"
        await pilot.pause()
        assert "parser.go" in under_cursor(app.panel)
        assert "/.go" in "".join(segment.text for segment in app.panel.render_line(0))
        await pilot.press("n")
        assert "lexer.go" in under_cursor(app.panel)
        await pilot.press("N", "N")
        assert "parser.go" in under_cursor(app.panel)
        assert app.said == ["no hit for .go above"]


async def test_a_search_from_the_end_begins_at_the_top() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown(place="open-pr"))
        app.panel.search = "PLAN"
        await pilot.pause()
        assert "plan" in under_cursor(app.panel)


async def test_n_without_a_search_says_how_to_begin() -> None:
    async with Shown().run_test() as pilot:
        app = await start(pilot, shown())
        await pilot.press("n")
        assert app.said == ["nothing to search for yet; / begins"]
