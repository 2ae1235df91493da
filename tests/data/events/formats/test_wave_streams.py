"""The event streams of a real Wave say the same of its runs as the store that it wrote beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from told_and_stored import assert_same_run
from told_lines import STREAMS, read

from wave_tui.data.store.reader import StoreReader
from wave_tui.data.views import Query

FILES = sorted(path.name for path in STREAMS.glob("*.ndjson"))


def test_there_are_eleven_streams() -> None:
    assert len(FILES) == 11


@pytest.mark.parametrize("name", FILES)
def test_a_stream_and_the_store_agree_about_every_run(name: str, fixture_project: Path) -> None:
    reader = StoreReader(fixture_project / ".agents" / "state.db")
    told = read(_lines(name))
    assert told
    for run, folded in told.items():
        detail = reader.read(Query(run=run)).detail
        assert detail is not None
        assert_same_run(folded, detail)
    reader.close()


@pytest.mark.parametrize("name", FILES)
def test_no_event_of_a_real_stream_is_odd(name: str) -> None:
    for run in read(_lines(name)).values():
        assert run.notes == [] and [note for step in run.steps.values() for note in step.notes] == []


def _lines(name: str) -> list[bytes]:
    return (STREAMS / name).read_bytes().splitlines()
