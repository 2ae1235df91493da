"""Which store the settings name, found out before anything else is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..project import Project
from .files import project_layer, user_config_file, user_layer
from .layers import environment_layer


def with_chosen_store(project: Project, environ: Mapping[str, str], user_file: Path | None = None) -> Project:
    """The project with the store that ``store.path`` names in the environment, its file or the user's file.

    A store that was named when the project was looked for stays. Settings are not validated here: a layer that is
    refused names no store, and load_settings says why.
    """
    if project.store_named:
        return project
    layers = (environment_layer(environ), project_layer(project), user_layer(user_file or user_config_file()))
    named = (layer.values.get("store") for layer in layers)
    paths = (group.get("path") for group in named if isinstance(group, dict))
    path = next((path for path in paths if isinstance(path, Path)), None)
    return project if path is None else replace(project, store=path)
