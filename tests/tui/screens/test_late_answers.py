"""What arrives when the app is over changes nothing."""

from __future__ import annotations

from pathlib import Path

from decks import deck_app, opened

from wave_tui.data.views import Snapshot
from wave_tui.tui.messages import SnapshotRead


async def test_a_snapshot_that_arrives_after_the_end_is_dropped(fixture_project: Path) -> None:
    app = deck_app(fixture_project)
    async with opened(app):
        pass
    assert not app.screen_stack
    app._snapshot_read(SnapshotRead(Snapshot()))
