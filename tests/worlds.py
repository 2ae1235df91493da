"""One whole run with history, artifacts and events, for everything that draws a run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from builders import NOW, attempt, event, run, snapshot, step, view

from wave_tui.data.models import Artifact, PipelineHistory, RunDetail, Step, StepHistory, Subtask
from wave_tui.data.views import EventsPage
from wave_tui.tui.present.view import View

STARTED = NOW - 596
USUAL = {
    "fetch": 40.0,
    "explore": 70.0,
    "plan": 112.0,
    "implement": 250.0,
    "docs": 64.0,
    "audit": 900.0,
    "open-pr": 36.0,
}


def at(seconds: float) -> float:
    """Unix seconds of a moment of the run."""
    return STARTED + seconds


def steps() -> tuple[Step, ...]:
    """Seven steps: four over, two at work, one to come; ``implement`` is in its second try."""
    failed = attempt(
        1, "failed", started=at(242), ended=at(367), duration=125.0, error="ContractError: no field `edges`",
        failure_class="contract_failure",
    )  # fmt: skip
    parts = (
        Subtask("a", "parser.go", "completed"),
        Subtask("b", "lexer.go", "running", current=2, total=5, progress=85.0),
        *(Subtask(name, f"{name}.go", "pending") for name in "cde"),
    )
    return (
        _over("fetch", 0, 0, 41, 900),
        _over("explore", 1, 43, 115, 2100, "fetch"),
        _over("plan", 2, 116, 241, 6100, "explore"),
        step(
            "implement", 3, "running", started=at(242), persona="coder", max_attempts=3, tokens=7700, progress=40.0,
            contract=(3, 4), needs=("plan",), subtasks=parts,
            attempts=(failed, attempt(2, "running", started=NOW - 214)),
        ),
        _over("docs", 4, 250, 308, 1000, "plan"),
        step("audit", 5, "running", started=NOW - 348, persona="auditor", needs=("plan",)),
        step("open-pr", 6, "pending", needs=("implement", "audit")),
    )  # fmt: skip


def history(samples: int = 14) -> PipelineHistory:
    """Earlier durations around the usual one, tokens, and three whole runs."""
    spread = (1.0, 0.9, 1.1, 1.0, 1.3, 0.8, 1.0, 1.05, 1.4, 0.95, 1.0, 1.0, 1.2, 0.9)[:samples]
    tokens = (5900,) * samples
    made = {name: StepHistory(name, tuple(usual * each for each in spread), tokens) for name, usual in USUAL.items()}
    return PipelineHistory("impl-issue", made, (700.0, 712.0, 760.0))


def artifacts() -> tuple[Artifact, ...]:
    """Three files of two steps."""
    id = run().id
    return (
        Artifact(id, "plan", "plan.md", "work/plan.md", "markdown", 4100, at(240), 1),
        Artifact(id, "plan", "spec.json", "work/spec.json", "json", 812, at(241), 2),
        Artifact(id, "implement", "trace.log", "work/trace.log", "text", 123_456, at(500), 3),
    )


def events() -> EventsPage:
    """Progress with tokens all along, one failure and a tool."""
    amounts = [
        event(number, "step_progress", time=at(20 + number * 19), step="implement", attempt=2,
              tokens=500 + 200 * (number * 7 % 5), message=f"lexer.go {number}%")
        for number in range(30)
    ]  # fmt: skip
    failed = event(90, "failed", time=at(367), step="implement", attempt=1, message="ContractError: no field `edges`")
    tool = event(99, "stream_activity", time=NOW - 3, step="implement", attempt=2, message="Bash go test ./lexer")
    return EventsPage(rows=(*amounts, failed, tool))


def busy(made: tuple[Step, ...] | None = None, samples: int = 14, **fields: Any) -> View:
    """A view of that run, with other steps, another history or other fields of the run."""
    usual: dict[str, Any] = {
        "step": "implement",
        "steps_done": 4,
        "steps_total": 7,
        "tokens": 18_200,
        "seen": NOW - 0.4,
    }
    shown = run(**(usual | fields))
    detail = RunDetail(shown, steps() if made is None else made, artifacts=artifacts())
    return view(snapshot(shown, detail=detail, history=history(samples), events=events()))


def failed() -> View:
    """The same run after ``implement`` failed for good."""
    over: dict[str, dict[str, Any]] = {
        "implement": {"state": "failed", "ended": NOW - 100, "error": "ContractError: no field `edges` in spec.json"},
        "audit": {"state": "completed", "ended": NOW - 200},
        "open-pr": {"state": "skipped"},
    }
    made = tuple(replace(each, **over.get(each.id, {})) for each in steps())
    last = replace(made[3].attempts[0], number=2)
    made = (*made[:3], replace(made[3], attempts=(made[3].attempts[0], last)), *made[4:])
    return busy(made, state="failed", stored="failed", ended=NOW - 100)


def _over(id: str, index: int, start: float, end: float, tokens: int, *needs: str) -> Step:
    tried = attempt(started=at(start), ended=at(end), duration=end - start)
    return step(
        id, index, started=at(start), ended=at(end), duration=end - start, tokens=tokens, persona="navigator",
        needs=needs, attempts=(tried,),
    )  # fmt: skip
