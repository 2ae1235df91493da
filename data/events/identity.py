"""Which file this is, whatever it is called now: decided by device, inode and how its content begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

HEAD = 256
"""Bytes at the beginning of a file by which its content is known again."""

Kinship = Literal["same", "renamed", "rewritten", "copy", "cut"]
_CLOSEST: tuple[Kinship, ...] = ("same", "renamed", "rewritten", "copy", "cut")


@dataclass(frozen=True, slots=True)
class Identity:
    """A file's device and inode, and its first at most ``HEAD`` bytes."""

    dev: int
    ino: int
    head: bytes

    def same_inode(self, other: Identity) -> bool:
        """True when both were the same file for the kernel, which gives an inode away again after a deletion."""
        return (self.dev, self.ino) == (other.dev, other.ino)

    def continues(self, earlier: Identity, done: int) -> bool:
        """True when the content still begins as it did, as far as it was taken in: what follows may be written anew."""
        return self.head.startswith(earlier.head[:done])

    def is_cut_from(self, earlier: Identity) -> bool:
        """True when the beginning, however short it is now, is still how the content began."""
        return earlier.head.startswith(self.head) or self.head.startswith(earlier.head)


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was read before: its number, its path then, what it was, and up to which byte it is taken in."""

    no: int
    path: str
    identity: Identity
    done: int


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file is of a known one: itself under whatever name, its content rewritten, a copy, or what was left of it.

    Everything before ``start`` was taken in already, under the known number.
    """

    known: Known
    kinship: Kinship
    start: int

    @property
    def keeps_number(self) -> bool:
        """True when the file is the known one; copies and remains get numbers of their own and go on at ``start``."""
        return self.kinship not in ("copy", "cut")


def origin(
    path: str,
    identity: Identity,
    size: int,
    known: Iterable[Known],
    agrees: Callable[[Known], bool] = lambda known: True,
    common: Callable[[Known], int] = lambda known: 0,
) -> Origin | None:
    """What the file at ``path`` is of the known ones; None for a new file, which is read from its beginning.

    ``known`` are the files with this path, this inode or this head, in any order. ``agrees`` says whether the bytes
    just before ``done`` are still those that were taken in: two files may begin alike. ``common`` says for a file that
    is shorter now up to which byte it is what was taken in.
    """
    kin = [(one, kinship) for one in known if (kinship := _kinship(path, identity, size, one))]
    for one, kinship in sorted(kin, key=_closeness):
        start = common(one) if kinship == "cut" else one.done if agrees(one) else -1
        if start > 0 or start == one.done:
            return Origin(one, kinship, start)
    return None


def _closeness(kin: tuple[Known, Kinship]) -> tuple[int, int]:
    return _CLOSEST.index(kin[1]), -kin[0].no


def _kinship(path: str, identity: Identity, size: int, known: Known) -> Kinship | None:
    same_inode, same_path = identity.same_inode(known.identity), path == known.path
    if size < known.done:
        return "cut" if (same_inode or same_path) and identity.is_cut_from(known.identity) else None
    if not identity.continues(known.identity, known.done):
        return None
    if same_inode:
        return "same" if same_path else "renamed"
    if same_path:
        return "rewritten"
    return "copy" if known.done and known.identity.head else None
