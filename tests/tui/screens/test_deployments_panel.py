"""Deployments on the deck: the cursor, the record, what can be copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from decks import deck_app, opened, pressed
from deployed import BAD, FAILED, FOUND, GOOD, HISTORY, deploy
from dialogs import text
from waiting import until_async

from wave_tui.tui.screens.deck import Deck
from wave_tui.tui.widgets.deployments import DeploymentsPanel


def panel(deck: Deck) -> DeploymentsPanel:
    found = deck.panels["deployments"]
    assert isinstance(found, DeploymentsPanel)
    return found


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_where_to_roll_back_to_is_copied_with_two_keys(
    deployed_project: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(Deck, "send_copy", lambda _, said: copied.append(said))
    app = deck_app(deployed_project)
    async with opened(app, size) as (_, pilot):
        await pressed(app, pilot, "8", "y", "enter", "6", "y", "b")
        assert copied == [GOOD, GOOD]


async def test_the_record_of_the_chosen_deployment_is_described(deployed_project: Path) -> None:
    app = deck_app(deployed_project)
    async with opened(app) as (deck, pilot):
        await pressed(app, pilot, "8", "j", "j", "k", "G", "k")
        assert panel(deck).chosen == HISTORY[2]
        await pressed(app, pilot, "g", "d")
        assert BAD in text(app) and FAILED.id in text(app)
        await pressed(app, pilot, "escape", "enter")
        assert BAD in text(app)


async def test_the_cursor_stays_on_its_deployment_when_another_one_comes(deployed_project: Path) -> None:
    app = deck_app(deployed_project)
    async with opened(app) as (deck, pilot):
        await pressed(app, pilot, "8", "j")
        chosen = panel(deck).chosen
        deploy(deployed_project, type(FOUND)("", 0, HISTORY[0], None, (FAILED, *HISTORY)))
        await until_async(lambda: panel(deck).chosen is not None and len(panel(deck).drawn) and _live(deck))
        assert panel(deck).chosen == chosen


async def test_a_click_selects_a_row(deployed_project: Path) -> None:
    app = deck_app(deployed_project)
    async with opened(app) as (deck, pilot):
        await pressed(app, pilot, "8")
        row = next(y for y, line in enumerate(panel(deck).drawn) if any("BACK" in part for part, _ in line))
        await pilot.click(panel(deck), offset=(5, row))
        assert panel(deck).chosen == HISTORY[1]


def _live(deck: Deck) -> bool:
    found = deck.view.snapshot.deployments
    return found is not None and found.current is not None and found.current.id == HISTORY[0].id
