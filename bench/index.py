"""Reads a project's event files on one core: ``python -m bench.index PROJECT`` prints lines and processor seconds."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

from wave_tui.data.events.ingester import Ingester
from wave_tui.data.events.places import Places
from wave_tui.data.events.service import ease_collection
from wave_tui.data.sidecar.open import open_sidecar


def main() -> None:
    """Take everything in as the service does."""
    state = Path(sys.argv[1]) / ".agents"
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    ease_collection()
    began = time.process_time()
    with contextlib.closing(open_sidecar(state / "wave-tui.db")) as sidecar:
        ingester = Ingester(sidecar)
        ingester.look_at_all(Places(state.parent, state).found())
        while ingester.turn():
            pass
        spent = time.process_time() - began
        (lines,) = sidecar.execute("SELECT sum(lines) FROM event_block").fetchone()
    print(lines, spent)


if __name__ == "__main__":
    main()
