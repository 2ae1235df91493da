"""Why nothing can be written from here, and what to run instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..view import View

_READABLE = ("ok", "snapshot", "busy")


def locked(view: View) -> str:
    """Why nothing is written, empty when something can be; a store that is not there yet can be made."""
    if view.read_only:
        return "the setting store.read_only, or --readonly, is on"
    status = view.snapshot.store
    if status.state in _READABLE and not status.writable:
        return "the store cannot be written by this user"
    return ""


def instead(reason: str, command: str) -> str:
    """The answer to a key that would write."""
    return f"read-only: run {command} ({reason})"
