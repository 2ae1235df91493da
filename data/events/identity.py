"""Which file this is, whatever it is called now: decided by device, inode and how its content begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

HEAD = 256
"""Bytes at the beginning of a file by which its content is known again."""

Kinship = Literal["same", "renamed", "rewritten", "copy"]
_CLOSEST: tuple[Kinship, ...] = ("same", "renamed", "rewritten", "copy")


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


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was read before: its number, its path then, what it was, and up to which byte it is taken in."""

    no: int
    path: str
    identity: Identity
    done: int


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file is of a known one: that file itself under whatever name, its content rewritten, or a copy of it."""

    known: Known
    kinship: Kinship

    @property
    def keeps_number(self) -> bool:
        """True when the file is the known one; a copy gets a number of its own and starts behind what is known."""
        return self.kinship != "copy"


def origin(
    path: str,
    identity: Identity,
    size: int,
    known: Iterable[Known],
    agrees: Callable[[Known], bool] = lambda known: True,
) -> Origin | None:
    """What the file at ``path`` is of the known ones; None for a new file, which is read from its beginning.

    ``known`` are the files with this path, this inode or this head, in any order. ``agrees`` says whether the bytes
    just before ``done`` are still those that were taken in (see Tail.holds): two files may begin alike.
    """
    order: tuple[Kinship, ...] = ("same", "renamed", "rewritten", "copy")
    kin = [
        (order.index(kinship), -one.no, one, kinship)
        for one in known
        if (kinship := _kinship(path, identity, size, one))
    ]
    for _, _, one, kinship in sorted(kin, key=lambda each: each[:2]):
        if agrees(one):
            return Origin(one, kinship)
    return None


def _kinship(path: str, identity: Identity, size: int, known: Known) -> Kinship | None:
    if size < known.done or not identity.continues(known.identity, known.done):
        return None
    if identity.same_inode(known.identity):
        return "same" if path == known.path else "renamed"
    if path == known.path:
        return "rewritten"
    return "copy" if known.done and known.identity.head else None
