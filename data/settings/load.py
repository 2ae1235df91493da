"""Reads the layers of settings, refuses what is wrong in any of them, and merges the rest."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import ValidationError

from ..errors import UsageError
from ..project import Project
from .files import project_layer, user_config_file, user_layer
from .layers import Layer, environment_layer, flags_layer, session_layer
from .model import Settings, merged
from .problems import problems


def load_settings(
    project: Project | None,
    flags: Mapping[str, object],
    *,
    actions: Collection[str],
    environ: Mapping[str, str] = os.environ,
    user_file: Path | None = None,
    chosen: Mapping[str, str] = {},
) -> Settings:
    """The settings in force; ``flags`` has dotted names, ``actions`` are the ids that may have keys.

    ``chosen`` are display settings that were chosen on the screen: they replace defaults alone, and one that is not
    allowed counts as none.

    Raises UsageError with one line per problem, whichever layer it is in and whether or not it is overridden.
    """
    layers = (
        flags_layer(flags),
        environment_layer(environ),
        project_layer(project),
        user_layer(user_file or user_config_file()),
        _chosen_layer(chosen),
        session_layer(environ),
    )
    found = [problem for layer in layers for problem in problems(layer, actions)]
    if found:
        raise UsageError("\n".join(found))
    return merged(*(layer.values for layer in layers))


def _chosen_layer(chosen: Mapping[str, str]) -> Layer:
    return Layer({"display": {name: word for name, word in chosen.items() if _allowed(name, word)}}, lambda _: "chosen")


def _allowed(name: str, word: str) -> bool:
    try:
        merged({"display": {name: word}})
    except ValidationError:
        return False
    return True
