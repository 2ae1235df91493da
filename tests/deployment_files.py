"""Deployment state files for tests: the examples of the data model."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

SUCCESS: Document = {
    "deployment_id": "deploy-1729433445",
    "timestamp": "2025-10-20T14:30:45Z",
    "commit_sha": "5c04b60a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e",
    "status": "success",
    "git_operations_attempts": 1,
}
FAILURE: Document = {
    "deployment_id": "deploy-1729433500",
    "timestamp": "2025-10-20T14:31:40Z",
    "commit_sha": "7a8b9c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b",
    "status": "failure",
    "git_operations_attempts": 3,
    "error_message": "Git operations failed after 3 attempts: remote rejected push",
}
GOOD: Document = {name: SUCCESS[name] for name in ("deployment_id", "commit_sha", "timestamp")}
EARLIER: Document = {
    "deployment_id": "deploy-1729433400",
    "timestamp": "2025-10-20T14:30:00Z",
    "commit_sha": "3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f",
    "status": "success",
    "git_operations_attempts": 2,
}
FILE: Document = {"currentDeployment": SUCCESS, "lastKnownGood": GOOD, "history": [EARLIER]}
"""The file of the data model, word for word."""
