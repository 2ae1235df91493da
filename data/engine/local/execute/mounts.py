"""Copies parts of the project into workspaces.

A mount is always a copy, so nothing that a step does to it reaches the project. Of a readonly one the files cannot be
written; its folders can, so that a step may put its outputs beside them. Links stay links. Left out are what only
engines use (workspaces, stores, logs, the repository itself) and everything that is neither file, folder nor link.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

_ENGINES = ("runs", "logs", "events", "traces", "retros")


def copy_mount(source: Path, target: Path, *, readonly: bool, left_out: Callable[[str], bool]) -> None:
    """Copy a file or folder. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(
            source,
            target,
            symlinks=True,
            ignore=lambda folder, names: [name for name in names if _is_left_out(Path(folder, name), left_out)],
            copy_function=_copy_readonly if readonly else shutil.copy2,
            dirs_exist_ok=True,
        )
    elif readonly:
        _copy_readonly(str(source), str(target))
    else:
        shutil.copy2(source, target)


def engine_files(state_folder: Path, workspaces: Path) -> Callable[[str], bool]:
    """Which absolute paths below a project are the engines' own."""
    folders = {str(state_folder / name) for name in _ENGINES} | {str(workspaces)}
    return lambda path: (
        path in folders or (os.path.dirname(path) == str(state_folder) and ".db" in os.path.basename(path))
    )


def _copy_readonly(source: str, target: str) -> str:
    shutil.copy2(source, target)
    os.chmod(target, stat.S_IMODE(os.stat(target).st_mode) & ~0o222)
    return target


def _is_left_out(path: Path, left_out: Callable[[str], bool]) -> bool:
    mode = path.lstat().st_mode
    usual = stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)
    return not usual or path.name == ".git" or left_out(str(path))
