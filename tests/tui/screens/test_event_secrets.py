"""Secrets in event files and in what these name: masked on the deck, in every copy, in every export and as JSON."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from console import call
from decks import deck_app, opened, pressed, settled
from dialogs import press, text
from event_files import as_lines, event_project, take_in, write_events
from payloads import SECRETS, Secret
from poison import segments
from stores import NOW
from told_secrets import LEVELS, secretive, shown_runs, stamp
from waiting import until_async

from wave_tui.data.address import parse
from wave_tui.data.project import Project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.tui import start
from wave_tui.tui.app import WaveApp
from wave_tui.tui.ingesting import Ingesting
from wave_tui.tui.present.yank import offers

FORMS = ("json", "ndjson", "csv", "md", "html")
GITHUB = "gh" + "p_" + "Q7w8E9r0T1y2U3i4O5p6A7s8D9f0G1h2J3k4"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project full of secrets, taken in once and only looked at."""
    made = secretive(tmp_path_factory.mktemp("secretive") / "shop")
    take_in(made)
    return made


def deck_of(project: Project, **words: str) -> WaveApp:
    """The deck of a project whose event files were taken in."""
    return deck_app(
        project.root,
        reader=lambda: ProjectReader(project, now=lambda: NOW, process_alive=lambda pid: None),
        bad_lines=lambda: start.bad_lines(project, Ingesting(project)),
        words=words,
    )


def told(said: str) -> list[str]:
    """The secrets of which a text shows a part that nobody may see."""
    return [name for name, secret in SECRETS.items() if part_of(secret) in said]


def part_of(secret: Secret) -> str:
    return secret.hidden[8:20] if len(secret.hidden) > 24 else secret.hidden


def on_screen(app: WaveApp) -> str:
    """All that is drawn, line by line."""
    return "".join(segment.text for segment in segments(app))


async def test_x1_secrets_of_event_files_are_masked_in_every_panel_dialog_and_copy(project: Project) -> None:
    said: list[str] = []
    app = deck_of(project)
    async with opened(app, (160, 48)) as (deck, pilot):
        for run in shown_runs():
            deck.goto(parse(run))
            await settled(app, pilot)
            for key in "654d":
                await pressed(app, pilot, key)
                said.append(on_screen(app))
            await pilot.press("escape")
            said.extend(offer.text for row in deck.view.snapshot.events.rows for offer in offers(deck.view, row))
        deck.run_command("bad")
        await until_async(lambda: "bad record" in text(app))
        for _ in range(3):
            said.append(on_screen(app))
            await press(app, pilot, "ctrl+d")
    assert sum("before " in each for each in said) > 8 * len(SECRETS)
    assert told("\n".join(said)) == []


def test_x1_secrets_of_event_files_are_masked_by_every_command_and_in_every_export(project: Project) -> None:
    said: list[str] = []
    for run, form in zip(shown_runs(), itertools.cycle(FORMS), strict=False):
        for words in (("show", run, "--json"), ("show", run), ("events", run, "--json"), ("artifacts", run)):
            said.append(call(project.root, *words).stdout)
        said.append(call(project.root, "export", run, "--format", form).stdout)
    said.extend(call(project.root, "export", LEVELS, "--format", form).stdout for form in FORMS)
    said.extend(call(project.root, "bad", *words).stdout for words in ((), ("--json",)))
    assert sum("before " in each for each in said) > 3 * len(SECRETS)
    assert told("\n".join(said)) == []


BETWEEN = ("\x1b[0m", "\u200b", "\x1b]8;;x\x1b\\", "\u2060\x1b[1;31m", "\u00ad", "")
"""What a terminal does not show."""


