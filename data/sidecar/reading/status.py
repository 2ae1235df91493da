"""How the event files are watched and which of their records are bad."""

from __future__ import annotations

from ...models import BadLine
from ...store.open import Handle
from ...text import clean, clean_id
from ...views import FilesStatus
from . import queries
from .liveness import Alive
from .rows import Row

_SHOWN = 500


def status_of(watch: Row, alive: Alive, *, kept: bool) -> FilesStatus:
    """What the ingester says of itself; nothing is watched when its process is gone.

    ``watch`` is the event_watch row, () while there is none; ``kept`` is False for a sidecar in a private folder.
    """
    if not watch:
        return FilesStatus(kept=kept)
    state, message, files, behind, bad, pid, _, changed = watch
    if alive(int(pid)) is False:
        state, message = "off", ""
    return FilesStatus(
        state=clean_id(state),
        message=clean(message, limit=1_000),
        files=int(files),
        bad=int(bad),
        behind=int(behind),
        changed=changed,
        kept=kept,
    )


def read_bad_lines(handle: Handle, limit: int) -> tuple[BadLine, ...]:
    """The newest bad records, at most ``limit``."""
    return tuple(
        BadLine(
            file=clean(path or ""),
            offset=number & ((1 << 40) - 1),
            reason=clean(reason, limit=_SHOWN),
            text=clean(data.rstrip(b"\r\n"), limit=_SHOWN),
            size=size,
            seen=seen,
        )
        for number, path, reason, size, seen, data in handle.rows(queries.bad_lines(), {"limit": limit})
    )
