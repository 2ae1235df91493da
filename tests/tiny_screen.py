"""The Textual half of the tiny app: it shows its size, its keys and its pastes."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import ClassVar

from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from wave_tui.tui.terminal.driver import PasteCut, WaveDriver


class TinyApp(App[None]):
    """Every key that is not bound is counted and shown."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""
    CSS = "#facts { color: #ff8000; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit"),
        Binding("ctrl+z", "suspend_process", priority=True),
        Binding("c", "crash"),
        Binding("m", "markup"),
        Binding("w", "crash_worker"),
        Binding("b", "block"),
        Binding("t", "linger"),
        Binding("f", "flood"),
        Binding("n", "mouse"),
        Binding("i", "input"),
    ]

    def __init__(self, heartbeat: Path | None) -> None:
        super().__init__(driver_class=WaveDriver)
        self.heartbeat = heartbeat
        self.said = "ready"
        self.keys = 0
        self.beats = 0
        self.clicks = 0
        self.flooding = False

    def compose(self) -> ComposeResult:
        """A line of facts, a field and a body to fill the screen with."""
        yield Static("", id="facts", markup=False)
        yield Input(id="field")
        yield Static("", id="body", markup=False)

    def on_mount(self) -> None:
        """Nothing has the focus, so that keys are seen."""
        self.set_focus(None)
        self.show()
        if self.heartbeat is not None:
            self.set_interval(0.02, self.beat)

    def show(self, said: str = "") -> None:
        """The facts as one line, after what was said last."""
        self.said = said or self.said
        width, height = self.size
        facts = f"{self.said} size {width}x{height} keys {self.keys} clicks {self.clicks}"
        self.query_one("#facts", Static).update(facts)

    def beat(self) -> None:
        """Leave a trace of the event loop, and in a flood repaint everything."""
        self.beats += 1
        assert self.heartbeat is not None
        driver = self._driver
        backlog = driver.backlog if isinstance(driver, WaveDriver) else 0
        self.heartbeat.write_text(f"{self.beats} {backlog}")
        if self.flooding:
            width, height = self.size
            lines = "\n".join(f"{self.beats}".rjust(width, "x") for _ in range(height))
            self.query_one("#body", Static).update(lines)

    def on_key(self, event: events.Key) -> None:
        """Count it."""
        self.keys += 1
        self.show(f"key {event.key}")

    def on_click(self) -> None:
        """Count it."""
        self.clicks += 1
        self.show()

    def on_resize(self) -> None:
        """Show the new size."""
        if self.is_running:
            self.call_after_refresh(self.show)

    def on_paste(self, event: events.Paste) -> None:
        """Say how long it was and how it starts."""
        self.show(f"pasted {len(event.text)} {event.text[:12]!r}")

    def on_paste_cut(self, message: PasteCut) -> None:
        """Say what was lost."""
        self.query_one("#body", Static).update(f"cut {message.lost}")

    def action_crash(self) -> None:
        """Fail with a secret at hand and an escape sequence in the message."""
        password = "correct-horse-battery"
        raise ValueError(f"\x1b[2J\x1b]0;owned\x07 bad artifact of {len(password)}")

    def action_markup(self) -> None:
        """Fail while rendering."""
        self.query_one("#body", Static).mount(Static("[/]"))

    def action_crash_worker(self) -> None:
        """Fail in a worker."""
        self.fail()

    @work(thread=True, group="fail")
    def fail(self) -> None:
        """The worker that fails."""
        raise OSError("\x9b2J no such file")

    def action_block(self) -> None:
        """Hang the event loop, after a last frame."""
        self.show("blocked")
        self.call_after_refresh(self.hang)

    def hang(self) -> None:
        """Never return."""
        Event().wait()

    def action_linger(self) -> None:
        """Start a thread that does not want to end."""
        self.never_end()

    @work(thread=True, group="linger")
    def never_end(self) -> None:
        """The thread that hangs."""
        self.call_from_thread(self.show, "lingering")
        Event().wait()

    def action_flood(self) -> None:
        """Repaint everything fifty times a second, or stop doing so."""
        self.flooding = not self.flooding
        if not self.flooding:
            self.query_one("#body", Static).update(f"calm after {self.beats}")

    def action_mouse(self) -> None:
        """Switch the mouse reports."""
        driver = self._driver
        assert isinstance(driver, WaveDriver)
        driver.mouse = not driver.mouse
        self.show(f"mouse {driver.mouse}")

    def action_input(self) -> None:
        """Type into the field."""
        self.query_one("#field", Input).focus()
        self.show("typing")
