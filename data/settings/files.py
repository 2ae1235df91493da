"""Settings in TOML files: who may have written them, what they hold, on which line."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any

from ..config_file import read_config
from ..project import Project
from ..text import clean
from .layers import Layer, Place, Values, tidy

_TABLE = ("tool", "wave-tui")
_HEADER = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]\]?\s*(?:#.*)?")
_ENTRY = re.compile(r"""\s*(?P<name>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def user_config_file() -> Path:
    """The user's own file, where the platform keeps configuration."""
    import platformdirs  # light modules need no more than the names in this one

    return platformdirs.user_config_path("wave-tui") / "config.toml"


def user_layer(path: Path) -> Layer:
    """The user's own settings."""
    return _layer(path, ())


def project_layer(project: Project | None) -> Layer:
    """The project's settings, from wave-tui.toml or the [tool.wave-tui] table of pyproject.toml."""
    if project is None:
        return _empty()
    own, shared = _layer(project.root / "wave-tui.toml", ()), _layer(project.root / "pyproject.toml", _TABLE)
    if own.values and shared.values:
        text = (
            f"{clean(project.root)}: wave-tui.toml and [tool.wave-tui] in pyproject.toml both hold settings; keep one"
        )
        return Layer({}, own.origin, (text,))
    return own if own.values or own.problems else shared


def _layer(path: Path, table: Place) -> Layer:
    try:
        text, status = read_config(path)
    except (FileNotFoundError, NotADirectoryError):
        return _empty()
    except OSError as error:
        return _refused(path, f"cannot be read: {error.strerror or error}; make it a readable file or remove it")
    import tomllib  # 10 ms that nobody without such a file waits for

    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        concerns_us = not table or f"[{'.'.join(table)}" in text
        return _refused(path, f"is not valid TOML: {clean(str(error))}; correct it there") if concerns_us else _empty()
    values = _inside(document, table)
    distrust = _distrust(status)
    if distrust and values is not None:
        return _refused(path, distrust)
    return _read_layer(path, text, table, values)


def _read_layer(path: Path, text: str, table: Place, values: object) -> Layer:
    if values is None:
        return _empty()
    if not isinstance(values, dict):
        return _refused(path, f"{'.'.join(table)} is no table; write [{'.'.join(table)}] and settings below it")
    return tidy(Layer(values, lambda place: _origin(path, text, (*table, *place)), folder=path.parent))


def _distrust(status: os.stat_result) -> str:
    if status.st_uid not in (os.getuid(), 0):
        return f"belongs to user {status.st_uid}, not to you; make it yours with chown or remove it"
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "can be changed by its group or by anybody; allow only yourself with chmod go-w"
    return ""


def _inside(document: Values, table: Place) -> Any:
    found: Any = document
    for name in table:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _origin(path: Path, text: str, place: Place) -> str:
    line = line_of(text, place)
    return f"{clean(path)}:{line}" if line else clean(path)


def line_of(text: str, place: Place) -> int | None:
    """The line (from 1) on which the TOML key at ``place`` or its nearest group is written, None when unseen."""
    wanted, table = tuple(piece for part in place for piece in part.split(".")), ""
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        header, entry = _HEADER.fullmatch(line), _ENTRY.match(line)
        table = header["name"] if header else table
        written = _split(table) if header else _split(f"{table}.{entry['name']}") if entry else ()
        if written and written == wanted[: len(written)] and (best is None or len(written) > best[0]):
            best = len(written), number
    return best[1] if best else None


def _split(name: str) -> Place:
    return tuple(piece for part in _PART.findall(name) for piece in part.strip("\"'").split("."))


def _empty() -> Layer:
    return Layer({}, lambda place: "")


def _refused(path: Path, why: str) -> Layer:
    return Layer({}, lambda place: clean(path), (f"{clean(path)} {why}",))
