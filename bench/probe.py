"""Runs the deck or the floor and writes down which modules are loaded when a text is painted first.

``python -m bench.probe FILE TEXT PROGRAM...`` where PROGRAM is ``floor``, or ``deck`` and its arguments.
"""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

_SEQUENCE = re.compile(r"\x1b\[[0-9;:?]*[a-zA-Z]")


def main() -> None:
    """Wrap the driver's ``write``, then become the program."""
    file, text, name, *arguments = sys.argv[1:]
    driver: type[Driver] = LinuxDriver
    if name == "deck":
        from wave_tui.tui.terminal.driver import WaveDriver

        driver = WaveDriver
    mine = set(sys.modules) & {"bench", "bench.probe", "runpy", "_sitebuiltins"}
    _watch(driver, text, lambda: Path(file).write_text("\n".join(sorted(set(sys.modules) - mine))))
    sys.argv = ["wave-tui", *arguments]
    if name == "floor":
        runpy.run_path(str(Path(__file__).with_name("floor.py")), run_name="__main__")
    else:
        from wave_tui.tui.cli import main as start

        start()


def _watch(driver: type[Driver], text: str, found: Callable[[], object]) -> None:
    write, painted = driver.write, [""]

    def watched(self: Driver, data: str) -> None:
        write(self, data)
        if painted:
            painted[0] += data
            if text in _SEQUENCE.sub("", painted[0]):
                painted.clear()
                found()

    setattr(driver, "write", watched)  # noqa: B010 - mypy refuses to see a method replaced


if __name__ == "__main__":
    main()
