"""The kernel's limits for watching files, and how much of them this user has taken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .model import Finding, ok, warn

_LIMITS = Path("/proc/sys/fs/inotify")
_POLLING = "changes are then seen by looking once a second instead of at once"


@dataclass(frozen=True, slots=True)
class InotifyFacts:
    """Limits per user and what is in use, None where the kernel does not tell."""

    instances: int | None
    watches: int | None
    instances_used: int = 0
    watches_used: int = 0


def inotify_facts(processes: Path = Path("/proc"), limits: Path = _LIMITS) -> InotifyFacts:
    """Read limits and count the instances and watches of this user's processes."""
    used = [_watches(link) for link in _instances(processes)]
    return InotifyFacts(
        instances=_number(limits / "max_user_instances"),
        watches=_number(limits / "max_user_watches"),
        instances_used=len(used),
        watches_used=sum(used),
    )


def judge_inotify(facts: InotifyFacts) -> Iterator[Finding]:
    """Whether one more file can be watched."""
    if facts.instances is None or facts.watches is None:
        yield warn("inotify", f"not available here; {_POLLING}", "nothing to do")
        return
    for name, used, limit in (
        ("instances", facts.instances_used, facts.instances),
        ("watches", facts.watches_used, facts.watches),
    ):
        text = f"{used} of {limit} {name} in use"
        if used < limit:
            yield ok("inotify", text)
        else:
            remedy = f"sysctl fs.inotify.max_user_{name}={max(limit * 2, 512)} (as root), or end programs that watch"
            yield warn("inotify", f"{text}; {_POLLING}", remedy)


def _instances(processes: Path) -> Iterator[Path]:
    """The descriptors of inotify instances that this user may look at."""
    for process in processes.iterdir():
        if not process.name.isdecimal():
            continue
        try:
            if process.stat().st_uid == os.geteuid():
                links = list((process / "fd").iterdir())
                yield from (link for link in links if _target(link) == "anon_inode:inotify")
        except OSError:
            continue


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""


def _watches(descriptor: Path) -> int:
    try:
        facts = (descriptor.parent.parent / "fdinfo" / descriptor.name).read_text()
    except OSError:
        return 0
    return sum(line.startswith("inotify wd:") for line in facts.splitlines())


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None
