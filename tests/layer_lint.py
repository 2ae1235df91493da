"""Finds what a module reaches outside of itself: files, databases, processes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_PATH_READS = ("open", "read_text", "read_bytes")
_PATH_WRITES = ("write_text", "write_bytes", "touch", "unlink", "mkdir", "rmdir", "rename", "symlink_to")
_PATH_METHODS = frozenset((*_PATH_READS, *_PATH_WRITES))
_OS_READS = ("open", "fdopen")
_OS_WRITES = ("unlink", "remove", "rename", "replace", "mkdir", "makedirs", "rmdir", "symlink", "link", "truncate")
_OS_FILES = frozenset((*_OS_READS, *_OS_WRITES))
_OS_STARTS = ("fork", "forkpty", "posix_spawn", "posix_spawnp", "spawnv", "system", "popen")
_OS_PROCESSES = frozenset((*_OS_STARTS, "execv", "execve", "execvp", "execvpe", "execl", "execlp"))
_PROCESS_MODULES = frozenset(("subprocess", "pty", "multiprocessing"))
_DATABASE_MODULES = frozenset(("sqlite3", "pysqlite3", "sqlite_utils"))


def reaches(source: str) -> frozenset[str]:
    """Which of ``files``, ``databases``, ``connections`` and ``processes`` a module touches by itself."""
    return frozenset(kind for node in ast.walk(ast.parse(source)) for kind in _kinds(node))


def modules_that_reach(folder: Path, kind: str) -> list[str]:
    """Python files below a folder, as paths relative to it, that touch such things."""
    files = sorted(folder.rglob("*.py"))
    return [str(file.relative_to(folder)) for file in files if kind in reaches(file.read_text(encoding="utf-8"))]


def _kinds(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from _imported(node)
    elif isinstance(node, ast.Call):
        yield from _called(node)


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    names = {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        names |= set((node.module or "").split("."))
    if names & _PROCESS_MODULES:
        yield "processes"
    if names & _DATABASE_MODULES:
        yield "databases"


def _called(call: ast.Call) -> Iterator[str]:
    function = call.func
    if isinstance(function, ast.Name):
        if function.id == "open":
            yield "files"
        return
    if not isinstance(function, ast.Attribute):
        return
    receiver = function.value.id if isinstance(function.value, ast.Name) else ""
    if receiver == "os":
        if function.attr in _OS_PROCESSES:
            yield "processes"
        elif function.attr in _OS_FILES and not _is_null_device(call):
            yield "files"
    elif function.attr in ("create_subprocess_exec", "create_subprocess_shell"):
        yield "processes"
    elif function.attr == "connect" and receiver in _DATABASE_MODULES:
        yield "connections"
    elif function.attr in _PATH_METHODS and receiver != "self":
        yield "files"


def _is_null_device(call: ast.Call) -> bool:
    return bool(call.args) and ast.unparse(call.args[0]) == "os.devnull"
