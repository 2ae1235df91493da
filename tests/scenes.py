"""Projects in the states that pictures are taken of: one scene, one folder with definitions, files and a store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ledger import Ledger, Span
from stores import NOW, StoreWriter

RUN = "impl-issue-20261120-045004-8k3m"
CHILD = "audit-deps-20261120-045412-b2q9"
BEGAN = NOW - 596
FOLDER = Path(__file__).parent / "fixtures" / "scenes"
USUAL = {"fetch-issue": 40, "explore": 68, "plan": 112, "implement": 91, "docs": 64, "audit": 290, "open-pr": 36}
FINISHED = {
    "ci-full": ("lint", "unit", "race", "fuzz", "ask"),
    "docs-sync": ("pull", "rewrite", "push"),
    "audit-deps": ("resolve", "fetch", "scan"),
    "impl-issue": tuple(USUAL),
}
_TOOLS = (
    "Read internal/token.go",
    "Edit internal/lexer.go",
    "Bash go test ./internal/lexer",
    "Grep func Next",
    "Write spec.json",
)
_SPREAD = (1.0, 0.9, 1.1, 1.02, 1.3, 0.8, 0.97, 1.05, 1.75, 0.95, 1.0, 1.08, 1.2, 0.92)


def definitions(root: Path) -> Path:
    """A project of five pipelines without a store; returns the place of its store."""
    folder = root / ".agents" / "pipelines"
    folder.mkdir(parents=True, exist_ok=True)
    for each in sorted(FOLDER.glob("*.yaml")):
        (folder / each.name).write_bytes(each.read_bytes())
    return root / ".agents" / "state.db"


def no_store(root: Path) -> None:
    """Definitions, and nothing has ever run."""
    definitions(root)


def empty(root: Path) -> None:
    """A store without runs."""
    _store(root).close()


def broken(root: Path) -> None:
    """A store whose pages hold noise."""
    store = definitions(root)
    one(root)
    size = store.stat().st_size
    with store.open("r+b") as file:
        file.seek(100)
        file.write(b"\xa5" * (size - 100))


def one(root: Path) -> None:
    """One run at work, with a retry, a child run, files, and fourteen earlier runs to compare with."""
    with _store(root) as store:
        _history(store, root)
        _live(store, root)


def many(root: Path) -> None:
    """All that can be in a list: running, cancelling, lost, failed and retried, skipped, done."""
    with _store(root) as store:
        _history(store, root)
        _finished(store, root, 40)
        _failed(store, root, "impl-issue-20261120-043102-4fhx", NOW - 1738)
        _lost(store, root, NOW - 900)
        _cancelling(store, root, NOW - 700)
        _live(store, root)


def failed(root: Path) -> None:
    """The newest run has failed after its last try."""
    with _store(root) as store:
        _history(store, root)
        _failed(store, root, "impl-issue-20261120-044502-4fhx", NOW - 898)


def lost(root: Path) -> None:
    """The newest run has not been heard of for seven minutes."""
    with _store(root) as store:
        _history(store, root)
        _lost(store, root, NOW - 900)


def bare(root: Path) -> None:
    """A run that nobody has picked up yet: nothing is known of it."""
    with _store(root) as store:
        store.run("impl-issue-20261120-045930-0new", "impl-issue", "pending", input="", started_at=int(NOW) - 30)


SCENES: dict[str, Callable[[Path], None]] = {
    "no_store": no_store,
    "empty": empty,
    "broken": broken,
    "one": one,
    "many": many,
    "failed": failed,
    "lost": lost,
    "bare": bare,
}


def _store(root: Path) -> StoreWriter:
    store = StoreWriter(definitions(root))
    store.update("ALTER TABLE event_log ADD COLUMN progress INTEGER")
    return store


def _history(store: StoreWriter, root: Path) -> None:
    for number, spread in enumerate(_SPREAD):
        began = NOW - 90_000 + 6_000 * number
        run = Ledger(store, root, f"impl-issue-20261119-{number:06}-h{number:03}", began, len(USUAL))
        run.begins("impl-issue", f"issue {300 + number}", last_heartbeat=0)
        at = 0.0
        for step, seconds in USUAL.items():
            span = Span(at, at + seconds * spread, 40 * seconds)
            run.runs(step, span)
            run.ends(step, span)
            _spent(run, step, span)
            at += 0.0 if step == "docs" else seconds * spread + 1
        run.closes("completed", at, tokens=18_000 + 400 * number)


def _spent(run: Ledger, step: str, span: Span) -> None:
    times = {"started_at": run.at(span.start), "completed_at": run.at(span.end or 0)}
    row = {"run_id": run.id, "step_id": step, "pipeline_name": "impl-issue", "tokens_used": span.tokens, "success": 1}
    run.store.insert("performance_metric", row | times)


def _live(store: StoreWriter, root: Path) -> None:
    run = Ledger(store, root, RUN, BEGAN, len(USUAL))
    run.begins("impl-issue", "issue 412: the lexer forgets its last token", pid=1, branch_name="issue-412")
    _prepared(run)
    run.does("docs", Span(280, 338, 900, "writer"))
    first = Span(242, 367, 3600, "coder")
    run.runs("implement", first)
    run.works("implement", first, _TOOLS)
    run.retries("implement", first, 3)
    again = Span(382, None, 4100, "coder", 2)
    run.runs("implement", again)
    run.leaves("implement", "trace.log", "0 INFO parser.go done\n4 WARN lexer.go: 2 of 5\n" * 9, "text", 500)
    _child(store, root, run)
    run.works("implement", again, _TOOLS)
    run.says(594, "step_progress", "implement", "lexer.go 85%, 2 of 5", persona="coder", tokens_used=1200, progress=57)


def _prepared(run: Ledger) -> None:
    run.does("fetch-issue", Span(0, 41, 900))
    run.does("explore", Span(43, 115, 2100), _TOOLS[:2])
    run.does("plan", Span(116, 241, 6100, "planner"))
    run.leaves("plan", "plan.md", PLAN, "markdown", 239)
    run.leaves("plan", "spec.json", SPEC, "json", 240)
    run.leaves("plan", "tasks.csv", "file,owner,lines\nlexer.go,coder,120\nparser.go,coder,84\n", "text", 240)


def _child(store: StoreWriter, root: Path, parent: Ledger) -> None:
    parent.runs("audit", Span(248), 'composition: executing sub-pipeline "audit-deps"')
    run = Ledger(store, root, CHILD, BEGAN + 249, 3)
    lineage = {"parent_run_id": parent.id, "parent_step_id": "audit", "run_kind": "sub_pipeline_child"}
    run.begins("audit-deps", "go.sum", **lineage, sub_pipeline_ref="audit-deps")
    run.does("resolve", Span(1, 80, 800, "auditor"))
    run.does("fetch", Span(81, 185, 900, "auditor"))
    run.runs("scan", Span(186, None, 1300, "auditor"))
    run.works("scan", Span(186, None, 1300, "auditor"))


def _failed(store: StoreWriter, root: Path, id: str, began: float) -> None:
    run = Ledger(store, root, id, began, len(USUAL))
    run.begins("impl-issue", "issue 409: two commas in a row", last_heartbeat=0)
    _prepared(run)
    first, second = Span(242, 367, 3600, "coder"), Span(382, 520, 3900, "coder", 2)
    run.runs("implement", first)
    run.works("implement", first, _TOOLS)
    run.retries("implement", first, 2)
    run.runs("implement", second)
    run.works("implement", second, _TOOLS)
    error = "contract validation failed [json_schema]: no field `edges` in spec.json"
    run.ends("implement", second, "failed", error)
    run.closes("failed", 521, f'step "implement" failed: {error}', 16_600)


def _lost(store: StoreWriter, root: Path, began: float) -> None:
    run = Ledger(store, root, "nightly-audit-20261120-044500-c01d", began, 4)
    run.begins("nightly-audit", "all services", last_heartbeat=int(NOW) - 425)
    run.does("collect", Span(0, 180, 1500, "auditor"), _TOOLS[:1])
    run.runs("review", Span(182, None, 900, "auditor"))
    run.works("review", Span(182, 470, 900, "auditor"), _TOOLS)


def _cancelling(store: StoreWriter, root: Path, began: float) -> None:
    run = Ledger(store, root, "docs-sync-20261120-044820-77az", began, 3)
    run.begins("docs-sync", "docs/", pid=1)
    run.does("pull", Span(0, 30, 200))
    run.runs("rewrite", Span(31, None, 210, "writer"))
    store.cancel(run.id)


def _finished(store: StoreWriter, root: Path, count: int) -> None:
    for number in range(count):
        pipeline = tuple(FINISHED)[number % 4]
        run = Ledger(store, root, f"{pipeline}-20261120-{number:06}-{4000 + 7 * number}", NOW - 2400 - 120 * number, 5)
        run.begins(pipeline, f"change {number}", last_heartbeat=0)
        for at, step in enumerate(FINISHED[pipeline]):
            run.runs(step, Span(50 * at, 50 * at + 45), "executing command step: make")
            run.ends(step, Span(50 * at, 50 * at + 45, persona=""))
        status = "completed_empty" if number % 9 == 4 else "failed" if number % 11 == 6 else "completed"
        text = 'step "test" failed: exit status 2' if status == "failed" else ""
        run.closes(status, 251 + 13 * number, text, 9_900 + 17 * number)


PLAN = """# Plan

The lexer loses the token before the end of a file.

1. Reproduce it with `internal/lexer_test.go`
2. Keep the last token until the **parser** has taken it
3. Prove it: `go test ./internal/lexer`

| file | change |
|------|--------|
| lexer.go | keep the last token |
| parser.go | ask once more |
"""
SPEC = """{"title": "last token", "severity": "high", "files": ["internal/lexer.go", "internal/parser.go"],
 "checks": [{"name": "unit", "must_pass": true}, {"name": "bench", "must_pass": false, "limit": 1.05}]}
"""
