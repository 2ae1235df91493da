"""The feed answers keys at once, changes at a pace, and loses nothing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from waiting import until_async

from wave_tui.data.views import Query, Snapshot
from wave_tui.tui.feed import SAFETY, Feed


class FakeReader:
    """A store whose version is a number."""

    def __init__(self) -> None:
        self.version = 0
        self.seen = 0
        self.reads: list[Query] = []
        self.closed = False

    def changed(self) -> bool:
        return self.version != self.seen

    def read(self, query: Query, *, with_history: bool = True) -> Snapshot:
        self.seen = self.version
        self.reads.append(query)
        return Snapshot(query=query, generation=self.version)

    def close(self) -> None:
        self.closed = True


class FakeNotifier:
    """A pipe in the place of inotify."""

    def __init__(self) -> None:
        self.end: int
        self.fd: int | None
        self.fd, self.end = os.pipe()
        os.set_blocking(self.fd, False)

    def notify(self) -> None:
        os.write(self.end, b"x")

    def drain(self) -> bool:
        assert self.fd is not None
        try:
            return bool(os.read(self.fd, 100))
        except BlockingIOError:
            return False

    def close(self) -> None:
        if self.fd is not None:
            os.close(self.fd)
        os.close(self.end)


@asynccontextmanager
async def running(
    reader: FakeReader, notifier: FakeNotifier, pace: float
) -> AsyncIterator[tuple[Feed, list[Snapshot]]]:
    feed, posted = Feed(lambda: reader, lambda: notifier), list[Snapshot]()
    task = asyncio.create_task(feed.run(posted.append, lambda: pace, lambda: False))
    await asyncio.sleep(0)
    yield feed, posted
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await feed.close()
    await until_async(lambda: reader.closed)


async def test_a_change_is_posted_after_its_notification() -> None:
    reader, notifier = FakeReader(), FakeNotifier()
    async with running(reader, notifier, 0.05) as (_, posted):
        reader.version = 1
        notifier.notify()
        await until_async(lambda: posted and posted[-1].generation == 1)


async def test_a_change_without_any_notification_is_found_by_the_safety_look() -> None:
    reader, notifier = FakeReader(), FakeNotifier()
    async with running(reader, notifier, 0.05) as (_, posted):
        reader.version = 1
        await until_async(lambda: posted and posted[-1].generation == 1, seconds=5)


async def test_a_change_that_no_file_tells_of_is_found_when_somebody_says_so() -> None:
    reader, notifier = FakeReader(), FakeNotifier()
    async with running(reader, notifier, 0.05) as (feed, posted):
        feed.look()
        await asyncio.sleep(0)
        assert posted == []
        reader.version = 1
        feed.look()
        await until_async(lambda: posted and posted[-1].generation == 1, seconds=SAFETY / 2)


async def test_a_query_is_answered_while_changes_are_held_back() -> None:
    reader, notifier = FakeReader(), FakeNotifier()
    async with running(reader, notifier, 60.0) as (feed, posted):
        reader.version = 1
        notifier.notify()
        await until_async(lambda: len(posted) == 1)
        reader.version = 2
        notifier.notify()
        feed.ask(Query(run="wanted"))
        await until_async(lambda: posted[-1].query.run == "wanted")
        assert posted[-1].generation == 2


async def test_a_burst_is_coalesced_and_its_end_is_shown() -> None:
    reader, notifier = FakeReader(), FakeNotifier()
    async with running(reader, notifier, 0.1) as (_, posted):
        for version in range(1, 101):
            reader.version = version
            notifier.notify()
            await asyncio.sleep(0)
        await until_async(lambda: posted and posted[-1].generation == 100)
        assert len(posted) < 10


async def test_an_unchanged_store_is_not_read_again() -> None:
    reader, notifier = FakeReader(), FakeNotifier()
    async with running(reader, notifier, 0.05) as (feed, _):
        notifier.notify()
        await until_async(lambda: feed.checked > 0)
        assert reader.reads == []
