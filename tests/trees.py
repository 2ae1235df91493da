"""A run with everything a tree can show, for the tests of the tree."""

from __future__ import annotations

from builders import NOW, attempt, detail, run, step

from wave_tui.data.models import Artifact, PipelineHistory, RunDetail, StepHistory, Subtask

RUN = run(steps_done=4, steps_total=7, tokens=18_200, step="implement")
FILES = tuple(
    Subtask(name, name, state, started=start, ended=end, progress=share)
    for name, state, start, end, share in (
        ("parser.go", "completed", NOW - 200, NOW - 134, None),
        ("lexer.go", "running", NOW - 134, None, 85),
        ("token.go", "pending", None, None, None),
        ("ast.go", "pending", None, None, None),
        ("scan.go", "pending", None, None, None),
        ("emit.go", "pending", None, None, None),
    )
)
CHILD = Subtask(
    "audit-deps", "audit-deps", "running", started=NOW - 346, current=2, total=5, run="audit-deps-20261120-b2q9",
    subtasks=(Subtask("scan", "scan", "running"),),
)  # fmt: skip
ARTIFACTS = (
    Artifact(RUN.id, "implement", "plan.md", "plan.md", size=4100, created=NOW - 340),
    Artifact(RUN.id, "implement", "spec.json", "spec.json", size=812, created=NOW - 300),
)
TRIES = (
    attempt(1, "failed", duration=125.0, error="schema error", started=NOW - 349),
    attempt(2, "running", started=NOW - 214),
)
STEPS = (
    step("fetch-issue", 1, duration=41.0),
    step("explore", 2, duration=72.0),
    step("plan", 3, duration=125.0),
    step(
        "implement", 4, "running", started=NOW - 349, max_attempts=3, needs=("plan",), attempts=TRIES, subtasks=FILES,
        artifacts=ARTIFACTS,
    ),
    step("docs", 5, duration=58.0),
    step("audit", 6, "running", started=NOW - 348, needs=("plan",), subtasks=(CHILD,)),
    step("open-pr", 7, "pending", needs=("implement",)),
)  # fmt: skip
DETAIL: RunDetail = detail(*STEPS, run=RUN)
MEDIANS = {"fetch-issue": 41.0, "explore": 72.0, "plan": 114.0, "implement": 93.0, "docs": 64.0, "open-pr": 36.0}
HISTORY = PipelineHistory("impl-issue", {name: StepHistory(name, (usual,) * 14) for name, usual in MEDIANS.items()})
