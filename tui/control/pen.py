"""Hands what people ask for to the engine, in threads, and keeps the log of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from wave_tui.data.errors import WaveTuiError
from wave_tui.data.models import Run
from wave_tui.data.text import clean

from ..messages import EngineAnswered
from .undo import Act, remember
from .writes import Write, answered, asked

if TYPE_CHECKING:
    from textual.app import App

    from wave_tui.data.engine.base import Engine
    from wave_tui.data.engine.model import Caller, Room, Started, StartRequest

Answer = TypeVar("Answer")
Failed = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Control:
    """Ways to the engine, each called in a thread: who asks, what ran before, what there is room for.

    ``same`` gives the request with which a run was started, its input as it was typed. ``program`` are the first words
    of a command line that reaches the same project from here.
    """

    engine: Callable[[], Engine]
    caller: Callable[[], Caller]
    past: Callable[[], tuple[Run, ...]]
    room: Callable[[], Room]
    same: Callable[[str, Caller], StartRequest]
    program: tuple[str, ...] = ("wave-tui",)


@dataclass(slots=True)
class _Opened:
    """The engine and its caller, made when they are first needed."""

    lock: Lock = field(default_factory=Lock)
    engine: Engine | None = None
    caller: Caller | None = None


class Pen:
    """Asks the engine; answers come back to the app as messages and are handed on there.

    ``ready`` once it is known from the settings whether anything may be written.
    """

    def __init__(self, app: App[None], control: Control, clock: Callable[[], float]) -> None:
        self.program = control.program
        self.writes: tuple[Write, ...] = ()
        self.acts: tuple[Act, ...] = ()
        self.logs: dict[str, Path] = {}
        self.ready = False
        self._app = app
        self._control = control
        self._clock = clock
        self._opened = _Opened()

    @property
    def now(self) -> float:
        """The time in unix seconds."""
        return self._clock()

    def read(self, call: Callable[[Engine], Answer], then: Callable[[Answer], None], failed: Failed) -> None:
        """Ask something that changes nothing."""
        self._in_thread(lambda: call(self._engine()), then, failed)

    def write(
        self, command: str, call: Callable[[Engine], Answer], then: Callable[[Answer], str], failed: Failed
    ) -> None:
        """Ask for a change; ``then`` says in a few words for the log what came of it."""
        self.writes = asked(self.writes, self._clock(), command)
        number = self.writes[-1].number

        def done(answer: Answer) -> None:
            self.writes = answered(self.writes, number, then(answer), done=True)

        def refused(sentence: str) -> None:
            self.writes = answered(self.writes, number, sentence, done=False)
            failed(sentence)

        self._in_thread(lambda: call(self._engine()), done, refused)

    def note(self, command: str, result: str) -> None:
        """Something was done that nobody asked for by key."""
        self.writes = asked(self.writes, self._clock(), command)
        self.writes = answered(self.writes, self.writes[-1].number, result, done=True)

    def past(self, then: Callable[[tuple[Run, ...]], None]) -> None:
        """The runs before; none when they cannot be read."""
        self._in_thread(self._control.past, then, lambda _: then(()))

    def room(self, then: Callable[[Room], None]) -> None:
        """What there is room for; unknown when that cannot be told."""
        from wave_tui.data.engine.model import Room

        self._in_thread(self._control.room, then, lambda _: then(Room()))

    def caller(self) -> Caller:
        """Who asks; to be called in a thread."""
        with self._opened.lock:
            if self._opened.caller is None:
                self._opened.caller = self._control.caller()
            return self._opened.caller

    def same(self, run: str) -> StartRequest:
        """What a run was started with; to be called in a thread. Raises NotFoundError, StoreError."""
        return self._control.same(run, self.caller())

    def remember(self, act: Act) -> None:
        """Something that ``u`` takes back."""
        self.acts = remember(self.acts, act)

    def undone(self) -> Act | None:
        """The newest act, which is forgotten by that; None when there is none."""
        *others, act = self.acts or (None,)
        self.acts = tuple(each for each in others if each is not None)
        return act

    def began(self, started: Started) -> None:
        """Remember where the executor of a run that was started here writes."""
        self.logs[started.run] = started.log

    def _engine(self) -> Engine:
        with self._opened.lock:
            if self._opened.engine is None:
                self._opened.engine = self._control.engine()
            return self._opened.engine

    def _in_thread(self, call: Callable[[], Answer], then: Callable[[Answer], None], failed: Failed) -> None:
        def work() -> None:
            try:
                tell = partial(then, call())
            except (WaveTuiError, OSError) as error:
                tell = partial(failed, str(error))
            except Exception as error:  # a fault of the engine must not take the screen with it
                tell = partial(failed, clean(f"the engine failed: {type(error).__name__}: {error}", limit=500))
            self._app.post_message(EngineAnswered(tell))

        self._app.run_worker(work, thread=True, group="engine")
