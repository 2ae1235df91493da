"""Finds the project: its root, its state folder and its store."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import NotFoundError
from .text import clean_id

STATE_FOLDERS = (".agents", ".wave")
MANIFEST = "wave.yaml"
STORE = "state.db"
PIPELINES = "pipelines"


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project lives; the store need not exist yet, ``manifest`` is None without a wave.yaml.

    ``store_named`` says that the store's file itself was asked for, so that no setting replaces it.
    """

    root: Path
    state_folder: Path
    store: Path
    name: str
    manifest: Path | None = None
    store_named: bool = False

    @property
    def pipelines(self) -> Path:
        """The folder of the pipeline definitions."""
        return self.state_folder / PIPELINES

    @property
    def sidecar(self) -> Path:
        """wave-tui's own database."""
        return self.state_folder / "wave-tui.db"


def find_project(start: Path, explicit: Path | None = None) -> Project:
    """The project around ``start``, or the one that ``explicit`` names: its root, state folder or store file.

    Raises NotFoundError with every path looked at when there is none.
    """
    if explicit is not None:
        return _named(Path(os.path.abspath(explicit.expanduser())))
    here = start.absolute()
    looked = (here, *here.parents)
    root = next((folder for folder in looked if _is_root(folder)), None)
    if root is None:
        places = ", ".join(map(clean_id, looked))
        raise NotFoundError(
            f"no project here: none of {places} holds .agents/, .wave/ or {MANIFEST}; "
            "change to a project's folder or name one with --project PATH"
        )
    return _project(root, _state_folder(root))


def _named(path: Path) -> Project:
    if path.is_file():
        return _project(_root_of(path.parent), path.parent, path)
    if not path.is_dir():
        raise NotFoundError(
            f"--project {clean_id(path)}: there is no such file or folder; name a project's root or its {STORE}"
        )
    if path.name in STATE_FOLDERS or (path / STORE).is_file():
        return _project(_root_of(path), path)
    if _is_root(path):
        return _project(path, _state_folder(path))
    looked = ", ".join(clean_id(path / name) for name in (*STATE_FOLDERS, MANIFEST, STORE))
    raise NotFoundError(
        f"--project {clean_id(path)} is not a project: none of {looked} exists; name its root or its {STORE}"
    )


def _project(root: Path, state_folder: Path, store: Path | None = None) -> Project:
    manifest = root / MANIFEST
    return Project(
        root=root,
        state_folder=state_folder,
        store=store or state_folder / STORE,
        name=root.name or str(root),
        manifest=manifest if manifest.is_file() else None,
        store_named=store is not None,
    )


def _is_root(folder: Path) -> bool:
    return any((folder / name).is_dir() for name in STATE_FOLDERS) or (folder / MANIFEST).is_file()


def _root_of(state_folder: Path) -> Path:
    return state_folder.parent if state_folder.name in STATE_FOLDERS else state_folder


def _state_folder(root: Path) -> Path:
    agents = root / ".agents"
    used = (agents / STORE).is_file() or (agents / PIPELINES).is_dir()
    return agents if used else root / ".wave"
