"""What a panel sends to the terminal never cuts a wide character in half, whatever its size was before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from builders import view
from textual.app import App, ComposeResult
from textual.geometry import Region

from wave_tui.tui.present.line import Line, line
from wave_tui.tui.present.view import View
from wave_tui.tui.widgets.panel import Panel


class Wide(Panel):
    """Lines of wide characters after a narrow one."""

    TITLED = False

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """Every second cell from the second on is half of a character."""
        return [line("a" + "語" * (width // 2)) for _ in range(height)]


class Shown(App[None]):
    """Only the panel."""

    CSS = "Wide { width: 21; height: 4; }"

    def compose(self) -> ComposeResult:
        """One panel."""
        yield Wide()


@pytest.mark.parametrize(
    ("asked", "painted"),
    [
        (Region(0, 0, 10, 4), Region(0, 0, 21, 4)),
        (Region(0, 1, 10, 1), Region(0, 1, 11, 1)),
        (Region(4, 2, 3, 1), Region(3, 2, 4, 1)),
        (Region(3, 2, 4, 1), Region(3, 2, 4, 1)),
        (Region(0, 9, 10, 1), Region(0, 9, 21, 1)),
    ],
)
async def test_no_wide_character_is_painted_by_half(asked: Region, painted: Region) -> None:
    async with Shown().run_test() as pilot:
        panel = pilot.app.query_one(Wide)
        panel.view = view()
        await pilot.pause()
        panel.refresh(asked)
        assert list(panel._exchange_repaint_regions()) == [painted]
