"""Who may do what with the store's folder and files: facts from stat, judged for one user and for several.

Several users need a folder 2770, a umask of 007 and a database of 0660: SQLite makes the -wal and -shm files with
the mode of the database, and a group that differs locks the others out.
"""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .model import Finding, fail, ok, warn

SHARED = "for several users: chgrp a common group, chmod 2770 on the folder, 0660 on the store, umask 007"
_SIDES = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What stat says of one file; ``mode`` holds the permission bits."""

    name: str
    user: int
    group: int
    mode: int


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """The folder of a store, the store and what lies beside it, and who asks."""

    path: str
    folder: FileFacts | None
    store: FileFacts | None = None
    sides: tuple[FileFacts, ...] = ()
    user: int = 0
    umask: int = 0o022
    readable: bool = True
    writable: bool = True


def folder_facts(store: Path) -> FolderFacts:
    """Look at the folder of a store."""
    folder = store.parent
    sides = tuple(facts for side in _SIDES if (facts := _facts(store.with_name(store.name + side))) is not None)
    return FolderFacts(
        path=str(folder),
        folder=_facts(folder),
        store=_facts(store),
        sides=sides,
        user=os.geteuid(),
        umask=_umask(),
        readable=os.access(store, os.R_OK),
        writable=os.access(store, os.W_OK) and os.access(folder, os.W_OK),
    )


def folder_findings(facts: FolderFacts) -> Iterator[Finding]:
    """What the permissions mean, for this user and for others."""
    if facts.folder is None:
        yield fail("folder", f"{facts.path} does not exist", "start a run here or name a project with --project PATH")
        return
    yield _folder(facts, facts.folder)
    if facts.store is not None:
        yield _access(facts, facts.store)
        yield from _umask_finding(facts, facts.folder)
        yield _sides(facts, facts.store)


def _folder(facts: FolderFacts, folder: FileFacts) -> Finding:
    text = f"{facts.path} is {_words(folder)}"
    if folder.mode & stat.S_IWOTH and not folder.mode & stat.S_ISVTX:
        return warn("folder", f"{text}: anybody may replace the store", f"chmod o-w {facts.path}")
    if folder.mode & stat.S_IWGRP and not folder.mode & stat.S_ISGID:
        finding = f"{text}: files made there get the group of whoever makes them, and lock the others out"
        return warn("folder", finding, f"chmod g+s {facts.path}")
    return ok("folder", text, "" if folder.mode & stat.S_IWGRP else SHARED)


def _access(facts: FolderFacts, store: FileFacts) -> Finding:
    text = f"{store.name} is {_words(store)}"
    if not facts.readable:
        return fail("access", f"{text}: you may not read it", f"ask {user_name(store.user)} for read access")
    if not facts.writable:
        remedy = "ask for write access to the folder and the store if you want to control runs"
        return warn("access", f"{text}: you may read but not write it", remedy)
    return ok("access", text)


def _umask_finding(facts: FolderFacts, folder: FileFacts) -> Iterator[Finding]:
    if folder.mode & stat.S_IWGRP and facts.umask & 0o070:
        text = f"umask {facts.umask:03o} takes rights from the group that the folder gives them to"
        yield warn("umask", text, "set umask 007 for everybody who starts runs here")


def _sides(facts: FolderFacts, store: FileFacts) -> Finding:
    """Side files of another user than the store's take the right to write from the store's own user."""
    foreign = [side for side in facts.sides if side.user != store.user and not side.mode & stat.S_IWOTH]
    locked = [side for side in foreign if not (side.mode & stat.S_IWGRP and side.group == store.group)]
    if locked:
        names = " and ".join(f"{side.name} ({_words(side)})" for side in locked)
        owner = user_name(store.user)
        remedy = f"chown {owner} the files, or end every program that has the store open and remove them"
        return fail("side files", f"{names} keep {owner} from writing the store", remedy)
    there = [side.name for side in facts.sides]
    if len(there) == 1 and there[0].endswith("-wal"):
        text = f"{there[0]} has no -shm beside it, so the store is shown from a private copy"
        return warn("side files", text, "start an engine once: it makes the -shm file")
    return ok("side files", " and ".join(there) if there else "none: no program has the store open")


def _words(facts: FileFacts) -> str:
    return f"{facts.mode:04o} {user_name(facts.user)}:{_group_name(facts.group)}"


def user_name(user: int) -> str:
    """The name of a user, the number when it has none."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _group_name(group: int) -> str:
    try:
        return grp.getgrgid(group).gr_name
    except KeyError:
        return str(group)


def _facts(path: Path) -> FileFacts | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return FileFacts(path.name, found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode))


def _umask() -> int:
    """The umask can only be read by setting it; this runs before any thread that makes files."""
    umask = os.umask(0o077)
    os.umask(umask)
    return umask
