"""Carries queries to the store's reader thread and snapshots back, at a pace the terminal can bear."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import time
from typing import Protocol, TypeVar

from wave_tui.data.views import Query, Snapshot

Answer = TypeVar("Answer")

RECHECKS = (0.0, 0.002, 0.005, 0.010, 0.030)
"""Seconds after a file notification at which the store is asked: the notice comes before the commit is visible."""
SAFETY = 1.0
"""Seconds between looks when no notification comes at all."""
AGEING = 5.0
"""Seconds after which a store with live runs is read again although nothing changed: silence makes a run lost."""


class Reader(Protocol):
    """What the feed needs of a store."""

    def changed(self) -> bool:
        """True when something was committed since the last read."""

    def read(self, query: Query, *, with_history: bool = True) -> Snapshot:
        """One consistent answer; quicker without what earlier runs teach."""

    def close(self) -> None:
        """Give everything back."""


class Notifier(Protocol):
    """A file descriptor that becomes readable when the store's folder changes."""

    fd: int | None

    def drain(self) -> bool:
        """Take what was notified; True when it concerns the store."""

    def close(self) -> None:
        """Stop watching."""


class Feed:
    """One reader on one thread; asks at once for what a key wants, and paced for what the store tells.

    ``checked`` is the time (unix seconds) of the last look that the store answered.
    """

    def __init__(
        self,
        make_reader: Callable[[], Reader],
        make_notifier: Callable[[], Notifier],
        clock: Callable[[], float] = time,
    ) -> None:
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._reader: Future[Reader] = self._thread.submit(make_reader)
        self._make_notifier = make_notifier
        self._notifier: Notifier | None = None
        self._query = Query()
        self._asked = False
        self._wake = asyncio.Event()
        self._noticed = False
        self._last_read = 0.0
        self.checked = 0.0

    def first(self) -> Future[Snapshot]:
        """Start reading before there is a screen: only the newest runs, so that they are soon there."""
        return self._thread.submit(lambda: self._reader.result().read(Query(), with_history=False))

    def ask(self, query: Query) -> None:
        """Answer this query now; the newest one wins."""
        self._query = query
        self._asked = True
        self._wake.set()

    def look(self) -> None:
        """Look now whether something changed that no file notification tells of."""
        self._wake.set()

    async def run(self, post: Callable[[Snapshot], None], pace: Callable[[], float], live: Callable[[], bool]) -> None:
        """Post a snapshot for every query and every change until cancelled; ``pace`` is seconds between changes.

        After each one it is looked again without waiting for a notice: a long search goes on with the next read.
        """
        loop = asyncio.get_running_loop()
        self._watch(loop)
        self._last_read = loop.time()
        earliest = 0.0
        again = False
        while True:
            if not again:
                await self._wait()
            again = self._asked or await self._changed(live, loop)
            if again:
                paced = not self._asked
                if paced and loop.time() < earliest:
                    await self._pause(earliest, loop)
                post(await self._read(loop))
                if paced:
                    earliest = self._last_read + pace()

    async def close(self) -> None:
        """Stop watching and close the store."""
        if self._notifier is not None:
            with contextlib.suppress(ValueError, OSError):
                self._listen(asyncio.get_running_loop(), False)
            self._notifier.close()
        self._thread.submit(lambda: self._reader.result().close())
        self._thread.shutdown(wait=False)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        self._notifier = self._make_notifier()
        self._listen(loop, True)

    def _listen(self, loop: asyncio.AbstractEventLoop, on: bool) -> None:
        if self._notifier is not None and self._notifier.fd is not None:
            if on:
                loop.add_reader(self._notifier.fd, self._notice)
            else:
                loop.remove_reader(self._notifier.fd)

    def _notice(self) -> None:
        if self._notifier is not None and self._notifier.drain():
            self._noticed = True
            self._wake.set()

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), SAFETY)
        self._wake.clear()

    async def _pause(self, moment: float, loop: asyncio.AbstractEventLoop) -> None:
        """Wait with deaf ears: the store will be read afterwards, whatever is noticed meanwhile."""
        self._listen(loop, False)
        try:
            await self._until(moment, loop)
        finally:
            if self._notifier is not None:
                self._notifier.drain()
            self._listen(loop, True)

    async def _until(self, moment: float, loop: asyncio.AbstractEventLoop) -> None:
        while not self._asked and (left := moment - loop.time()) > 0:
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), left)

    async def _changed(self, live: Callable[[], bool], loop: asyncio.AbstractEventLoop) -> bool:
        noticed, self._noticed = self._noticed, False
        for pause in RECHECKS if noticed else RECHECKS[:1]:
            if pause:
                await asyncio.sleep(pause)
            if self._asked or await self._in_thread(lambda: self._reader.result().changed(), loop):
                return True
            self.checked = self._clock()
        return live() and loop.time() - self._last_read > AGEING

    async def _read(self, loop: asyncio.AbstractEventLoop) -> Snapshot:
        query, self._asked = self._query, False
        snapshot = await self._in_thread(lambda: self._reader.result().read(query), loop)
        self._last_read, self.checked = loop.time(), self._clock()
        return snapshot

    async def _in_thread(self, work: Callable[[], Answer], loop: asyncio.AbstractEventLoop) -> Answer:
        return await loop.run_in_executor(self._thread, work)
