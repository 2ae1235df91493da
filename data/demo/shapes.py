"""The demo's pipelines as the player needs them: their definitions, and how long each step usually takes."""

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
    "feature-dev": ("guests can check out without an account", "gift cards pay for a part", "wish lists by link"),
    "security-audit": ("src/payment", "src/account", "src/checkout"),
    "docs-refresh": ("docs/guide", "docs/api", "docs/recipes"),
    "release-train": ("4.11.2", "4.12.0", "4.12.1", "4.13.0"),
    "bugfix": ("the basket forgets its second coupon", "refunds are rounded twice", "umlauts find nothing"),
}
"""The pipelines that people start, in the order in which the player takes its turns, and what they ask for."""

_USUAL = {
    "feature-dev": {
        "navigate": (7, 5_200),
        "specify": (10, 9_800),
        "plan": (9, 7_400),
        "lint": (8, 0),
        "docs": (13, 6_100),
        "implement": (19, 24_500),
        "test": (9, 0),
        "review": (11, 15_300),
    },
    "bugfix": {"reproduce": (9, 8_900), "diagnose": (8, 7_700), "fix": (14, 16_200), "verify": (7, 0)},
    "release-train": {
        "build": (9, 0),
        "unit": (12, 0),
        "journeys": (17, 18_600),
        "notes": (8, 5_600),
        "approve": (9, 0),
        "ship": (8, 0),
    },
    "security-audit": {
        "scope": (6, 4_700),
        "dependencies": (11, 9_200),
        "code": (18, 21_800),
        "settings": (9, 6_400),
        "triage": (10, 11_500),
        "report": (7, 5_900),
    },
    "docs-refresh": {"inventory": (6, 4_400), "pages": (0, 0), "links": (6, 0), "publish": (7, 5_100)},
    "page-rewrite": {"read": (5, 3_800), "rewrite": (9, 8_400), "proofread": (6, 4_100)},
}
"""Usual seconds and tokens by pipeline and step; an iterate step takes as long as its children."""


@dataclass(frozen=True, slots=True)
class StepShape:
    """One step; ``kind`` is persona, command, gate or iterate.

    ``subject`` is what a command executes, what a gate asks or which pipeline is iterated over ``items``;
    ``contract`` the check after a persona's work; ``artifacts`` pairs of name and type.
    """

    id: str
    kind: str
    seconds: float
    tokens: int
    needs: tuple[str, ...]
    persona: str
    tier: str
    subject: str
    contract: str
    max_attempts: int
    optional: bool
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


def _step(entry: dict[str, Any], seconds: float, tokens: int) -> StepShape:
    kind, subject = _kind(entry)
    contract = entry.get("handover", {}).get("contract", {})
    return StepShape(
        id=entry["id"],
        kind=kind,
        seconds=seconds,
        tokens=tokens,
        needs=tuple(entry.get("dependencies", ())),
        persona=entry.get("persona", ""),
        tier=entry.get("model", ""),
        subject=subject,
        contract=contract.get("command") or Path(contract.get("schema_path", "")).name,
        max_attempts=entry.get("retry", {}).get("max_attempts", 1),
        optional=entry.get("optional", False),
        items=tuple(json.loads(entry["iterate"]["over"])) if kind == "iterate" else (),
        artifacts=tuple(_artifacts(entry)),
    )


def _kind(entry: dict[str, Any]) -> tuple[str, str]:
    if "gate" in entry:
        return "gate", entry["gate"]["prompt"]
    if "iterate" in entry:
        return "iterate", entry["pipeline"]
    return ("command", entry["script"]) if entry.get("type") == "command" else ("persona", "")


def _artifacts(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in entry.get("output_artifacts", ()):
        yield (each["name"], each["type"])
