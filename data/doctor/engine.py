"""What the embedded engine needs of this machine to start runs that outlive a terminal and to end them whole."""

from __future__ import annotations

import configparser
import contextlib
import ctypes
import fcntl
import os
import pwd
import signal
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..engine.local.cgroup import delegated
from ..engine.local.machine import boot_id
from .model import Finding, fail, ok, warn

_GET_CHILD_SUBREAPER = 37
_LOGIND = ("usr/lib/systemd/logind.conf", "etc/systemd/logind.conf")
_DROP_INS = ("usr/lib/systemd/logind.conf.d", "run/systemd/logind.conf.d", "etc/systemd/logind.conf.d")
_NEWER = "run on Linux 5.3 or newer; runs are only shown here"


@dataclass(frozen=True, slots=True)
class LogoutFacts:
    """What becomes of this user's processes at logout; ``bus`` is whether the user's service manager can be asked."""

    user: str
    kills: bool = False
    lingers: bool = False
    bus: bool = False


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """Which means of the kernel there are, and what logging out does."""

    children: bool
    pidfd: bool
    subreaper: bool
    leases: bool
    boot: bool
    group: str
    logout: LogoutFacts


def engine_facts() -> EngineFacts:
    """Try each of them."""
    group = delegated()
    return EngineFacts(
        children=Path("/proc/self/task", str(os.getpid()), "children").exists(),
        pidfd=_works(lambda: os.close(os.pidfd_open(os.getpid()))) and hasattr(signal, "pidfd_send_signal"),
        subreaper=_works(_ask_subreaper),
        leases=_works(_try_lease),
        boot=bool(boot_id()),
        group=str(group) if group else "",
        logout=logout_facts(),
    )


def logout_facts(root: Path = Path("/")) -> LogoutFacts:
    """What logind is told to do with this user's processes, below the root of a file system."""
    uid = os.geteuid()
    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = str(uid)
    return LogoutFacts(
        user=user,
        kills=_kills(root, user),
        lingers=(root / "var/lib/systemd/linger" / user).exists(),
        bus=(root / f"run/user/{uid}/bus").exists(),
    )


def judge_engine(facts: EngineFacts) -> Iterator[Finding]:
    """Whether runs can be started, ended whole and found again."""
    means = (
        (facts.children, "/proc", "children of processes can be listed", "mount /proc with its task/*/children files"),
        (facts.pidfd, "pidfd", "signals reach the process that is meant and no other", _NEWER),
        (facts.subreaper, "subreaper", "orphans of a run stay with its supervisor", _NEWER),
        (facts.leases, "leases", "a run's lock ends with its supervisor", _NEWER),
        (facts.boot, "boot", "runs of before a restart can be told", "mount /proc/sys"),
    )
    for there, subject, good, remedy in means:
        yield ok(subject, good) if there else fail(subject, f"missing: whether {good} is not sure here", remedy)
    yield judge_logout(facts.logout)
    where = f"commands are ended as a group in {facts.group}" if facts.group else "none is delegated to this user"
    yield ok("cgroup", where, "" if facts.group else "not needed: processes are found by their parents")


def judge_logout(facts: LogoutFacts) -> Finding:
    """Whether runs survive the end of the login session."""
    if not facts.kills:
        return ok("logout", "runs go on after logging out")
    if facts.lingers:
        return ok("logout", f"runs go on after logging out, since {facts.user} lingers")
    scope = ", or start it all with: systemd-run --user --scope wave-tui" if facts.bus else ""
    return warn(
        "logout",
        "logind kills everything of this user at logout (KillUserProcesses=yes), runs too",
        f"loginctl enable-linger {facts.user}{scope}",
    )


def _kills(root: Path, user: str) -> bool:
    """The last word of logind's files; a file in /etc hides the one of its name elsewhere."""
    drop_ins = {file.name: file for folder in _DROP_INS for file in sorted((root / folder).glob("*.conf"))}
    kills, excluded = False, "root"
    for file in (*(root / name for name in _LOGIND), *(drop_ins[name] for name in sorted(drop_ins))):
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        with contextlib.suppress(OSError, configparser.Error, UnicodeDecodeError):
            parser.read(file)
            kills = parser.getboolean("Login", "KillUserProcesses", fallback=kills)
            excluded = parser.get("Login", "KillExcludeUsers", fallback=excluded)
    return kills and user not in excluded.split()


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, AttributeError):
        return False
    return True


def _ask_subreaper() -> None:
    found = ctypes.c_int()
    if ctypes.CDLL(None, use_errno=True).prctl(_GET_CHILD_SUBREAPER, ctypes.byref(found), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _try_lease() -> None:
    descriptor = os.memfd_create("lease", os.MFD_CLOEXEC)
    try:
        lock = struct.pack("hhqqi0q", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, lock)
    finally:
        os.close(descriptor)
