"""What a terminal shows after the deck was left while runs go on."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pty_harness import Terminal
from stores import StoreWriter


def test_the_runs_that_continue_are_in_the_scrollback(tmp_path: Path) -> None:
    started = int(time.time()) - 40
    with StoreWriter(tmp_path / ".agents" / "state.db") as writer:
        writer.run("demo-20261120-050000-8k3m", started_at=started, last_heartbeat=started + 40, pid=1)
        command = (str(Path(sys.executable).with_name("wave-tui")), "--project", str(tmp_path))
        with Terminal(command, size=(80, 24)) as terminal:
            terminal.until(" Runs ", 15)
            terminal.send("q")
            assert terminal.exit_status() == 0
            assert "1 run continues:\r\n  demo-20261120-050000-8k3m  RUN  " in terminal.raw.decode()
