"""Finds where a program reports to: the state folder of the project around it."""

from __future__ import annotations

import binascii
import os
from collections.abc import Mapping

VARIABLE = "WAVE_REPORT"
"""Names the project to report to, its root or its state folder; ``off`` turns reporting off."""
STEP_VARIABLE = "WAVE_PROJECT_ROOT"
"""What an engine sets for the processes of a step, whose working directory may be a copy of the project."""
OFF = "off"

_LONGEST_NAME = 120
_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")


def state_folder(environ: Mapping[str, str], here: str) -> str | None:
    """The state folder to report into, None when reporting is turned off or no project is around ``here``.

    ``WAVE_REPORT`` is asked first, then ``WAVE_PROJECT_ROOT``, then the folders from ``here`` upwards.
    """
    named = environ.get(VARIABLE)
    if named == OFF:
        return None
    if named:
        return named_folder(named)
    if environ.get(STEP_VARIABLE):
        return named_folder(environ[STEP_VARIABLE])
    root = _root_above(os.path.abspath(here))
    return root and _state_folder(root)


def named_folder(path: str) -> str:
    """The state folder that somebody means by naming it, the store in it, or the root of a project."""
    path = os.path.abspath(os.path.expanduser(path))
    path = os.path.dirname(path) if os.path.isfile(path) else path
    is_state = os.path.basename(path) in (".agents", ".wave") or os.path.isfile(os.path.join(path, "state.db"))
    return path if is_state else _state_folder(path)


def file_name(run: str) -> str:
    """The id of an operation as the name of a file without ending; different ids have different names."""
    kept = "".join(letter if letter in _KEPT else "_" for letter in run)[:_LONGEST_NAME].lstrip(".") or "_"
    return kept if kept == run else f"{kept}-{binascii.crc32(run.encode('utf-8', 'replace')):08x}"


def part(id: str) -> str:
    """An id as a part of an address, which ``/`` and ``@`` would cut."""
    return id.replace("/", ":").replace("@", ":") or "?"


def ensure_folder(state: str, name: str) -> str:
    """A folder below the state folder, made when it is missing.

    Raises OSError, also when the project's root does not exist: a project that was removed stays removed.
    """
    folder = os.path.join(state, name)
    if not os.path.isdir(folder):
        os.stat(os.path.dirname(state))
        os.makedirs(folder, 0o750, exist_ok=True)
    return folder


def _root_above(folder: str) -> str | None:
    while not _is_root(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def _is_root(folder: str) -> bool:
    isdir, join = os.path.isdir, os.path.join
    return isdir(join(folder, ".agents")) or isdir(join(folder, ".wave")) or os.path.isfile(join(folder, "wave.yaml"))


def _state_folder(root: str) -> str:
    agents = os.path.join(root, ".agents")
    used = os.path.isfile(os.path.join(agents, "state.db")) or os.path.isdir(os.path.join(agents, "pipelines"))
    return agents if used else os.path.join(root, ".wave")
