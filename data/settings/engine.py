"""The settings of store, engine and history alone, for whoever works without a screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..errors import UsageError
from ..project import Project
from .files import project_layer, user_config_file, user_layer
from .layers import Layer, environment_layer
from .model import Settings, merged
from .problems import problems

_GROUPS = ("engine", "store", "history")


def engine_settings(project: Project, environ: Mapping[str, str], user_file: Path | None = None) -> Settings:
    """The settings in force of the groups ``engine``, ``store`` and ``history``; the others have their defaults.

    Raises UsageError with one line per problem in these groups, or in a file that cannot be understood at all.
    """
    layers = (environment_layer(environ), project_layer(project), user_layer(user_file or user_config_file()))
    ours = [_only_ours(layer) for layer in layers]
    found = [problem for layer in ours for problem in problems(layer, ())]
    if found:
        raise UsageError("\n".join(found))
    return merged(*(layer.values for layer in ours))


def _only_ours(layer: Layer) -> Layer:
    return replace(layer, values={name: value for name, value in layer.values.items() if name in _GROUPS})
