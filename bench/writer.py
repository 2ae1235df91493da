"""Writes events into a store as an engine does, one commit each or in batches, at a steady rate.

``python -m bench.writer STORE RUN --rate 1000 --count 5000 --batch 1 --last TEXT`` says when it wrote the last one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from wave_tui.data.sqlite import sqlite3

INSERT = (
    "INSERT INTO event_log (run_id, timestamp, step_id, state, persona, message, tokens_used, duration_ms, model, "
    "adapter) VALUES (?, ?, 'implement', 'stream_activity', 'craftsman', ?, 10, 0, 'claude-sonnet-4-5', 'claude')"
)


class Writer:
    """One connection that appends events; every call is one commit, on disk when it returns."""

    def __init__(self, store: Path) -> None:
        self._connection = sqlite3.connect(store, isolation_level=None, timeout=10)

    def write(self, run: str, texts: Sequence[str]) -> None:
        """Append events of this moment."""
        rows = [(run, int(time.time()), text) for text in texts]
        if len(rows) == 1:
            self._connection.execute(INSERT, rows[0])
            return
        self._connection.execute("BEGIN")
        self._connection.executemany(INSERT, rows)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Leave the store as it is, its write-ahead log included when others read it."""
        self._connection.close()


def main() -> None:
    """Write, then print the moment of the last commit on the machine's monotonic clock."""
    parser = argparse.ArgumentParser(prog="bench.writer")
    parser.add_argument("store", type=Path)
    parser.add_argument("run")
    parser.add_argument("--rate", type=float, default=1000.0, help="events a second")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--batch", type=int, default=1, help="events a commit")
    parser.add_argument("--last", default="the end", help="text of the last event")
    given = parser.parse_args()
    writer, began, written = Writer(given.store), time.monotonic(), 0
    while written < given.count:
        time.sleep(max(0.0, began + written / given.rate - time.monotonic()))
        until = min(given.count, written + given.batch)
        texts = [f"event {number:07} Edit src/orders/basket.py" for number in range(written, until)]
        if until == given.count:
            texts[-1] = f"{given.last} Edit src/orders/basket.py"
        writer.write(given.run, texts)
        written = until
    print(time.monotonic())
    writer.close()


if __name__ == "__main__":
    main()
