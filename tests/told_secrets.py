"""A project whose event files and the artifacts they name hold secrets in every sentence, in every format."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from event_files import event_project, write_events
from payloads import SECRETS
from phases_documents import ERROR, EXAMPLE
from stores import NOW

from wave_tui.data.project import Project

Record = dict[str, Any]

BEGAN = NOW - 3_600
LEVELS, CI = "nightly-levels", "run-20261120-040000-k8m3q2"
SAID = tuple(f"before {secret.text} after" for secret in SECRETS.values())


def secretive(root: Path) -> Project:
    """The project: a Wave run and a phases document for each secret, one operation and one CI run with all of them."""
    project = event_project(root)
    for number, said in enumerate(SAID):
        (root / f"notes-{number}.txt").write_bytes(said.encode(errors="surrogateescape"))
        write_events(project, f"wave-{number:02}.ndjson", wave_run(f"secret-{number:02}", number, said))
        document = project.state_folder / "progress" / f"phases-{number:02}.json"
        document.write_text(json.dumps(phases_document(said)))
    write_events(project, "levels.ndjson", operation())
    (root / "logs").mkdir()
    log = "".join(json.dumps(record) + "\n" for record in ci_log())
    (root / "logs" / "ci-nightly.log").write_text(log)
    bad = "".join(said.replace("\n", " ") + "\n" for said in SAID)
    (project.state_folder / "events" / "bad.ndjson").write_text(bad, errors="surrogateescape")
    return project


def shown_runs() -> Iterator[str]:
    """The ids of its runs."""
    for number in range(len(SAID)):
        yield f"secret-{number:02}"
        yield f"phases-{number:02}"
    yield from (LEVELS, CI)


def stamp(seconds: float) -> str:
    """A moment of the runs."""
    return datetime.fromtimestamp(BEGAN + seconds, UTC).isoformat()


def wave_run(run: str, number: int, said: str) -> list[Record]:
    """A run of one step, which fails; a long text is in fewer fields, because a line has its limit."""
    brief = said if len(said) < 1_000 else said[-200:]
    head = {"pipeline_id": run}
    step = {**head, "step_id": "build", "persona": "navigator"}
    failed = {"failure_reason": brief, "remediation": brief, "recovery_hints": [{"label": brief, "command": brief}]}
    made = {"deliverables": [{"type": "file", "name": brief, "path": f"notes-{number}.txt", "description": brief}]}
    links = {"pull_requests": [{"label": brief, "url": brief}], "branch": brief, "push_error": brief}
    told: list[Record] = [
        {**head, "state": "started", "message": f"input: {json.dumps(said)}, 1 steps"},
        {**step, "state": "running", "message": said, "current_action": brief},
        {**step, "state": "stream_activity", "tool_name": "Bash", "tool_target": said},
        {**step, "state": "step_progress", "message": brief, "progress": 50, "contract_progress": brief},
        {**step, "state": "failed", "message": said, "artifacts": [f"notes-{number}.txt"], **failed},
        {**head, "state": "failed", "message": said, "outcomes": {**links, **made}},
    ]
    return [{"timestamp": stamp(at), **record} for at, record in enumerate(told)]


def operation() -> list[Record]:
    """An operation whose levels fail, one for each secret."""
    head = {"format": "levels/1", "operation_id": LEVELS, "operation_type": "nightly"}
    first = {"event": "operation_started", "path": [], "status": "running", "name": "nightly", "total": len(SAID)}
    levels = [level(number, said) for number, said in enumerate(SAID)]
    records = [first, *(record for pair in levels for record in pair)]
    last = {"event": "operation_ended", "path": [], "status": "failed", "error": SAID[0], "metadata": facts(SAID[1])}
    return [{"timestamp": stamp(at), **head, **record} for at, record in enumerate((*records, last))]


def level(number: int, said: str) -> Sequence[Record]:
    """The beginning and the end of a level."""
    brief = said if len(said) < 1_000 else said[-200:]
    head = {"path": [f"level-{number:02}"], "level": "file", "name": brief}
    details = {"message": brief, "file": f"notes-{number}.txt", "environ": f"TOKEN={brief}"}
    file = {"path": f"notes-{number}.txt", "type": "text", "size": 5}
    return (
        {**head, "event": "level_started", "status": "running", "message": said, "metrics": facts(brief)},
        {**head, "event": "level_ended", "status": "failed", "error": said, "error_details": details}
        | {"artifacts": [file], "metadata": facts(brief)},
    )


def facts(said: str) -> dict[str, str]:
    """A dump of an environment."""
    return {"environment": said, "command": f"curl -H '{said}'"}


def ci_log() -> Iterator[Record]:
    """A CI run that says them one after the other and fails."""
    for number, said in enumerate(SAID):
        place = {"source_file": "run.sh", "line_number": 1 + number, "function_name": "main"}
        state = {"level": "error" if number % 2 else "info", "step_name": f"part-{number:02}", "duration_ms": 10}
        yield {"timestamp": stamp(number), "run_id": CI, "message": said, **state, **place}


def phases_document(said: str) -> Record:
    """A snapshot that ends with an error."""
    document = deepcopy(EXAMPLE) | {"status_message": said, "last_update": stamp(9)}
    context = {"phase": "processing", "file": "statement_002.pdf", "page": 5, "environment": said[-200:]}
    return document | {"error": deepcopy(ERROR) | {"message": said, "context": context, "stack_trace": said[-500:]}}
