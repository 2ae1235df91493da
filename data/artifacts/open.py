"""Opens regular files below a root folder and nothing else, whatever name is stored."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..errors import NotFoundError, RefusedError
from ..text import clean_id

_OPENAT2 = 437
_NO_MAGIC_LINKS, _NO_LINKS, _BENEATH = 0x02, 0x04, 0x08
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_LONGEST_NAME, _LONGEST_PATH = 255, 4095
_TRIES = 8

_REFUSALS = {
    errno.EXDEV: "it leads out of the project",
    errno.ELOOP: "it is or passes a link that may not be followed",
    errno.EACCES: "you may not read it",
    errno.ENXIO: "it is a socket or a device, not a regular file",
    errno.ENODEV: "it is a device, not a regular file",
    errno.ENAMETOOLONG: "its name is too long",
}


class FolderError(RefusedError):
    """The path names a folder."""


class _How(ctypes.Structure):
    """The argument of openat2(2)."""

    _fields_ = [("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64)]


def open_artifact(root: Path | str, path: str, *, strict: bool = False) -> int:
    """A descriptor, open for reading, of the regular file ``path`` below ``root``; the caller closes it.

    ``path`` is relative to ``root`` or an absolute path below it. Links are followed while they stay below the
    root; ``strict`` follows none. Raises NotFoundError when file or root is gone, FolderError for a folder and
    RefusedError for whatever else may not be read, each with one sentence that says why.
    """
    inside = _relative(Path(root), path)
    folder = _open_root(Path(root))
    try:
        descriptor = _open_below(folder, inside, strict)
    except OSError as error:
        raise _refusal(path, error) from None
    finally:
        os.close(folder)
    try:
        _require_regular(descriptor, path)
    except RefusedError:
        os.close(descriptor)
        raise
    return descriptor


def _relative(root: Path, path: str) -> str:
    """The path relative to the root, checked for what must not reach a system call."""
    if not path or "\0" in path:
        raise _refused(path, "its name is empty" if not path else "its name contains a NUL character")
    encoded = os.fsencode(path) if not any(0xD800 <= ord(letter) < 0xDC80 for letter in path) else b""
    if not encoded:
        raise _refused(path, "its name is not valid text")
    if len(encoded) > _LONGEST_PATH or max(map(len, encoded.split(b"/"))) > _LONGEST_NAME:
        raise _refused(path, f"its name is longer than {_LONGEST_NAME} bytes")
    if not path.startswith("/"):
        return path
    for base in _spellings(root):
        if path == base or path.startswith(f"{base}/"):
            return path[len(base) + 1 :] or "."
    raise _refused(path, f"it lies outside of {clean_id(str(root))}")


def _spellings(root: Path) -> Iterator[str]:
    """The root as it is written, then as links lead to it."""
    yield str(root.absolute()).rstrip("/")
    yield str(root.resolve()).rstrip("/")


def _open_root(root: Path) -> int:
    try:
        return os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise NotFoundError(
            f"{clean_id(str(root))} cannot be opened: {error.strerror}; its artifacts are gone"
        ) from None


def _open_below(folder: int, path: str, strict: bool) -> int:
    if sys.platform == "linux":
        try:
            return _openat2(folder, path, _BENEATH | _NO_MAGIC_LINKS | (_NO_LINKS if strict else 0))
        except OSError as error:
            if error.errno not in (errno.ENOSYS, errno.EPERM):
                raise
    return open_by_component(folder, path)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _openat2(folder: int, path: str, resolve: int) -> int:
    """openat2(2); a rename during the resolution is answered with EAGAIN, so it is tried again."""
    how = _How(_FLAGS, 0, resolve)
    libc = _libc()
    for _ in range(_TRIES):
        descriptor = libc.syscall(_OPENAT2, folder, os.fsencode(path), ctypes.byref(how), ctypes.sizeof(how))
        if descriptor >= 0:
            return int(descriptor)
        if ctypes.get_errno() not in (errno.EAGAIN, errno.EINTR):
            break
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code))


def open_by_component(folder: int, path: str) -> int:
    """The same without openat2: one component after the other, following no link and never upwards.

    Raises OSError, with EXDEV where the path goes upwards.
    """
    *folders, name = [part for part in path.split("/") if part not in ("", ".")] or ["."]
    if ".." in (*folders, name):
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
    here = os.dup(folder)
    try:
        for part in folders:
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
            os.close(here)
            here = below
        return os.open(name, _FLAGS | os.O_NOFOLLOW, dir_fd=here)
    finally:
        os.close(here)


def _require_regular(descriptor: int, path: str) -> None:
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISDIR(mode):
        raise FolderError(f"{_quoted(path)} is a folder; open one of its files")
    if not stat.S_ISREG(mode):
        raise _refused(path, "it is not a regular file")


def _refusal(path: str, error: OSError) -> NotFoundError | RefusedError:
    if error.errno == errno.ENOENT:
        return NotFoundError(f"{_quoted(path)} is not there (a workspace is wiped when its run starts again)")
    if error.errno == errno.ENOTDIR:
        return NotFoundError(f"{_quoted(path)} is not there: a part of its path is no folder or a link")
    return _refused(path, _REFUSALS.get(error.errno or 0, os.strerror(error.errno or 0)))


def _refused(path: str, why: str) -> RefusedError:
    return RefusedError(f"{_quoted(path)} is not opened: {why}")


def _quoted(path: str) -> str:
    return f"“{clean_id(path)}”"
