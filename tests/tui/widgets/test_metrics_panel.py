"""The Metrics panel scrolls and sorts."""

from __future__ import annotations

from textual.app import App, ComposeResult
from worlds import busy

from wave_tui.tui.widgets.metrics import MetricsPanel


class Shown(App[None]):
    """Only the panel."""

    CSS = "MetricsPanel { width: 69; height: 9; }"

    def compose(self) -> ComposeResult:
        """One panel."""
        yield MetricsPanel()

    def on_mount(self) -> None:
        """Ready for keys."""
        self.panel.view = busy()
        self.panel.focus()

    @property
    def panel(self) -> MetricsPanel:
        """The panel."""
        return self.query_one(MetricsPanel)


def rows(panel: MetricsPanel) -> list[str]:
    return ["".join(segment.text for segment in panel.render_line(y)).rstrip() for y in range(panel.size.height)]


async def test_it_scrolls_to_its_last_line_and_not_further() -> None:
    app = Shown()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("G", "j", "j")
        assert rows(app.panel)[-1] == "retries     1 in implement"
        await pilot.press("k")
        assert rows(app.panel)[-1] == "… 2 more"
        await pilot.press("g")
        assert rows(app.panel)[1].startswith("tokens/min")


async def test_the_last_line_says_how_many_more_there_are() -> None:
    app = Shown()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        assert [row.split()[0] for row in rows(app.panel)[4:8]] == ["STEP", "fetch", "explore", "plan"]
        assert rows(app.panel)[-1] == "… 7 more"
        await pilot.press("j", "j")
        assert rows(app.panel)[-1] == "… 5 more"


async def test_s_sorts_the_slowest_first_and_says_so() -> None:
    app = Shown()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("s")
        assert rows(app.panel)[0].endswith("slowest first")
        assert rows(app.panel)[5].startswith("plan")
        await pilot.press("s")
        assert rows(app.panel)[5].startswith("fetch")
