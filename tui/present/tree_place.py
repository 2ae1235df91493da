"""Keys of tree rows: as good as addresses, and cheap enough for ten thousand rows."""

from __future__ import annotations

from collections.abc import Iterator

from wave_tui.data.address import Address

Key = tuple[str | int, ...]
"""Place of a row: run, step, attempt number, subtask names; cheaper to make than an address and convertible to one."""

MORE = -1
"""Last part of the key of a row that stands for pending siblings."""
FILES = "files"
"""Part of the key between a step or attempt and the name of its artifact."""


def address_of(key: Key) -> Address:
    """The address of a key."""
    run, step = str(key[0]), str(key[1]) if len(key) > 1 else ""
    attempt = key[2] if len(key) > 2 and isinstance(key[2], int) else None
    below = key[2:] if attempt is None else key[3:]
    return Address(run, step, attempt, tuple(str(part) for part in below))


def key_of(address: Address) -> Key:
    """The key of an address; its time is left out."""
    attempt = () if address.attempt is None else (address.attempt,)
    return (address.run, *((address.step,) if address.step else ()), *attempt, *address.sub)


def ancestors(key: Key) -> Iterator[Key]:
    """Every key above a key, the run first."""
    return (key[:size] for size in range(1, len(key)))


def names(key: Key) -> Key:
    """The key without attempt numbers: the same place in whatever attempt."""
    return tuple(part for part in key if isinstance(part, str))
