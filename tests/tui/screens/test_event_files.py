"""Event files under the deck, taken in by a process of its own: what is bad in them holds nothing up."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from decks import deck_app, opened
from event_files import as_lines, event_project
from frames import watched_frames
from waiting import until_async

from wave_tui.data.engine.ingester import start_ingester
from wave_tui.data.project import Project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.tui.present.line import plain
from wave_tui.tui.screens.deck import Deck

MEBIBYTE = 1 << 20
BAD = (b"{bad", b"[1, 2]", b'"text"', b"[" * 100_000, b'{"a":' * 100_000, b'{"pipeline_id": 7')


@contextlib.contextmanager
def ingesting(project: Project) -> Iterator[None]:
    """The process that takes in event files."""
    ingester = start_ingester(project)
    try:
        yield
    finally:
        ingester.close()


def shown(deck: Deck, panel: str) -> str:
    """What a panel has on the screen."""
    return "\n".join(plain(line) for line in deck.panels[panel].drawn)


def write_bad(path: Path) -> None:
    """Records that are none, among them a line of a hundred megabytes, before and after one that is."""
    with path.open("wb") as file:
        for record in BAD:
            file.write(record + b"\n")
        for _ in range(100):
            file.write(b"x" * MEBIBYTE)
        file.write(b"\n" + as_lines([{"timestamp": time.time(), "pipeline_id": "good", "state": "started"}]))


async def test_n6_bad_records_and_a_line_of_100_mb_are_counted_and_hold_up_no_frame(tmp_path: Path) -> None:
    project = event_project(tmp_path)
    write_bad(tmp_path / "written")
    app = deck_app(tmp_path, reader=lambda: ProjectReader(project), clock=time.time)
    with ingesting(project):
        async with opened(app) as (deck, _), watched_frames() as gaps:
            (tmp_path / "written").rename(project.state_folder / "events" / "a.ndjson")
            await until_async(lambda: f"{len(BAD) + 1} bad" in shown(deck, "header"), 20)
            await until_async(lambda: " good " in shown(deck, "runs"))
            assert gaps.longest < 0.1 and gaps.ticks > 20
