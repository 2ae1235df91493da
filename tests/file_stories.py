"""Runs as their event files tell of them: nested levels, phases, a CI run, one in dispute, one still being read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from builders import NOW, attempt, event, run, step

from wave_tui.data.models import Attempt, ErrorContext, Event, Metric, Note, RunDetail, Step, Subtask

LEVELS, PHASES, CI = "setlist-20261120-045100-l3v1", "statements-20261120-045842-p4g5", "run-20261120-045210-k8m3q2"
BROKEN, DISPUTED, READ = (
    "statements-20261120-041000-e7r0",
    "docs-sync-20261120-044000-c0nf",
    "import-20261120-043000-1dx4",
)
LOGGER = "scripts/local-ci/lib/logger.sh"


def levels() -> RunDetail:
    """A setlist: ten songs, actions in them, blocks in those, a process in the block at work."""
    ended = tuple(_ended(f"song-{n:02}", n - 1, 740 - 195 * n, 190, kind="song", current=5, total=5) for n in (1, 2))
    made = run(
        LEVELS, pipeline="setlist", sources=("levels",), steps_done=2, steps_total=10, step="song-03", progress=27.0,
        eta=NOW + 412, action="Rendering the set", started=NOW - 540, facts=(Metric("venue", "Main hall"),),
        host="studio-2", tags=("nightly",),
    )  # fmt: skip
    waiting = tuple(step(f"song-{n:02}", n - 1, "pending", kind="song") for n in range(4, 11))
    return RunDetail(made, (*ended, _song(), *waiting))


def levels_events() -> tuple[Event, ...]:
    """What was reported of the song at work."""
    told = (
        (("load",), "completed", "action Load takes: 12/12 take"),
        (("tune",), "failed", "action Tune guitar: 4/9 take input 3 is silent"),
        (("mix",), "step_progress", "action Mix stems: 1/3 block"),
        (("mix", "eq"), "step_progress", "block Equalise: 2/4 pass Second pass"),
        (("mix", "eq", "sox"), "step_progress", "subprocess sox: 1312/4096 bar Rendering bar 1312"),
    )
    return tuple(
        event(
            number, state, run=LEVELS, time=NOW - 150 + 28 * number, step="song-03", subtask=path, message=said,
            source="levels", facts=(Metric("memory", "512 MB"),) if len(path) > 2 else (),
        )
        for number, (path, state, said) in enumerate(told, 1)
    )  # fmt: skip


def _song() -> Step:
    error = ErrorContext("DeviceError", "input 3 is silent", file="takes/03-gtr.wav", details=(Metric("channel", "3"),))
    mix = Subtask(
        "mix", "Mix stems", "running", started=NOW - 96, current=1, total=3, unit="block", kind="action",
        subtasks=(_block(), Subtask("limiter", "Limiter", "pending", kind="block")),
    )  # fmt: skip
    actions = (
        Subtask("load", "Load takes", "completed", NOW - 150, NOW - 121, 12, 12, unit="take", kind="action"),
        Subtask(
            "tune", "Tune guitar", "failed", NOW - 121, NOW - 97, 4, 9, unit="take", kind="action", context=error,
            error="input 3 is silent",
        ),
        mix,
        Subtask("master", "Master", "pending", kind="action"),
        Subtask("publish", "Publish", "pending", kind="action"),
    )  # fmt: skip
    return step(
        "song-03", 2, "running", started=NOW - 150, kind="song", current=3, total=5, unit="action", subtasks=actions,
        eta=NOW + 60, metrics=(Metric("cpu", "41%"),),
    )  # fmt: skip


def _block() -> Subtask:
    process = Subtask(
        "sox", "sox", "running", started=NOW - 31, current=1312, total=4096, unit="bar", kind="subprocess",
        message="Rendering bar 1312", metrics=(Metric("memory", "512 MB"), Metric("load", "1.7")),
    )  # fmt: skip
    return Subtask(
        "eq", "Equalise", "running", started=NOW - 60, current=2, total=4, unit="pass", kind="block", progress=58.0,
        message="Second pass", subtasks=(process,),
    )  # fmt: skip


def phases() -> RunDetail:
    """A batch of three statements at file 2, page 5 of 12."""
    made = run(
        PHASES, pipeline="statements", sources=("phases",), progress=38.3, step="processing", steps_done=1,
        steps_total=4, started=NOW - 78, files=3, how=_how(47.2, 38.3), action="Processing file 2 of 3: page 5/12",
        facts=(Metric("session", "2025-10 receipts"),),
    )  # fmt: skip
    return RunDetail(made, _phases(0.0))


def _how(percent: float, total: float) -> str:
    terms = f"upload 0.1 × 100 + processing 0.6 × {percent:g} + matching 0.2 × 0 + report_generation 0.1 × 0"
    return f"{terms} = {total:g} %"


def _phases(ago: float) -> tuple[Step, ...]:
    now = NOW - ago
    files = (
        Subtask("001", "statement_001.pdf", "completed", now - 64, now - 29, 31, 31, unit="page", kind="file"),
        Subtask(
            "002", "statement_002.pdf", "running", now - 29, None, 5, 12, unit="page", kind="file",
            metrics=(Metric("matches", "23"),),
        ),
        Subtask("003", "statement_003.pdf", "pending", kind="file"),
    )  # fmt: skip
    late = Note("progress", "is 35, though page 5 of 12 in file 2 of 3 is 47.2")
    return (
        _ended("upload", 0, ago + 78, 13, weight=0.1, progress=100.0),
        step(
            "processing", 1, "running", weight=0.6, progress=47.2, started=now - 64, current=2, total=3, unit="file",
            subtasks=files, files=3, tokens_in=9_100, tokens_out=1_240, notes=(late,),
        ),
        step("matching", 2, "pending", weight=0.2, progress=0.0),
        step("report_generation", 3, "pending", weight=0.1, progress=0.0),
    )  # fmt: skip


def broken() -> RunDetail:
    """The same kind of batch, failed on a page."""
    end = NOW - 2_000
    where = ErrorContext(
        "RegexExtractionError", "Invalid regex pattern in transaction extraction", "processing", "statement_002.pdf",
        5, end, "Traceback (most recent call last)", (Metric("pattern", "(?P<amount"), Metric("matches", "23")),
    )  # fmt: skip
    upload, processing, *rest = _phases(2_000.0)
    first, second, third = processing.subtasks
    failed = replace(
        processing, state="failed", error=where.message, context=where, ended=end, duration=64.0,
        subtasks=(first, replace(second, state="failed", ended=end), third),
    )  # fmt: skip
    made = run(
        BROKEN, pipeline="statements", state="failed", stored="failed", sources=("phases",), progress=38.3,
        started=end - 78, ended=end, step="processing", steps_done=1, steps_total=4, error=where.message,
        how=_how(47.2, 38.3), files=3, context=where,
    )  # fmt: skip
    return RunDetail(made, (upload, failed, *rest))


def ci() -> RunDetail:
    """A CI run whose end-to-end tests fail twice, once beside others and once alone."""
    made = run(
        CI, pipeline="ci", state="failed", stored="failed", sources=("ci",), started=NOW - 470, ended=NOW - 292,
        steps_done=5, steps_total=6, step="test-e2e", exit_code=2, error="End-to-end tests failed: 1 suite failed",
        facts=(Metric("profile", "full"), Metric("triggered by", "TUI")),
    )  # fmt: skip
    again = (
        _try(1, "failed", 430, 380, "parallel", failures=3, error="3 suites failed"),
        _try(2, "succeeded", 380, 335, "fallback"),
    )
    last = (
        _try(1, "failed", 430, 350, "parallel", failures=2, error="2 suites failed"),
        _try(2, "failed", 350, 292, "serial", failures=1, error="1 suite failed"),
    )
    steps = (
        _ended("init", 0, 470, 1),
        _ended("env-check", 1, 469, 4),
        _ended("lint", 2, 465, 34),
        _ended("test-unit", 3, 430, 42, attempts=(_try(1, "succeeded", 430, 388, "parallel"),)),
        _ended("test-integration", 4, 430, 95, attempts=again, max_attempts=2),
        _ended("test-e2e", 5, 430, 138, state="failed", attempts=last, max_attempts=2, error=made.error),
    )
    return RunDetail(made, steps)


def _ended(id: str, index: int, began: float, took: float, **fields: Any) -> Step:
    """A finished step that began that many seconds before now."""
    return step(id, index, started=NOW - began, ended=NOW - began + took, duration=took, **fields)


def _try(number: int, state: str, began: float, ended: float, mode: str, **fields: Any) -> Attempt:
    """A try with its times in seconds before now."""
    times = {"started": NOW - began, "ended": NOW - ended, "duration": began - ended}
    return attempt(number, state, mode=mode, **times, **fields)


def ci_events() -> tuple[Event, ...]:
    """What its log says."""
    told = (
        ("init", "info", "Pipeline started with profile full", "scripts/local-ci/run.sh:41", "main"),
        ("lint", "info", "Linting 212 files", "scripts/local-ci/run.sh:88", "run_step_lint"),
        ("lint", "warn", "3 files are not formatted", "scripts/local-ci/lib/lint.sh:19", "report_lint"),
        ("test-integration", "error", "Integration tests failed: 3 suites", "scripts/local-ci/run.sh:127", "run_suite"),
        ("test-integration", "info", "Falling back to serial execution", f"{LOGGER}:210", "with_retry"),
        ("test-e2e", "error", "End-to-end tests failed: 1 suite failed", "scripts/local-ci/run.sh:127", "run_suite"),
        ("", "info", "Pipeline finished", "scripts/local-ci/run.sh:301", "finish"),
    )
    return tuple(
        event(
            number, level, run=CI, time=NOW - 470 + 25 * number, step=name, level=level, message=said, place=place,
            function=function, source="ci", facts=(Metric("failures", "3"),) if level == "error" else (),
        )
        for number, (name, level, said, place, function) in enumerate(told, 1)
    )  # fmt: skip


def disputed() -> RunDetail:
    """A run that the store calls completed while its event file goes on."""
    made = run(
        DISPUTED, pipeline="docs-sync", state="completed", stored="completed", sources=("store", "wave"),
        started=NOW - 1_200, ended=NOW - 900, steps_done=3, steps_total=3, tokens=4_100,
        conflict="the store says completed, its event file says running at 04:59:40",
    )  # fmt: skip
    return RunDetail(
        made, tuple(_ended(name, n, 1_200 - 100 * n, 100) for n, name in enumerate(("pull", "edit", "push")))
    )


def unread() -> RunDetail:
    """A run of which the newest part of a large file is known so far."""
    made = run(
        READ, pipeline="import", sources=("wave",), started=NOW - 1_800, step="load", steps_done=1, steps_total=3,
        indexed=42.0, tokens=120_000,
    )  # fmt: skip
    load = step(
        "load", 1, "running", started=NOW - 1_500, progress=63.0, persona="loader", validation="json schema",
        action="Write accounts.csv", artifact_count=7, files=212, tokens_in=84_000, tokens_out=36_000,
    )  # fmt: skip
    return RunDetail(made, (_ended("fetch", 0, 1_800, 300), load, step("check", 2, "pending")))


def all_stories() -> tuple[RunDetail, ...]:
    """All of them, newest first."""
    return (phases(), levels(), ci(), disputed(), unread(), broken())