async def test_x2_a_split_token_is_masked_however_narrow_the_line(tmp_path: Path) -> None:
    project = event_project(tmp_path)
    texts = [f"{n} uses {GITHUB[:20]}{between}{GITHUB[20:]} now" for n, between in enumerate(BETWEEN)]
    write_events(project, "a.ndjson", [event("split", n, message=said) for n, said in enumerate(texts)])
    take_in(project)
    app = deck_of(project, wrap="yes")
    async with opened(app, (60, 20)) as (_, pilot):
        await pressed(app, pilot, "4", "z")
        shown = on_screen(app)
    assert [n for n in range(len(texts)) if f"{n} uses " not in shown] == []
    assert not pieces(GITHUB) & pieces(shown)


async def test_x2_a_token_on_the_edge_of_what_is_read_at_once_is_masked(tmp_path: Path) -> None:
    project = event_project(tmp_path)
    edge = 65_536
    events = [event("edge", n, message=said) for n, said in enumerate(("begin", GITHUB, "end"))]
    first, with_token, last = (as_lines([each]) for each in events)
    room = edge - len(first) - with_token.index(GITHUB.encode()) - len(GITHUB) // 2
    filling = as_lines([event("edge", 0, filling="")])
    filling = as_lines([event("edge", 0, filling="x" * (room - len(filling)))])
    data = first + filling + with_token + last
    assert data[:edge].endswith(GITHUB[: len(GITHUB) // 2].encode())
    (project.state_folder / "events" / "a.ndjson").write_bytes(data)
    (tmp_path / "long.log").write_bytes(b"y\n" * ((edge - 20) // 2) + GITHUB.encode() + b"\n" + b"y\n" * 2_000)
    write_events(project, "a.ndjson", [event("edge", 3, state="completed", artifacts=["long.log"])])
    take_in(project)
    assert not pieces(GITHUB) & pieces(await everything(project, "edge"))


async def everything(project: Project, run: str) -> str:
    """A run on the deck in its events, with the record of each, and its artifact page by page; then as commands."""
    said = [call(project.root, *words).stdout for words in commands(run)]
    app = deck_of(project)
    async with opened(app) as (deck, pilot):
        await pressed(app, pilot, "5", "enter", "G", "space", "G")
        said.append(on_screen(app))
        await pressed(app, pilot, "escape", "4", "z", "g")
        for row in deck.view.snapshot.events.rows:
            said.extend((on_screen(app), *(offer.text for offer in offers(deck.view, row))))
            await pressed(app, pilot, "enter")
            said.append(on_screen(app))
            await pressed(app, pilot, "escape", "j")
    return "\n".join(said)


def commands(run: str) -> Iterator[tuple[str, ...]]:
    """All that tells of a run on the command line."""
    yield from (("show", run), ("show", run, "--json"), ("events", run), ("events", run, "--json"))
    yield from (("export", run, "--format", form) for form in FORMS)


def event(run: str, second: int, **more: object) -> dict[str, object]:
    """A record of a run."""
    head = {"timestamp": stamp(second), "pipeline_id": run, "step_id": "build", "state": "stream_activity"}
    return head | more


def pieces(shown: str, size: int = 6) -> set[str]:
    """All pieces of a text of that many characters."""
    return {shown[at : at + size] for at in range(len(shown) - size + 1)}


PLACES: dict[str, Callable[[str], str]] = {
    "at the start": lambda text: f"{GITHUB} {text}",
    "in the middle": lambda text: f"{text[:500_000]} {GITHUB} {text[500_000:]}",
    "at the end": lambda text: f"{text} {GITHUB}",
}


@pytest.mark.parametrize("place", PLACES)
async def test_x3_a_token_anywhere_in_a_text_of_a_megabyte_is_masked(tmp_path: Path, place: str) -> None:
    project = event_project(tmp_path)
    said = PLACES[place]("words of a log " * 66_000)
    assert 990_000 < len(said) < 1_040_000
    long = {"state": "failed", "message": said}
    write_events(project, "a.ndjson", [event("long", 0, message="begin"), event("long", 1, **long)])
    take_in(project)
    shown = await everything(project, "long")
    assert "words of a log" in shown
    assert not pieces(GITHUB) & pieces(shown)
