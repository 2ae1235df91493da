"""The title line: the active name is always there, the rule too."""

from __future__ import annotations

import pytest

from wave_tui.tui.present.line import line, plain, width
from wave_tui.tui.present.look import Look
from wave_tui.tui.present.title import Tab, title

TABS = tuple(Tab(str(n + 1), name) for n, name in enumerate(("Runs", "Tree", "Timeline", "Events", "Artifacts")))


def drawn(active: str, cells: int) -> str:
    made = title(TABS, active, [line(("2 marked", "dim")), line(("69", "dim"))], cells, Look(), focused=True)
    assert width(made) == cells
    return plain(made)


def test_names_that_do_not_fit_become_their_keys() -> None:
    assert drawn("5", 70) == "1 Runs  2 Tree  3 Timeline  4 Events  5 Artifacts ━━━━━━━ 2 marked  69"
    assert drawn("5", 44) == "1 Runs  2 Tree  3  4  5 Artifacts ━━━━━━━ 69"
    assert drawn("1", 44) == "1 Runs  2 Tree  3 Timeline  4  5 ━━━━━━━━ 69"
    assert drawn("5", 30) == "1  2  3  4  5 Artifacts ━━━ 69"
    assert drawn("5", 28) == "5 Artifacts ━━━ 2 marked  69"


@pytest.mark.parametrize("active", ["1", "3", "5"])
@pytest.mark.parametrize("cells", [18, 24, 30, 50])
def test_the_active_name_and_a_rule_are_always_there(active: str, cells: int) -> None:
    text = drawn(active, cells)
    assert f"{active} {TABS[int(active) - 1].name}" in text
    assert "━━━" in text
