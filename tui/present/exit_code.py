"""What a run's exit code means, in words and colour."""

from __future__ import annotations

from wave_tui.data.models import Run
from wave_tui.data.progress.exit_codes import MEANINGS

from .line import Line, line

_TOKENS = {0: "ok", 1: "warn", 4: "warn", 5: "warn"}
"""What can be repaired without touching the program is a warning, everything else a failure."""


def exit_fact(run: Run, *, short: bool = False) -> Line:
    """``exit 2 tests failed``; nothing without a code, no meaning for codes of other programs than CI runs."""
    if run.exit_code is None:
        return ()
    known = MEANINGS.get(run.exit_code, "") if "ci" in run.sources else ""
    token = _TOKENS.get(run.exit_code, "fail") if known else "fail" if run.exit_code else "ok"
    weight = " bold" if run.exit_code else ""
    meaning = f" {known}" if known and not short else ""
    return line(("exit ", "dim"), (str(run.exit_code), token + weight), (meaning, "text"))
