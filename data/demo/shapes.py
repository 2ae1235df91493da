"""The demo's pipelines as its history needs them: their definitions, and how long each step usually takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parent / "project"

INPUTS = {
    "package": ("1.3.2", "1.4.0", "1.4.1", "1.5.0"),
    "log-report": ("shop", "search", ""),
    "config-check": ("before the release", "after the move", "every night"),
    "site": ("the web", "the handbook"),
    "publish": ("1.3.2", "1.4.0", "1.4.1"),
}
"""The pipelines that people start, and what they ask for."""

_USUAL: dict[str, dict[str, tuple[float, int]]] = {
    "package": {
        "compile": (1.9, 4),
        "lint": (2.3, 4),
        "test-words": (6.9, 8),
        "test-slugs": (6.1, 7),
        "test-tables": (4.4, 5),
        "build": (2.7, 11),
        "pack": (1.4, 11),
    },
    "log-report": {"collect": (1.5, 0), "parse": (7.2, 6), "report": (1.8, 0)},
    "config-check": {"collect": (2.4, 3), "check": (1.8, 0), "apply": (2.1, 3)},
    "publish": {"notes": (1.8, 0), "approve": (95.0, 0), "upload": (2.7, 4)},
    "site": {"words": (1.9, 4), "pages": (0.0, 4), "index": (1.3, 0)},
    "page": {"render": (1.3, 4), "links": (1.5, 0)},
}
"""Usual seconds and subtasks by pipeline and step; an iterate step takes as long as its children."""


@dataclass(frozen=True, slots=True)
class StepShape:
    """One step; ``kind`` is command, gate or iterate.

    ``subject`` is what a command executes, what a gate asks or which pipeline is iterated over ``items``;
    ``artifacts`` are pairs of name and type, ``contract`` the type of a check and what is shown of it.
    """

    id: str
    kind: str
    seconds: float
    subtasks: int
    needs: tuple[str, ...]
    subject: str
    contract: tuple[str, str]
    max_attempts: int
    items: tuple[str, ...]
    artifacts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One pipeline."""

    name: str
    steps: tuple[StepShape, ...]


@cache
def shape(name: str) -> Shape:
    """The shape of a demo pipeline. Raises KeyError when there is none of that name."""
    usual = _USUAL[name]
    definition = yaml.safe_load((PROJECT / "agents" / "pipelines" / f"{name}.yaml").read_text())
    return Shape(name, tuple(_step(entry, *usual[entry["id"]]) for entry in definition["steps"]))


def _step(entry: dict[str, Any], seconds: float, subtasks: int) -> StepShape:
    kind, subject = _kind(entry)
    contract = entry.get("handover", {}).get("contract", {})
    kind_of_contract = contract.get("type", "")
    return StepShape(
        id=entry["id"],
        kind=kind,
        seconds=seconds,
        subtasks=subtasks,
        needs=tuple(entry.get("dependencies", ())),
        subject=subject,
        contract=(kind_of_contract, Path(contract.get("schema_path", "")).name or kind_of_contract),
        max_attempts=entry.get("retry", {}).get("max_attempts", 1),
        items=tuple(json.loads(entry["iterate"]["over"])) if kind == "iterate" else (),
        artifacts=tuple(_artifacts(entry)),
    )


def _kind(entry: dict[str, Any]) -> tuple[str, str]:
    if "gate" in entry:
        return "gate", entry["gate"]["message"]
    if "iterate" in entry:
        return "iterate", entry["pipeline"]
    return "command", entry["script"]


def _artifacts(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in entry.get("output_artifacts", ()):
        yield (each["name"], each["type"])
