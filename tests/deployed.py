"""A project's deployments: the file that states them, and the same as records."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from builders import NOW

from wave_tui.data.models import Deployment, Deployments

GOOD = "5c04b60a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e"
BAD = "7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b"
REJECTED = "Git operations failed after 3 attempts: remote rejected push"

FAILED = Deployment("deploy-1795147948", BAD, NOW - 2852, "failure", 3, REJECTED)
HISTORY = (
    Deployment("deploy-1795064400", GOOD, NOW - 86_400, "success", 1),
    Deployment("deploy-1794891600", "0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e", NOW - 259_200, "rolled_back", 2),
    Deployment("deploy-1794805200", "3b4c5d6e5c04b60a1b2c3d4e5f6a7b8c9d0e1f2a", NOW - 345_600, "success", 1),
    Deployment("deploy-1794718800", "b60a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e5c04", NOW - 432_000, "success", 2),
)
FOUND = Deployments(
    ".github/deployment-state.json", NOW, FAILED, Deployment(HISTORY[0].id, GOOD, HISTORY[0].time), HISTORY
)


def deploy(root: Path, found: Deployments = FOUND) -> Path:
    """Write the file as a workflow does; its path."""
    path = root / ".github" / "deployment-state.json"
    path.parent.mkdir(exist_ok=True)
    state = {
        "currentDeployment": _document(found.current),
        "lastKnownGood": _document(found.last_good),
        "history": [_document(each) for each in reversed(found.history)],
    }
    path.write_text(json.dumps(state))
    return path


def _document(one: Deployment | None) -> dict[str, object] | None:
    if one is None:
        return None
    stated = {"status": one.state, "git_operations_attempts": one.attempts, "error_message": one.error}
    time = datetime.fromtimestamp(one.time or 0, UTC).isoformat()
    own = {"deployment_id": one.id, "timestamp": time, "commit_sha": one.commit}
    return {**own, **{name: value for name, value in stated.items() if value}}
