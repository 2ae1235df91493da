"""The Artifacts panel: a list of files and a preview to read in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import reactive

from wave_tui.data.models import Artifact

from ..messages import PreviewWanted
from ..palette import lit
from ..present.artifacts import (
    WIDE,
    Answer,
    Frame,
    artifacts_at,
    frame,
    listing,
    name_of,
    preview_facts,
    preview_title,
)
from ..present.document import Document, Place, document, folded, hits, moved_by, parent, revealed, toggle
from ..present.document_lines import Page, draw
from ..present.line import Line, fit, line
from ..present.scrolling import moved, visible_top
from ..present.view import View
from ..scroll_keys import scroll_keys
from .panel import Panel

_SIDEWAYS = 8


class ArtifactsPanel(Panel):
    """What the selected place left behind; never opens a file, it asks for previews."""

    KEY = "5"
    NAME = "Artifacts"
    BINDINGS: ClassVar[list[BindingType]] = [
        *scroll_keys("artifacts"),
        Binding("enter,l,right", "inwards", "read", id="artifacts.read"),
        Binding("h,left", "outwards", "back", id="artifacts.back"),
        Binding("escape", "leave", "list", id="artifacts.leave", show=False),
        Binding("space", "more", "more", id="artifacts.more"),
        Binding("H", "sideways(-1)", "left", id="artifacts.left", show=False),
        Binding("L", "sideways(1)", "right", id="artifacts.right", show=False),
        Binding("n", "hit(1)", "next", id="artifacts.next", show=False),
        Binding("N", "hit(-1)", "previous", id="artifacts.previous", show=False),
    ]

    preview: reactive[Answer | None] = reactive[Answer | None](None, init=False, repaint=False, always_update=True)
    search: reactive[str] = reactive("", init=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cursor = 0
        self._top = 0
        self._inside = False
        self._wanted: Artifact | None = None
        self._pages: tuple[Answer, ...] = ()
        self._document = Document()
        self._place = Place()

    @property
    def chosen(self) -> Artifact | None:
        """The artifact under the cursor."""
        found = artifacts_at(self.view) if self.view is not None else ()
        return found[self._cursor] if self._cursor < len(found) else None

    def changed(self, view: View) -> None:
        """The cursor stays on its artifact; another one is asked for."""
        found = artifacts_at(view)
        same = [n for n, each in enumerate(found) if self._wanted is not None and _key(each) == _key(self._wanted)]
        self._cursor = same[0] if same else max(0, min(self._cursor, len(found) - 1))
        self._ask()

    def called(self, view: View) -> str:
        """The name of the file while nothing else is shown."""
        chosen = self.chosen
        return name_of(chosen, view, self.size.width) if self._alone and chosen is not None else self.NAME

    def facts(self, view: View) -> Sequence[Line]:
        """The address when it limits the list, and how many there are; alone, what is known of the file."""
        if self._alone and self._wanted is not None:
            return preview_facts(self._wanted, self._pages[0] if self._pages else None, view, self._found())
        found = len(artifacts_at(view))
        scope = f"&{view.address.step}" if view.address.step else ""
        return [each for each in (line((scope, "accent")), line((str(found), "dim"))) if each]

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """List and preview, beside each other or one below the other."""
        found = artifacts_at(view)
        parts = frame(width, height, len(found), inside=self._inside or self._alone)
        self._top = visible_top(self._top, self._cursor, parts.list_rows - 1, len(found))
        focused = self.has_focus and not self._inside
        left = listing(view, self._cursor, self._top, parts.list_cells, parts.list_rows, focused=focused)
        right = self._preview_lines(view, parts)
        if not parts.beside:
            gap = [()] if left and len(left) + 1 + len(right) <= height else []
            return [*left, *gap, *right]
        rows = range(max(len(left), len(right)))
        pairs = [(left[n] if n < len(left) else (), right[n] if n < len(right) else ()) for n in rows]
        return [(*fit(one, parts.list_cells), ("   ", "text"), *other) for one, other in pairs]

    def watch_preview(self, answer: Answer | None) -> None:
        """An answer came: the first page starts anew, a later one is added."""
        if answer is None or self._wanted is None or answer.artifact != self._wanted:
            return
        if answer.offset == 0:
            self._pages = (answer,)
        elif self._pages and self._pages[-1].preview.next_offset == answer.offset:
            self._pages = (*self._pages, answer)
        self._document = document([each.preview for each in self._pages])
        self.paint()

    def watch_search(self, text: str) -> None:
        """Go to the first place at or after the cursor that has the text."""
        found = hits(self._document, text)
        if found:
            self._inside = True
            self._go(next((each for each in found if each >= self._place.cursor), found[0]))
        self.paint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some keys mean something in the preview only and belong to the deck otherwise."""
        if action in ("leave", "outwards", "sideways"):
            return self._inside
        if action == "more":
            return self._next_offset is not None
        return bool(self.search) if action == "hit" else True

    def action_move(self, by: int) -> None:
        """One up or down, in the list or in the preview."""
        if self._inside:
            self._place = moved_by(self._document, self._place, by)
        elif self.view is not None:
            self._cursor = moved(self._cursor, by, len(artifacts_at(self.view)))
            self._ask()
        self.paint()

    def wheel(self, by: int) -> None:
        """The wheel moves in the list or in the preview, wherever the cursor is."""
        self.action_move(by)

    def action_page(self, by: int) -> None:
        """Half a page."""
        self.action_move(by * max(1, self.size.height // 2))

    def action_inwards(self) -> None:
        """Into the preview; there, unfold or fold."""
        if not self._inside:
            self._inside = self.chosen is not None
        else:
            self._place = toggle(self._document, self._place)
        self.paint()

    def action_outwards(self) -> None:
        """Fold, else to the row that folds this one, else back to the list."""
        made, at = self._document, self._place.cursor
        if made.rows and made.rows[at].folds and not folded(made, at, self._place):
            self._place = toggle(made, self._place)
        elif (above := parent(made, at)) is not None:
            self._place = replace(self._place, cursor=above)
        else:
            self._inside = False
        self.paint()

    def action_leave(self) -> None:
        """Back to the list."""
        self._inside = False
        self.paint()

    def action_more(self) -> None:
        """Ask for the next part of a long file."""
        offset = self._next_offset
        if self._wanted is not None and offset is not None:
            self.post_message(PreviewWanted(self._wanted, offset))

    def action_sideways(self, by: int) -> None:
        """Show what lies beyond the edge of long lines."""
        self._place = replace(self._place, left=max(0, self._place.left + by * _SIDEWAYS))
        self.paint()

    def action_hit(self, by: int) -> None:
        """The next or previous place that has the text searched for."""
        found = hits(self._document, self.search)
        beyond = [each for each in found if (each - self._place.cursor) * by > 0]
        if found:
            self._inside = True
            self._go((beyond[0] if by > 0 else beyond[-1]) if beyond else found[0 if by > 0 else -1])
        self.paint()

    @property
    def _alone(self) -> bool:
        """True when the preview has a narrow panel for itself, title and all."""
        read = self._inside or not self.has_focus
        return read and not self.tabs and self.size.width < WIDE and self.chosen is not None

    @property
    def _next_offset(self) -> int | None:
        return self._pages[-1].preview.next_offset if self._pages else None

    def _go(self, row: int) -> None:
        self._place = revealed(self._document, self._place, row)

    def _ask(self) -> None:
        if self.chosen == self._wanted:
            return
        self._wanted = self.chosen
        self._pages, self._document, self._place = (), Document(), Place()
        self._inside = self._inside and self._wanted is not None
        if self._wanted is not None:
            self.post_message(PreviewWanted(self._wanted, 0))

    def _preview_lines(self, view: View, parts: Frame) -> list[Line]:
        if self._wanted is None or parts.preview_rows < 2:
            return []
        answer = self._pages[0] if self._pages else None
        focused = self.has_focus and self._inside
        named = preview_title(self._wanted, answer, view, parts.preview_cells, self._found(), focused=focused)
        head = [] if self._alone else [named]
        if answer is None:
            return [*head, line(("  reading the file", "dim"))]
        page = Page(parts.preview_cells, parts.preview_rows - len(head), view.look, view.wrap, self.search, focused)
        drawn, self._place = draw(self._document, self._place, page)
        chosen = self._place.cursor if focused else -1
        return [*head, *(lit(fit(each, page.cells)) if row == chosen else each for row, each in drawn)]

    def _found(self) -> str:
        found = hits(self._document, self.search)
        if not self.search:
            return ""
        at = sum(each <= self._place.cursor for each in found)
        return f"/{self.search}  {at}/{len(found)}" if found else f"/{self.search}  not found"


def _key(artifact: Artifact) -> tuple[str, str, str, int]:
    return (artifact.run, artifact.step, artifact.path, artifact.id)
