"""Which file system a path lies on, and whether locks can be trusted there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

FilesystemLookup = Callable[[Path], str]

_NETWORK = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "fuse.sshfs", "fuse.gluster", "lustre", "ncpfs")
_LAYERED = ("overlay", "aufs", "fuse.overlay", "unionfs", "ecryptfs")


def filesystem_type(path: Path, mounts: str | None = None) -> str:
    """The type name of the mount that holds ``path`` ("ext4", "nfs4"), "" when it cannot be told.

    ``mounts`` is the text of /proc/self/mountinfo, read from there by default.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text(errors="replace")
        except OSError:
            return ""
    found, longest = "", -1
    for point, kind in map(_mount, mounts.splitlines()):
        if len(point) >= longest and path.is_relative_to(point or "/nowhere"):
            found, longest = kind, len(point)
    return found


def _mount(line: str) -> tuple[str, str]:
    left, _, right = line.partition(" - ")
    fields, kind = left.split(" "), right.split(" ")[0]
    point = fields[4] if len(fields) > 4 else ""
    return point.encode("latin-1", "replace").decode("unicode_escape"), kind


def is_network(kind: str) -> bool:
    """True for file systems on which locks between machines fail; writing to a shared store is refused there."""
    return kind.startswith(_NETWORK)


def warning(kind: str, path: str) -> str:
    """One sentence about the file system when a shared store is at risk on it, else ""."""
    if is_network(kind):
        return (
            f"{path} lies on a network file system ({kind}): locks are not reliable there, "
            "so runs are shown but not started from here; move the project to a local disk."
        )
    if kind.startswith(_LAYERED):
        return (
            f"{path} lies on a layered file system ({kind}): writers that see another layer share no locks; "
            "keep all engines inside the same container."
        )
    return ""
