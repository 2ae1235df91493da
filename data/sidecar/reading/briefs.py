"""The tops of documents, read again only for runs that may have changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...states import is_live
from ...store.open import Handle
from . import queries
from .rows import EventRun

if TYPE_CHECKING:
    from .brief import Brief


class Briefs:
    """Tops of documents by number of the run, of the rows that were asked for last."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[object, Brief]] = {}

    def get(self, row: EventRun) -> Brief | None:
        """The top of a run's document as it was read last."""
        kept = self._kept.get(row.no)
        return kept[1] if kept else None

    def read(self, handle: Handle, rows: Iterable[EventRun]) -> None:
        """Read what may have changed of these rows, and forget all others."""
        wanted = {row.no: row for row in rows}
        self._kept = {no: kept for no, kept in self._kept.items() if no in wanted}
        missing = [row.no for row in wanted.values() if self._is_due(row)]
        if not missing:
            return
        from msgspec import MsgspecError

        from .brief import Brief, read_brief

        numbers = f"[{','.join(map(str, missing))}]"
        for no, document in handle.rows(queries.documents(), {"numbers": numbers}):
            try:
                brief = read_brief(document) if document else Brief()
            except MsgspecError:
                brief = Brief()
            self._kept[no] = wanted[no].fingerprint, brief

    def _is_due(self, row: EventRun) -> bool:
        kept = self._kept.get(row.no)
        return kept is None or kept[0] != row.fingerprint or is_live(row.state)
