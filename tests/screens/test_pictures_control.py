"""Pictures of every dialog that changes runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, run
from decks import settled
from dialogs import armed, deck_with, press, text
from engines import PLAN, TREE, FakeEngine
from scenes import RUN
from textual.app import App
from waiting import until_async

from wave_tui.data.engine.model import CancelFacts, Gate, Liveness, PlanStep, RunPlan, Survivor

SIZES = [(120, 40), (80, 24)]
LESS = [{"colour": "none"}, {"unicode": "no"}]
Picture = Callable[[App[Any], str], None]
Stage = Callable[[str], Path]
TO_BUTTON = ("tab",) * 6
GRACE = CancelFacts(survivors=TREE, grace=10.0)
ASKED = replace(GRACE, requested=NOW - 5, seen=NOW - 4, by="ana")
ENDED = CancelFacts(requested=NOW - 9, seen=NOW - 8, stopped=NOW - 2, verified=NOW - 1, by="ana")
STAYS = (Survivor(4740, 4711, "fuse-daemon /srv/mount"),)
STEP = RunPlan("impl-issue", (PlanStep("implement", "run", "was failed"),))
GATE = Gate(RUN, "audit", "Two findings are left open. Ship it?", (("a", "Approve"), ("r", "Reject")), NOW - 61)
BEFORE = tuple(
    run(f"impl-issue-{number:04}", state=state, input="issue 300", started=NOW - 9000, ended=NOW - 9000 + 600 + number)
    for number, state in enumerate(("completed", "failed", "completed", "completed", "completed", "completed"))
)


@dataclass(frozen=True)
class Scene:
    """A picture: its project, the keys that lead there, a word that is on it, and what the engine answers."""

    name: str
    project: str
    keys: tuple[str, ...]
    says: str
    engine: FakeEngine


def scenes() -> tuple[Scene, ...]:
    refused = ("step plan: key steam is not known", "step docs: claude is not installed", "persona coder is missing")
    gone = Liveness(False, "supervisor 4711 is gone", 4711)
    return (
        Scene("start", "one", ("t", *"impl", "tab", *"issue #482"), "issue #482", FakeEngine()),
        Scene(
            "start-refused", "one", ("t", *TO_BUTTON), "not start", FakeEngine(plans=replace(PLAN, refusals=refused))
        ),
        Scene("plan", "one", ("t", *TO_BUTTON, "p"), "Dry-run plan", FakeEngine()),
        Scene("cancel-ask", "one", ("x",), "processes  3", FakeEngine(answer=GRACE)),
        Scene("cancelling", "one", ("x",), "stopping", FakeEngine(answer=ASKED)),
        Scene("cancelled", "one", ("x",), "0 processes", FakeEngine(answer=ENDED)),
        Scene("lost", "lost", ("x",), "mark as cancelled", FakeEngine(life=gone)),
        Scene("force", "one", ("x", "X", *"8k"), "get SIGKILL", FakeEngine(answer=ASKED)),
        Scene(
            "survivors",
            "one",
            ("x", "X", *"8k3m", "enter"),
            "left now",
            FakeEngine(answer=replace(ASKED, survivors=STAYS)),
        ),
        Scene("retry", "failed", ("r",), "estimate", FakeEngine(retries={"step": STEP, "all": PLAN})),
        Scene("several", "failed", ("g", "space", "space", "r"), "4 steps run again", FakeEngine()),
        Scene("gate", "one", ("colon", *"approve", "enter"), "Ship it?", FakeEngine(gates=(GATE,))),
        Scene("log", "one", ("x", "y", "escape", "t", *["enter"] * 7, "at"), "wave-tui run", FakeEngine()),
    )


async def show(stage: Stage, scene: Scene, picture: Picture, size: tuple[int, int], words: dict[str, str]) -> None:
    async with deck_with(stage(scene.project), scene.engine, past=BEFORE, size=size, words=words) as (app, deck, pilot):
        if scene.engine.gates:
            await until_async(lambda: bool(deck.view.control.gates))
        for key in scene.keys:
            if app.screen is deck:
                await settled(app, pilot)  # what a dialog is above stands still as long as it is open
            await press(app, pilot, key)
        await until_async(lambda: scene.says in text(app))
        await armed(app, pilot)
        picture(app, scene.name)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
async def test_dialogs_that_change_runs(stage: Stage, picture: Picture, scene: Scene, size: tuple[int, int]) -> None:
    await show(stage, scene, picture, size, {})


@pytest.mark.parametrize("words", LESS, ids=["colourless", "ascii"])
@pytest.mark.parametrize("name", ["start", "cancelling", "force", "retry"])
async def test_the_same_with_less(stage: Stage, picture: Picture, name: str, words: dict[str, str]) -> None:
    (scene,) = [each for each in scenes() if each.name == name]
    await show(stage, scene, picture, (80, 24), words)
