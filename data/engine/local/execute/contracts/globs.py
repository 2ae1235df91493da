"""Patterns of file names: * within a folder, ** across folders, ? and [...] for one character."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_PART = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]|.", re.DOTALL)
_MEANING = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def matches(pattern: str, path: str) -> bool:
    """Whether a relative path matches; a pattern without a slash is compared with the last part of the path."""
    compared = path if "/" in pattern else PurePosixPath(path).name
    return _expression(pattern).fullmatch(compared) is not None


def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(_translated(part) for part in _PART.findall(pattern)), re.DOTALL)


def _translated(part: str) -> str:
    if part in _MEANING:
        return _MEANING[part]
    if len(part) > 1:
        inside = part[1:-1].removeprefix("!").replace("\\", "\\\\").replace("[", "\\[").replace("^", "\\^")
        return f"[{'^' if part[1] == '!' else ''}{inside}]"
    return re.escape(part)
