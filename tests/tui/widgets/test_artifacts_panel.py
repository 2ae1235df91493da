"""The Artifacts panel lists, asks for previews and reads in them."""

from __future__ import annotations

from dataclasses import replace

from builders import run
from textual import on
from textual.app import App, ComposeResult
from waiting import until_async
from worlds import busy

from wave_tui.data.address import Address
from wave_tui.data.artifacts.model import Preview, PreviewRow
from wave_tui.tui.messages import PreviewWanted
from wave_tui.tui.present.artifacts import Answer
from wave_tui.tui.widgets.artifacts import ArtifactsPanel


class Shown(App[None]):
    """Only the panel, which is answered on demand."""

    def __init__(self, cells: int = 69, rows: int = 14) -> None:
        super().__init__()
        self.place = (cells, rows)
        self.asked: list[tuple[str, int]] = []
        self.answers = True

    def compose(self) -> ComposeResult:
        """One panel."""
        panel = ArtifactsPanel()
        panel.styles.width, panel.styles.height = self.place
        yield panel

    def on_mount(self) -> None:
        """Ready for keys."""
        self.panel.view = busy()
        self.panel.focus()

    @on(PreviewWanted)
    def answer(self, message: PreviewWanted) -> None:
        """Two pages of a file."""
        self.asked.append((message.artifact.name, message.offset))
        if self.answers:
            self.panel.preview = Answer(message.artifact, message.offset, page(message.artifact.name, message.offset))

    @property
    def panel(self) -> ArtifactsPanel:
        """The panel."""
        return self.query_one(ArtifactsPanel)

    @property
    def rows(self) -> list[str]:
        """What the panel shows."""
        lines = [self.panel.render_line(y) for y in range(self.panel.size.height)]
        return ["".join(segment.text for segment in line).rstrip() for line in lines]


def page(name: str, offset: int) -> Preview:
    words = ("first", "second", "third") if offset == 0 else ("fourth",)
    more = 65_536 if offset == 0 else None
    return Preview(
        "text", name, tuple(PreviewRow(f"{each} of {name}") for each in words), size=65_540, next_offset=more
    )


async def test_the_first_artifact_is_asked_for_and_shown() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)):
        await until_async(lambda: any("first of plan.md" in row for row in app.rows))
        assert app.asked == [("plan.md", 0)]
        assert app.rows[2].split() == ["▌", "plan.md", "markdown", "4.1", "kB", "plan", "5m56s"]


async def test_moving_asks_for_another_one_and_an_old_answer_is_ignored() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        await until_async(lambda: any("first of plan.md" in row for row in app.rows))
        old = app.panel.preview
        app.answers = False
        await pilot.press("j")
        assert any("reading the file" in row for row in app.rows)
        assert app.asked[-1] == ("spec.json", 0)
        app.panel.preview = old
        assert not any("of plan.md" in row for row in app.rows)


async def test_the_same_answer_twice_is_shown_again() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        await until_async(lambda: any("first of plan.md" in row for row in app.rows))
        first = app.panel.preview
        app.answers = False
        await pilot.press("j", "k")
        assert any("reading the file" in row for row in app.rows)
        app.panel.preview = first
        assert any("first of plan.md" in row for row in app.rows)


async def test_enter_reads_and_escape_returns_to_the_list() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        await until_async(lambda: any("third" in row for row in app.rows))
        await pilot.press("enter", "j")
        assert any(row.startswith("▌2   second") for row in app.rows)
        assert app.asked == [("plan.md", 0)]
        await pilot.press("escape", "j")
        assert app.asked[-1] == ("spec.json", 0)


async def test_space_loads_the_next_part_once() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        await until_async(lambda: any("more: space" in row for row in app.rows))
        await pilot.press("space")
        await until_async(lambda: any("fourth" in row for row in app.rows))
        assert not any("more: space" in row for row in app.rows)
        await pilot.press("space")
        assert app.asked == [("plan.md", 0), ("plan.md", 65_536)]


async def test_search_goes_to_the_hit_and_n_to_the_next_one() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        await until_async(lambda: any("third" in row for row in app.rows))
        app.panel.search = "ir"
        assert any(row.startswith("▌1   first") for row in app.rows)
        assert any("/ir  1/2" in row for row in app.rows)
        await pilot.press("n")
        assert any(row.startswith("▌3   third") for row in app.rows)
        await pilot.press("N")
        assert any(row.startswith("▌1   first") for row in app.rows)
        app.panel.search = "nowhere"
        assert any("/nowhere  not found" in row for row in app.rows)


async def test_the_list_follows_the_address_and_says_what_it_hides() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)):
        app.panel.view = replace(busy(), address=Address(run().id, "implement"))
        assert app.rows[0].endswith("&implement  1")
        assert "trace.log" in app.rows[2]
        app.panel.view = replace(busy(), address=Address(run().id, "docs"))
        assert app.rows[1] == "  no artifacts of docs, 3 in the run, 0 widens"


async def test_the_cursor_stays_on_its_artifact_when_others_arrive_above() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("G")
        view = busy()
        assert view.detail is not None
        new = replace(view.detail.artifacts[0], name="new.md", path="work/new.md", id=9)
        detail = replace(view.detail, artifacts=(new, *view.detail.artifacts))
        app.panel.view = replace(view, snapshot=replace(view.snapshot, detail=detail))
        assert app.panel.chosen is not None and app.panel.chosen.name == "trace.log"
        assert [name for name, _ in app.asked if name == "trace.log"] == ["trace.log"]


async def test_a_wide_panel_shows_list_and_preview_beside_each_other() -> None:
    app = Shown(110, 10)
    async with app.run_test(size=(120, 40)):
        await until_async(lambda: any("first of plan.md" in row for row in app.rows))
        assert "NAME" in app.rows[1] and "plan.md ─" in app.rows[1]


async def test_escape_in_the_list_is_left_to_others() -> None:
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.panel.check_action("leave", ()) is False
        await pilot.press("enter")
        assert app.panel.check_action("leave", ()) is True


async def test_a_preview_alone_in_a_narrow_panel_is_titled_with_its_file() -> None:
    app = Shown(48, 13)
    async with app.run_test() as pilot:
        await until_async(lambda: "first" in "\n".join(app.rows))
        assert app.rows[0].startswith("5 Artifacts ")
        await pilot.press("enter")
        assert app.rows[0].startswith("5 plan.md ") and app.rows[0].endswith("text")
        assert "first" in app.rows[1]
        await pilot.press("escape")
        assert app.rows[0].startswith("5 Artifacts ")
        app.screen.set_focus(None)
        await pilot.pause()
        assert app.rows[0].startswith("5 plan.md ")
