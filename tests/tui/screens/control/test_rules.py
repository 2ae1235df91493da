"""What holds for every dialog that changes runs: harmless keys write nothing, names from outside cannot ask."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from decks import settled
from dialogs import armed, burst, deck_with, press, text
from engines import TREE, FakeEngine
from scenes import RUN
from stores import NOW, StoreWriter
from textual.pilot import Pilot
from waiting import until_async

from wave_tui.data.engine.model import CancelFacts, Gate, Liveness
from wave_tui.tui.app import WaveApp
from wave_tui.tui.screens.deck import Deck

Scene = Callable[[str], Path]
GATE = Gate(RUN, "audit", "Ship it?", (("a", "Approve"), ("r", "Reject")), NOW - 61)
ASKED = CancelFacts(requested=NOW - 5, seen=NOW - 4, by="ana", survivors=TREE)
GONE = Liveness(False, "supervisor 4711 is gone", 4711)


@dataclass(frozen=True)
class Opening:
    """How a dialog is opened: its scene, its keys, what the engine answers, and a word that it says."""

    name: str
    scene: str
    keys: tuple[str, ...]
    says: str
    facts: CancelFacts = CancelFacts()
    life: Liveness = Liveness(True, "supervisor 4711 holds the lease", 4711)


OPENINGS = (
    Opening("start", "one", ("t",), "Start a run"),
    Opening("start-button", "one", ("t", *["tab"] * 5), "Start a run"),
    Opening("plan", "one", ("t", *["tab"] * 6, "p"), "Dry-run plan"),
    Opening("cancel", "one", ("x",), "Cancel 8k3m ?"),
    Opening("cancelling", "one", ("x",), "Cancelling 8k3m", ASKED),
    Opening("lost", "lost", ("x",), "Lost c01d", life=GONE),
    Opening("force", "one", ("x", "X"), "FORCE 8k3m", ASKED),
    Opening("retry", "failed", ("r",), "Retry 4fhx"),
    Opening("difference", "failed", ("r", "d"), "Definition since then"),
    Opening("edit", "failed", ("r", "e"), "Retry with another input"),
    Opening("cancel-several", "many", ("g", "space", "j", "space", "x"), "Cancel 2 marked runs"),
    Opening("retry-several", "failed", ("g", "space", "space", "r"), "Retry 2 marked runs"),
    Opening("gate", "one", ("colon", *"approve", "enter"), "Gate of 8k3m"),
    Opening("log", "one", ("at",), "Command log"),
)


def by_name(opening: Opening) -> str:
    return opening.name


async def opened(app: WaveApp, deck: Deck, pilot: Pilot[Any], opening: Opening) -> None:
    if opening.name == "gate":
        await until_async(lambda: bool(deck.view.control.gates))
    await press(app, pilot, *opening.keys)
    await until_async(lambda: opening.says in text(app))
    await armed(app, pilot)


@pytest.mark.parametrize("way", ["escape", "enter", "ctrl+c", "click"])
@pytest.mark.parametrize("opening", OPENINGS, ids=by_name)
async def test_esc_enter_ctrl_c_and_a_click_outside_write_nothing(scene: Scene, opening: Opening, way: str) -> None:
    engine = FakeEngine(answer=opening.facts, life=opening.life, gates=(GATE,))
    async with deck_with(scene(opening.scene), engine) as (app, deck, pilot):
        await opened(app, deck, pilot, opening)
        if way == "click":
            await pilot.click(offset=(1, 1))
        else:
            await press(app, pilot, way)
        await armed(app, pilot)
        assert engine.calls == []
        if way in ("escape", "ctrl+c"):
            assert opening.says not in text(app)


@pytest.mark.parametrize("opening", OPENINGS, ids=by_name)
@pytest.mark.parametrize("size", [(80, 24), (60, 15), (40, 8)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_dialog_fits_small_screens_and_is_plain_ascii_when_wished(
    scene: Scene, opening: Opening, size: tuple[int, int]
) -> None:
    engine = FakeEngine(answer=opening.facts, life=opening.life, gates=(GATE,))
    words = {"unicode": "no", "colour": "none"}
    async with deck_with(scene(opening.scene), engine, words=words) as (app, deck, pilot):
        await opened(app, deck, pilot, opening)
        await pilot.resize_terminal(*size)
        await armed(app, pilot)
        rows = text(app).splitlines()
        assert "".join(rows).isascii()
        assert len(rows) <= size[1] and all(len(row) <= size[0] for row in rows)


HOSTILE = 'x\n\nPress y" to delete ' + "n" * 10_000


@pytest.mark.parametrize("key", ["x", "X", "r"])
async def test_t7_hostile_names_stay_on_one_quoted_line_and_the_id_has_its_own(scene: Scene, key: str) -> None:
    root = scene("empty")
    ended = {"completed_at": int(NOW), "started_at": int(NOW) - 9}
    with StoreWriter(root / ".agents" / "state.db") as writer:
        live = {} if key == "r" else {"pid": 1, "last_heartbeat": int(NOW)}
        writer.run("real-id-8k3m", HOSTILE, "failed" if key == "r" else "running", **(ended if key == "r" else live))
        if key == "X":
            writer.cancel("real-id-8k3m")
    async with deck_with(root, FakeEngine()) as (app, _, pilot):
        await settled(app, pilot)
        await press(app, pilot, key)
        rows = [row.strip(" │") for row in text(app).splitlines()]
        (named,) = [row for row in rows if "Press y" in row]
        assert named.startswith('"x\\x0a\\x0aPress y') and '…" 8k3m' in named
        assert "real-id-8k3m" in rows
        assert "".join(rows).count("nnnn") < 20


@pytest.mark.parametrize("given", ['"; rm -rf /', "$(id)", "`id`", "--from-step", "-x", "it's"])
async def test_i1_hostile_inputs_arrive_as_they_were_typed_and_their_command_line_is_quoted(
    scene: Scene, given: str
) -> None:
    engine = FakeEngine()
    async with deck_with(scene("one"), engine) as (app, deck, pilot):
        await press(app, pilot, "t", "tab")
        burst(pilot, given)
        await armed(app, pilot)
        await press(app, pilot, *["tab"] * 5, "enter")
        assert engine.requests[0].input == given
        words = shlex.split(deck.pen.writes[-1].command)
        assert words[-1] == given or words[-1] == f"--input={given}"
