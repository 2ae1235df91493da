"""Keys are handed out one after the other, also when the program is held up or a widget never answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.events import Key
from textual.message_pump import MessagePump

from wave_tui.tui.keystrokes import Keystrokes


class Pump(MessagePump):
    """A widget whose queue the test works off."""

    def __init__(self) -> None:
        super().__init__()
        self.queue: list[Callable[[], Any]] = []

    def call_later(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Queue it."""
        self.queue.append(partial(callback, *args, **kwargs))
        return True

    async def work(self) -> None:
        """Do what waits."""
        while self.queue:
            done = self.queue.pop(0)()
            if done is not None:
                await done


class Scene:
    """A clock, two widgets that hear keys, and what was forwarded."""

    def __init__(self) -> None:
        self.now = 0.0
        self.forwarded = ""
        self.panel, self.app = Pump(), Pump()
        self.keys = Keystrokes(self.forward, lambda: [self.panel, self.app], lambda: self.now)

    async def forward(self, event: Key) -> None:
        """A key reaches what has the focus."""
        self.forwarded += event.key

    async def take(self, keys: str) -> None:
        """Keys arrive."""
        for key in keys:
            await self.keys.take(Key(key, key))


async def test_a_key_waits_until_the_one_before_went_through_everyone() -> None:
    scene = Scene()
    await scene.take("abc")
    assert scene.forwarded == "a"
    await scene.panel.work()
    assert scene.forwarded == "a"
    await scene.app.work()
    assert scene.forwarded == "ab"


async def test_keys_keep_their_order_when_the_program_was_held_up() -> None:
    scene = Scene()
    await scene.take("a")
    scene.now = 5.0
    await scene.take("bcd")
    assert scene.forwarded == "a"
    await scene.panel.work()
    await scene.app.work()
    assert scene.forwarded == "ab"


async def test_a_widget_that_never_answers_does_not_hold_up_the_keys_for_ever() -> None:
    scene = Scene()
    await scene.take("a")
    for later in (5.0, 10.0):
        scene.now = later
        await scene.take("b")
    assert scene.forwarded == "ab"


async def test_a_late_answer_lets_no_second_key_through() -> None:
    scene = Scene()
    await scene.take("a")
    for later in (5.0, 10.0):
        scene.now = later
        await scene.take("bc")
    late, scene.panel.queue = scene.panel.queue[:1], scene.panel.queue[1:]
    late[0]()
    await scene.app.work()
    assert scene.forwarded == "ab"
