"""Reports the progress of any Python program to the deck: standard library only, Python 3.9 or newer.

    from wave_tui.data import report

    with report.operation("nightly", total=len(songs), unit="song") as night:
        for song in songs:
            with night.level("song", song.id, song.title) as level:
                level.update(1, "decoding")
                level.metric("tempo", "120 bpm")
            if night.cancelled():
                break

An operation is shown as a run, the levels below it as its steps and their subtasks, to any depth. A level that is left
by an exception failed with its message; one that is left after ``cancelled`` said so was cancelled. Where something
begins or ends it is written at once, everything else every 2.5 seconds, the last state always. A program goes on as if
nothing had happened where nothing can be written: without a project around it in silence, else with one line on
standard error. ``WAVE_REPORT`` names the project to report to, and turns reporting off when it is ``off``.
"""

from __future__ import annotations

from .reporting.level import Level
from .reporting.operation import Operation, operation
from .reporting.phase import File, Phase
from .reporting.phases import Phases, phases
from .reporting.plain import (
    advance,
    artifact,
    cancelled,
    current_level,
    done,
    fail,
    level,
    metric,
    set_total,
    start,
    update,
)
from .reporting.reporter import Reporter

__all__ = [
    "File",
    "Level",
    "Operation",
    "Phase",
    "Phases",
    "Reporter",
    "advance",
    "artifact",
    "cancelled",
    "current_level",
    "done",
    "fail",
    "level",
    "metric",
    "operation",
    "phases",
    "set_total",
    "start",
    "update",
]
