"""What the scrollback says after the deck was left."""

from __future__ import annotations

from dataclasses import replace

from builders import run, snapshot, view

from wave_tui.data.views import Counts
from wave_tui.tui.present.farewell import farewell


def test_runs_that_go_on_are_named_with_their_full_ids() -> None:
    running = run(steps_done=4, steps_total=7, step="implement")
    ended = run("ci-full-20261120-044000-99tt", state="completed", stored="completed")
    assert farewell(view(snapshot(running, ended))) == [
        "1 run continues:",
        "  impl-issue-20261120-045000-8k3m  RUN  4/7 implement  9m56s",
    ]


def test_runs_beyond_the_named_ones_are_counted() -> None:
    shown = replace(snapshot(*(run(f"r-{n}") for n in range(8))), counts=Counts(running=9))
    said = farewell(view(shown))
    assert said[0] == "9 runs continue:"
    assert said[-1] == "  and 4 more"


def test_child_runs_belong_to_their_parent() -> None:
    said = farewell(
        view(snapshot(run(), run("child", parent=run().id, kind="iterate_child"), counts=Counts(running=1)))
    )
    assert len(said) == 2


def test_runs_hidden_by_a_filter_are_counted() -> None:
    assert farewell(view(snapshot(counts=Counts(running=2)))) == ["2 runs continue."]


def test_nothing_is_said_when_nothing_runs() -> None:
    assert farewell(view(snapshot(run(state="completed")))) == []
