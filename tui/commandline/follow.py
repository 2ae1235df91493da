"""Follows a run: prints what is new, looks again when the store may have changed, ends when the run has."""

from __future__ import annotations

import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from wave_tui.data.errors import StoreError
from wave_tui.data.models import Event
from wave_tui.data.states import is_terminal
from wave_tui.data.store.watch import RECHECKS, SAFETY_SECONDS, StoreWatch

from .output import complain
from .source import Source

_POLLING = 0.2


def follow(source: Source, run: str, tell: Callable[[Event], None], *, in_json: bool) -> None:
    """Tell of every event of the run, from the first to the last; a run of event files has them read meanwhile.

    A store that is busy or gone for a while is waited for. Raises NotFoundError when another store without the run
    takes its place, BrokenPipeError when nobody reads the output any more.
    """
    follower = _Follower(source, run, tell)
    project = source.project
    with closing(StoreWatch(project.store, project.sidecar)) as watch, reading(source, run):
        while True:
            try:
                follower.look()
            except StoreError as error:
                follower.tell_once(str(error), in_json=in_json)
            if follower.over:
                return
            wait(watch)


@contextmanager
def reading(source: Source, run: str) -> Iterator[None]:
    """An ingester at work, when the events of the run come from a file."""
    if not source.store.tells_of(run):
        yield
        return
    from wave_tui.data.engine.ingester import start_ingester

    with closing(start_ingester(source.project)):
        yield


class _Follower:
    """What has been told of one run; ``over`` once nothing more will come."""

    def __init__(self, source: Source, run: str, tell: Callable[[Event], None]) -> None:
        self.over = False
        self._source = source
        self._run = run
        self._tell = tell
        self._last = 0
        self._asked = 0.0
        self._complaint = ""

    def look(self) -> None:
        """Tell what is new, and at most once a second ask whether the run is over.

        The state is asked before the events, so that an end is never told before its last event.
        """
        over = time.monotonic() - self._asked >= SAFETY_SECONDS and self._is_over()
        for event in self._source.events(self._run, self._last):
            self._last = event.id
            self._tell(event)
        self.over, self._complaint = over, ""

    def tell_once(self, error: str, *, in_json: bool) -> None:
        """Say on standard error why nothing comes, once as long as the reason stays the same."""
        if error != self._complaint:
            complain(error, in_json=in_json)
        self._complaint = error

    def _is_over(self) -> bool:
        state = self._source.store.detail(self._run).run.state
        self._asked = time.monotonic()
        return is_terminal(state) or state == "lost"


def wait(watch: StoreWatch) -> None:
    """Return when the store may have changed, after a second at the latest.

    Raises BrokenPipeError as soon as the other end of standard output is closed.
    """
    poll = select.poll()
    if watch.fd is not None:
        poll.register(watch.fd, select.POLLIN)
    output = _output()
    if output is not None:
        poll.register(output, 0)
    found = poll.poll(1000 * (SAFETY_SECONDS if watch.fd is not None else _POLLING))
    if any(descriptor == output for descriptor, _ in found):
        raise BrokenPipeError
    if found:
        # A notice comes before the commit is visible, and one commit makes many of them.
        time.sleep(RECHECKS[-1])
        watch.drain()


def _output() -> int | None:
    try:
        return sys.stdout.fileno()
    except (OSError, ValueError):
        return None
