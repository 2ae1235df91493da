"""One run with everything a timeline can show: a retry, parallel steps, a child run, work to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from wave_tui.data.address import Address
from wave_tui.data.models import Attempt, PipelineHistory, Run, RunDetail, Step, StepHistory, Subtask
from wave_tui.data.views import RunsPage, Snapshot
from wave_tui.tui.present.look import Look
from wave_tui.tui.present.view import View

RUN = "impl-issue-20261120-135614-8k3m"
CHILD = "audit-deps-20261120-140024-b2q9"
LOOK = Look(zone=UTC)


def at(clock: str) -> float:
    """A clock of the story's day in unix seconds."""
    return datetime.fromisoformat(f"2026-11-20T{clock}+00:00").timestamp()


NOW = at("14:06:10")


def done(id: str, index: int, start: str, end: str, *needs: str, queued: str = "") -> Step:
    """A completed step."""
    begun, ended = at(start), at(end)
    waited = at(queued) if queued else None
    return Step(
        id, index, "completed", needs=needs, queued=waited, started=begun, ended=ended, duration=ended - begun
    )  # fmt: skip


def implement() -> Step:
    """A step in its second try."""
    return Step(
        "implement", 3, "running", needs=("plan",), persona="coder", started=at("14:00:21"), contract=(3, 4),
        attempts=(
            Attempt(1, "failed", at("14:00:21"), at("14:02:26"), 125, "contract: schema mismatch"),
            Attempt(2, "running", at("14:02:36"), tokens=4100),
        ),
        subtasks=(
            Subtask("parser.go", "parser.go", "completed", at("14:02:39"), at("14:03:45"), tokens=1100),
            Subtask("lexer.go", "lexer.go", "running", at("14:03:56"), progress=85),
            Subtask("token.go", "token.go", "pending"),
        ),
    )  # fmt: skip


def audit() -> Step:
    """A step that is a child run."""
    inner = (
        Subtask("resolve", "resolve", "completed", at("14:00:25"), at("14:01:44")),
        Subtask("scan", "scan", "running", at("14:03:32")),
    )
    child = Subtask(CHILD, "audit-deps", "running", at("14:00:24"), run=CHILD, subtasks=inner)
    return Step("audit", 5, "running", needs=("plan",), started=at("14:00:22"), subtasks=(child,))


def steps() -> tuple[Step, ...]:
    """The seven steps of the story."""
    return (
        done("fetch-issue", 0, "13:56:16", "13:56:57"),
        done("explore", 1, "13:56:59", "13:58:11", "fetch-issue"),
        done("plan", 2, "13:58:13", "14:00:18", "explore"),
        implement(),
        done("docs", 4, "14:00:57", "14:01:55", "plan", queued="14:00:19"),
        audit(),
        Step("open-pr", 6, "pending", needs=("implement", "docs", "audit")),
    )


def detail(**fields: object) -> RunDetail:
    """The story as a reader answers it; fields replace those of the run."""
    run = Run(RUN, "impl-issue", "running", "running", started=at("13:56:14"), seen=NOW - 0.4, heartbeat=NOW - 1)
    return RunDetail(replace(run, **fields), steps())  # type: ignore[arg-type]  # any field of a run


def history() -> PipelineHistory:
    """Seven earlier runs."""
    medians = {"fetch-issue": 41, "explore": 71, "plan": 112, "implement": 91, "docs": 64, "audit": 410, "open-pr": 36}
    known = {name: StepHistory(name, (median * 1.0,) * 6 + (median * 1.3,)) for name, median in medians.items()}
    return PipelineHistory("impl-issue", known, runs=(600.0,) * 6)


def view(shown: RunDetail | None = None, **fields: object) -> View:
    """The story at 14:06:10 with the second try selected."""
    open_run = shown or detail()
    snapshot = Snapshot(read_at=NOW, runs=RunsPage((open_run.run,), total=1), detail=open_run, history=history())
    made = View(snapshot=snapshot, now=NOW, calm=NOW, look=LOOK, address=Address(RUN, "implement", 2))
    return replace(made, **fields)  # type: ignore[arg-type]  # any field of a view
