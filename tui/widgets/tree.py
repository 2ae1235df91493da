"""The tree of the open run: steps, attempts, subtasks and artifacts under a cursor that stays on its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.reactive import reactive

from wave_tui.data.address import Address
from wave_tui.data.models import RunDetail, Subtask

from ..messages import AddressLeft, Drilled, Said, Selected
from ..palette import lit
from ..present.line import Line, line
from ..present.scrolling import moved, visible_top
from ..present.tree import row_line
from ..present.tree_find import failure, hit, nearest, parent_of, running
from ..present.tree_foot import facts, foot, nothing, step_of
from ..present.tree_place import MORE, Key, ancestors, key_of
from ..present.tree_rows import TreeRow, rows
from ..present.tree_words import Scene, Steps, steps_of
from ..present.view import View
from .panel import Panel

_ROWS_BEFORE_FOOT = 9
"""The foot gives way when it would leave fewer rows than that to a longer tree."""


class TreePanel(Panel):
    """The open run as rows; folds and cursor are kept by address."""

    KEY = "2"
    NAME = "Tree"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "down", id="tree.down"),
        Binding("k,up", "move(-1)", "up", id="tree.up"),
        Binding("g,home", "edge(-1)", "top", id="tree.top"),
        Binding("G,end", "edge(1)", "bottom", id="tree.bottom"),
        Binding("ctrl+d,pagedown", "page(1)", "half page down", id="tree.page_down"),
        Binding("ctrl+u,pageup", "page(-1)", "half page up", id="tree.page_up"),
        Binding("l,right,enter", "expand", "expand, drill", id="tree.expand"),
        Binding("h,left", "collapse", "collapse, parent", id="tree.collapse"),
        Binding("F", "follow", "follow the running step", id="tree.follow"),
        Binding("n", "find(1)", "next hit", id="tree.next_hit"),
        Binding("N", "find(-1)", "previous hit", id="tree.previous_hit"),
        Binding("e", "failure(1)", "next failure", id="tree.next_failure"),
        Binding("E", "failure(-1)", "previous failure", id="tree.previous_failure"),
    ]

    search: reactive[str] = reactive("", init=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.following = False
        self._folds: dict[Key, bool] = {}
        self._rows: tuple[TreeRow, ...] = ()
        self._detail: RunDetail | None = None
        self._steps = Steps()
        self._key: Key = ()
        self._index = 0
        self._top = 0
        self._seen = Address()
        self._sent: list[Address] = []

    @property
    def shown(self) -> tuple[TreeRow, ...]:
        """Every row that is not folded away, visible or not."""
        return self._rows

    @property
    def selected(self) -> TreeRow | None:
        """The row under the cursor."""
        return self._rows[self._index] if self._rows else None

    def facts(self, view: View) -> Sequence[Line]:
        """Percent, tokens and elapsed time, and whether the cursor follows the running step."""
        searched = [line((f"/{self.search}", "accent"))] if self.search else []
        return (*facts(view), *searched, *([line(("F follows", "accent"))] if self.following else []))

    def changed(self, view: View) -> None:
        """Rebuild the rows when the run changed; take the cursor along, or to where the view points."""
        if view.detail is not self._detail:
            self._detail = view.detail
            self._steps = steps_of(view.detail) if view.detail else Steps()
            self._rebuild()
        if view.detail is None:
            return
        if self._pointed_elsewhere(view.address):
            self._reveal(key_of(view.address))
        if self.following:
            self._follow(view.detail)

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """The visible rows, then the files and needs of the selected step."""
        if not self._rows or view.detail is None:
            return [nothing(view)]
        calm = Scene(view.look, view.calm, self._steps, view.snapshot.history if view.baseline else None)
        ticking = Scene(view.look, view.now, self._steps, calm.history)
        place = self._rows[self._index].address
        node = self._rows[self._index].node
        under = foot(step_of(view.detail, place.step), calm, width, node) if place.step else ()
        room = height - len(under) - 1
        if not under or (room < _ROWS_BEFORE_FOOT and len(self._rows) > room):
            under, room = (), height
        self._top = visible_top(self._top, self._index, room, len(self._rows))
        lines = [
            self._line(index, ticking if index == self._index else calm, width)
            for index in range(self._top, min(self._top + room, len(self._rows)))
        ]
        return [*lines, (), *under] if under else lines

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._go(self._index + by)

    def action_page(self, by: int) -> None:
        """Move by half a page."""
        self._go(self._index + by * max(1, (self.size.height - 1) // 2))

    def action_edge(self, end: int) -> None:
        """The first or the last row."""
        self._go(0 if end < 0 else len(self._rows) - 1)

    def action_expand(self) -> None:
        """Unfold the row; look inside when it is unfolded already."""
        row = self.selected
        if row is None:
            return
        if row.key[-1] == MORE:
            self._fold(row.key, True, select=self._index)
        elif row.open is False:
            self._fold(row.key, True)
        elif isinstance(row.node, Subtask) and row.node.run:
            self.post_message(Drilled(Address(row.node.run)))
        else:
            self.post_message(Drilled(row.address))

    def action_collapse(self) -> None:
        """Fold the row; go to the row that holds it when there is nothing to fold, from the run itself to the runs."""
        row = self.selected
        if row is not None and row.open:
            self._fold(row.key, False)
        elif self._index == 0:
            self.post_message(AddressLeft())
        else:
            self._go(parent_of(self._rows, self._index))

    def action_follow(self) -> None:
        """Keep the cursor on the running step, or stop doing so."""
        self.following = not self.following
        if self.following and self._detail is not None:
            self._follow(self._detail)
        self.paint()

    def watch_search(self, text: str) -> None:
        """Go to the next hit, at the end of the tree to the first one."""
        if text and self._rows and not self._find(1) and not self._reach(hit(self._whole(), (), 1, text)):
            self.post_message(Said(f"no hit for {text} in this run"))
        self.paint()

    def action_find(self, by: int) -> None:
        """The next or previous row with the text that is searched for."""
        if not self.search:
            self.post_message(Said("nothing to search for yet; / begins"))
        elif not self._find(by):
            self.post_message(Said(f"no hit for {self.search} {'below' if by > 0 else 'above'}"))

    def action_failure(self, by: int) -> None:
        """Go to the next or previous failure and say so when there is none."""
        if not self.next_failure(by):
            self.post_message(Said(f"no failure {'below' if by > 0 else 'above'} in this run"))

    def next_failure(self, by: int = 1) -> bool:
        """Move to the next (1) or previous (-1) failed or lost row, unfolding what hides it; False without one."""
        if self._detail is None or not self._rows:
            return False
        return self._reach(failure(self._whole(), self._rows[self._index].key, by))

    def _find(self, by: int) -> bool:
        return bool(self._rows) and self._reach(hit(self._whole(), self._rows[self._index].key, by, self.search))

    def _whole(self) -> tuple[TreeRow, ...]:
        return rows(self._detail, {}, unfold=True) if self._detail is not None else ()

    def _reach(self, key: Key | None) -> bool:
        """Go to a place, unfolding what hides it; False without one."""
        if key is None:
            return False
        self._reveal(key)
        self._go(self._index)
        return True

    def on_click(self, event: Click) -> None:
        """A click selects; on the selected row it unfolds or folds."""
        index = self._top + event.y - int(self.titled)
        if not self._top <= index < len(self._rows) or event.y < int(self.titled):
            return
        row = self._rows[index]
        if index == self._index and row.open is not None:
            self._fold(row.key, not row.open)
        else:
            self._go(index)

    def wheel(self, by: int) -> None:
        """The wheel moves the cursor."""
        self._go(self._index + by)

    def _line(self, index: int, scene: Scene, width: int) -> Line:
        selected = index == self._index
        drawn = row_line(self._rows[index], scene, width, selected=selected, focused=self.has_focus)
        return lit(drawn) if selected and self.has_focus else drawn

    def _go(self, index: int) -> None:
        """A move by the user: the cursor goes there and no longer follows the running step."""
        if not self._rows:
            return
        self.following = False
        self._select(moved(index, 0, len(self._rows)))
        self.paint()

    def _select(self, index: int) -> None:
        self._index, self._key = index, self._rows[index].key
        place = self._rows[index].address
        if place != (self._sent[-1] if self._sent else self._seen):
            self._sent.append(place)
            self.post_message(Selected(place))

    def _follow(self, detail: RunDetail) -> None:
        key = running(detail)
        if key is not None and key != self._key:
            self._reveal(key)
            self._select(self._index)

    def _fold(self, key: Key, is_open: bool, *, select: int | None = None) -> None:
        self._folds[key] = is_open
        if not is_open:
            self._folds.pop((*key, MORE), None)
        self._rebuild()
        if select is not None:
            self._go(select)
        self.paint()

    def _rebuild(self) -> None:
        before = self._index
        for above in ancestors(self._key):
            self._folds.setdefault(above, True)
        self._rows = rows(self._detail, self._folds) if self._detail is not None else ()
        self._index = nearest(self._rows, self._key, before)
        self._top = max(0, self._top + self._index - before)

    def _reveal(self, key: Key) -> None:
        """Put the cursor on a place, unfolding whatever hides it."""
        self._key, top = key, self._top
        self._folds.update((above, True) for above in ancestors(key))
        self._rebuild()
        if self._rows and self._rows[self._index].key != key:
            self._folds.update(((*above, MORE), True) for above in ancestors(key))
            self._rebuild()
        self._top = top

    def _pointed_elsewhere(self, address: Address) -> bool:
        """True when somebody else moved the selection; the echo of an own move is no news."""
        if address == self._seen:
            return False
        self._seen = address
        if address in self._sent:
            del self._sent[: self._sent.index(address) + 1]
            return False
        self._sent.clear()
        return True
