"""The event pane over a run of files: its tail, any place in it, what is below, filters, long runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from both_sources import Both
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sidecars import SidecarWriter, wave_line
from stores import NOW

from wave_tui.data.events.fold_state import FoldedAttempt, FoldedStep
from wave_tui.data.models import Event
from wave_tui.data.sidecar.reading import scan
from wave_tui.data.views import EventsPage, EventsQuery

STEPS, STATES = ("plan", "build", "test"), ("running", "failed", "stream_activity", "retrying")


@dataclass
class Log:
    """Lines of one run as they were written, in blocks with the lines of others between them."""

    files: SidecarWriter
    lines: list[tuple[int, bytes, str, str]] = field(default_factory=list)
    end: int = 0

    def write(self, count: int) -> None:
        """Append a block."""
        first = len(self.lines)
        kinds = [(STEPS[(first + n) % 3], STATES[(first + n) * 7 % 4]) for n in range(count)]
        block = [wave_line(first + n, step=step, state=state) for n, (step, state) in enumerate(kinds)]
        start = self.end
        for line, (step, state) in zip(block, kinds, strict=True):
            self.lines.append(((1 << 40) + start, line, step, state))
            start += len(line) + 1
        failed = sum(state == "failed" for _, state in kinds)
        self.end = self.files.block("op", block, at=self.end, failed=failed) + 17


def log(both: Both) -> Log:
    both.files.update("DELETE FROM event_block")
    both.files.update("DELETE FROM event_file")
    both.files.file("/p/events/op.ndjson")
    both.files.run("op", format="wave", state="running", seen=NOW - 1)
    both.renew()
    return Log(both.files)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    made = Both(tmp_path_factory.mktemp("window"))
    yield made
    made.close()


def wanted(made: Log, query: EventsQuery) -> list[tuple[int, str]]:
    """Ids and states of the lines that a question keeps."""
    return [
        (number, state)
        for number, line, step, state in made.lines
        if (not query.step or step == query.step)
        and (not query.text or query.text.encode() in line)
        and (not query.levels or {"failed": "error", "retrying": "warn"}.get(state, "info") in query.levels)
    ]


def check(made: Log, query: EventsQuery, page: EventsPage) -> None:
    """The page holds what a list of all lines would."""
    kept = wanted(made, query)
    if query.anchor is None:
        shown, below = kept[-query.rows :], []
        older = len(kept) > query.rows
    else:
        upto = [one for one in kept if one[0] <= query.anchor]
        lead = upto[-(query.rows // 2 + 1) :]
        rest = kept[len(upto) :]
        room = query.rows - len(lead)
        shown, below, older = lead + rest[:room], rest[room:], len(upto) > len(lead)
    assert [event.id for event in page.rows] == [number for number, _ in shown]
    assert (page.older, page.newer) == (older, len(below))
    assert page.newer_failed == sum(state == "failed" for _, state in below)


queries = st.builds(
    EventsQuery,
    run=st.just("op"),
    step=st.sampled_from(("", "", "plan", "test")),
    text=st.sampled_from(("", "", "line 1", "line 33")),
    levels=st.sampled_from(((), (), ("error",), ("warn", "error"))),
    anchor=st.none(),
    rows=st.integers(2, 30),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    blocks=st.lists(st.integers(1, 40), min_size=1, max_size=6), more=st.lists(st.integers(1, 40), max_size=3),
    query=queries, at=st.none() | st.floats(0, 1),
)  # fmt: skip
def test_the_window_shows_what_a_list_of_all_lines_would_and_keeps_up_with_it(
    shared: Both, blocks: Sequence[int], more: Sequence[int], query: EventsQuery, at: float | None
) -> None:
    made = log(shared)
    for count in blocks:
        made.write(count)
    if at is not None:
        query = replace(query, anchor=made.lines[int(at * (len(made.lines) - 1))][0])
    check(made, query, shared.read(run="op", events=query).events)
    for count in more:
        made.write(count)
        check(made, query, shared.read().events)


def test_a_window_at_the_tail_follows_a_flood(both: Both) -> None:
    made = log(both)
    made.write(10)
    both.open("op", rows=20)
    for _ in range(30):
        made.write(100)
    page = both.read().events
    check(made, both.query.events, page)
    assert page.older


def test_a_search_goes_on_with_the_next_read_until_it_has_found_enough(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "SECONDS", -1.0)
    made = log(both)
    for _ in range(40):
        made.write(30)
    query = EventsQuery(run="op", text="line 7", rows=50)
    first = both.read(run="op", events=query).events
    assert (len(first.rows), first.older) == (0, True)
    reads = 1
    while both.reader.changed():
        page = both.read().events
        reads += 1
        assert reads < 60
    check(made, query, page)
    assert reads > 10


def test_attempts_are_told_by_the_times_of_tries(both: Both) -> None:
    made = log(both)
    made.write(6)
    times = [event.time for event in both.read(run="op", events=EventsQuery(run="op")).events.rows]
    tries = [FoldedAttempt(1, started=times[0]), FoldedAttempt(2, started=times[4])]
    steps = {name: FoldedStep(name, 0, attempts=tries) for name in STEPS}
    both.files.run("op", format="wave", state="running", seen=NOW - 1, steps=steps)
    both.renew()
    assert [event.attempt for event in events(both)] == [1, 1, 1, 1, 2, 2]
    assert [event.attempt for event in events(both, step="build", attempt=2)] == [2]
    assert [event.attempt for event in events(both, step="build", attempt=1)] == [1]


def events(both: Both, **asked: object) -> tuple[Event, ...]:
    both.open("op", **asked)
    return both.read().events.rows


def test_lines_that_no_format_knows_any_more_are_shown_as_they_are(both: Both) -> None:
    both.files.file("/p/events/op.ndjson", format="of the future")
    both.files.run("op", format="of the future", state="running", seen=NOW - 1)
    both.files.block("op", [b'{"what": 1}', b"\xff\x1b[2J", b""], at=0)
    assert [(event.message, event.source) for event in events(both)] == [
        ('{"what": 1}', "of the future"), ("\ufffd", "of the future"),
    ]  # fmt: skip


def test_while_a_file_is_indexed_lines_come_in_any_order(both: Both) -> None:
    both.files.file("/p/events/op.ndjson")
    both.files.run("op", format="wave", state="running", seen=NOW - 1)
    both.files.update("UPDATE event_run SET indexed = 10.0")
    both.files.block("op", [wave_line(9)], at=9_000)
    assert [event.message for event in events(both)] == ["line 9"]
    assert both.read().events.older
    both.files.block("op", [wave_line(1)], at=0)
    both.files.block("op", [wave_line(5)], at=5_000)
    assert [event.message for event in both.read().events.rows] == ["line 1", "line 5", "line 9"]
    both.files.update("UPDATE event_run SET indexed = NULL")
    both.files.block("op", [wave_line(3)], at=3_000)
    page = both.read().events
    assert ([event.message for event in page.rows], page.older) == (["line 1", "line 3", "line 5", "line 9"], False)


def test_lines_of_an_older_file_of_the_same_run_are_seen_too(both: Both) -> None:
    both.files.file("/p/events/a.ndjson", no=1)
    both.files.file("/p/events/b.ndjson", no=2)
    both.files.run("op", format="wave", state="running", seen=NOW - 2)
    both.files.block("op", [wave_line(1)], at=0, file=2)
    assert len(events(both)) == 1
    both.files.run("op", format="wave", state="running", seen=NOW - 1)
    both.files.block("op", [wave_line(2)], at=0, file=1)
    assert [event.message for event in both.read().events.rows] == ["line 2", "line 1"]
