"""T3: what is imported before the first paint."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from .floor import SHOWN
from .store import MARK, kept_project
from .terminal import Program
from .told import told_project
from .verdict import Effort, Verdict, at_most, nothing

LATER = ("pydantic_settings", "sqlite_utils", "watchfiles", "jsonschema", "yaml", "markdown", "msgspec")
"""Packages that take long to import and are not needed for a first frame."""
MORE_THAN_FLOOR = 40


def t3(effort: Effort, preset: str = "large") -> Verdict:
    """Modules at the first paint of the newest run, beside those of the floor."""
    ours, theirs = found(preset)
    told = beside(preset)
    checks = (
        nothing("late package", early(ours | told)),
        at_most("modules beyond S", len(ours) - len(theirs), MORE_THAN_FLOOR),
    )
    told_more = f"{len(told - ours)} more beside event files"
    return Verdict("T3", checks, f"{len(ours)} modules, S {len(theirs)}, {told_more}; n=1, it is a count")


def found(preset: str) -> tuple[set[str], set[str]]:
    """The modules of the deck and of the floor."""
    with tempfile.TemporaryDirectory(prefix="wave-tui-bench-") as scratch:
        ours = loaded(Path(scratch) / "deck", MARK, "deck", "--project", str(kept_project(preset)))
        return ours, loaded(Path(scratch) / "floor", SHOWN, "floor")


def beside(preset: str) -> set[str]:
    """The modules of the deck where event files have told of runs too."""
    with tempfile.TemporaryDirectory(prefix="wave-tui-bench-") as scratch:
        return loaded(Path(scratch) / "told", MARK, "deck", "--project", str(told_project(preset)))


def early(modules: set[str]) -> list[str]:
    """The packages among them that should come later."""
    return sorted({name.partition(".")[0] for name in modules} & set(LATER))


def loaded(file: Path, text: str, *arguments: str) -> set[str]:
    """The modules that a program has loaded when a text is painted first."""
    command = (sys.executable, "-m", "bench.probe", str(file), text, *arguments)
    with Program(command, awaited=text) as program:
        program.wait_awaited()
        program.quiet(0.3, at_most=3)
    return set(file.read_text().split())
