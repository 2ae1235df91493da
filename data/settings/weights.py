"""Which weights of phases are chosen, found out without loading what validates settings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ..project import Project
from .files import project_layer, user_config_file, user_layer
from .layers import environment_layer

_MOST = 1000.0


def phase_weights(
    project: Project, environ: Mapping[str, str] = os.environ, user_file: Path | None = None
) -> dict[str, float]:
    """The weights by phase that environment, project and user's file choose, the first one winning; empty for none.

    A weight that is not allowed is left out here: load_settings refuses it with a sentence.
    """
    layers = (user_layer(user_file or user_config_file()), project_layer(project), environment_layer(environ))
    chosen: dict[str, float] = {}
    for layer in layers:
        group = layer.values.get("progress")
        weights = group.get("weights") if isinstance(group, dict) else None
        chosen |= _valid(weights) if isinstance(weights, dict) else {}
    return chosen


def _valid(weights: Mapping[str, object]) -> dict[str, float]:
    numbers = {phase: _number(weight) for phase, weight in weights.items()}
    return {phase: number for phase, number in numbers.items() if number is not None and 0 <= number <= _MOST}


def _number(weight: object) -> float | None:
    try:
        return float(weight) if isinstance(weight, int | float | str) else None
    except (ValueError, OverflowError):
        return None
