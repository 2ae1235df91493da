"""The list of artifacts of an address, and the frame around their preview."""

from __future__ import annotations

from dataclasses import dataclass

from wave_tui.data.artifacts.model import Preview
from wave_tui.data.models import Artifact, Step
from wave_tui.data.states import is_live

from ..palette import lit
from .facts import settled
from .line import Line, Piece, column, cut_middle, fit, line
from .numbers import age, size
from .title import Tab, title
from .view import View

WIDE = 84
"""From this many cells on the preview stands beside the list."""

GAP = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a preview answers: which artifact, from which byte, and its rows."""

    artifact: Artifact
    offset: int
    preview: Preview


@dataclass(frozen=True, slots=True)
class Frame:
    """Cells and rows of list and preview; ``beside`` when they share their rows."""

    list_cells: int
    list_rows: int
    preview_cells: int
    preview_rows: int
    beside: bool


def frame(cells: int, height: int, entries: int, *, inside: bool) -> Frame:
    """How list and preview share the panel; in a narrow one the preview takes all while it is read."""
    if cells >= WIDE:
        left = max(34, min(52, cells * 2 // 5))
        return Frame(left, height, cells - left - GAP, height, True)
    if inside:
        return Frame(cells, 0, cells, height, False)
    rows = min(entries + 1, max(2, height // 3 + 1))
    return Frame(cells, min(rows, height), cells, max(0, height - rows - (height > 8)), False)


def artifacts_at(view: View) -> tuple[Artifact, ...]:
    """The artifacts below the selected address, in the order in which they were made."""
    detail, address = view.detail, view.address
    if detail is None:
        return ()
    found = [each for each in detail.artifacts if address.step in ("", each.step)]
    if address.attempt is None:
        return tuple(found)
    return tuple(each for each in found if attempt_of(each, step_of(each, view)) in (None, address.attempt))


def step_of(artifact: Artifact, view: View) -> Step | None:
    """The step that made it."""
    steps = view.detail.steps if view.detail is not None else ()
    return next((step for step in steps if step.id == artifact.step), None)


def attempt_of(artifact: Artifact, step: Step | None) -> int | None:
    """The try in whose time the file was made, None when there was one try only or nothing is known."""
    if step is None or artifact.created is None or len(step.attempts) < 2:
        return None
    begun = [each for each in step.attempts if each.started is not None and each.started <= artifact.created]
    return begun[-1].number if begun else None


def empty_list(view: View) -> Line:
    """Why there is nothing to list."""
    detail = view.detail
    if view.run is None or detail is None:
        return line(("  no run is selected" if view.run is None else "  reading the run", "dim"))
    if detail.artifacts:
        place, many = view.address.step, len(detail.artifacts)
        return line((f"  no artifacts of {place}, {many} in the run, ", "dim"), ("0", "key"), (" widens", "dim"))
    later = " yet" if is_live(detail.run.state) else ""
    return line((f"  this run left no artifacts{later}", "dim"))


def listing(view: View, cursor: int, top: int, cells: int, rows: int, *, focused: bool) -> list[Line]:
    """Column heads and the visible rows."""
    found = artifacts_at(view)
    if rows <= 0:
        return []
    if not found:
        return [empty_list(view)]
    made = [_heads(view, cells)]
    for number in range(top, min(len(found), top + rows - 1)):
        made.append(_entry(found[number], view, cells, chosen=number == cursor, focused=focused))
    return settled(made, view.look)


def name_of(artifact: Artifact, view: View, cells: int) -> str:
    """The name in at most half of a title line."""
    return cut_middle(artifact.name, max(8, cells // 2), view.look.glyphs.ellipsis)


def preview_facts(artifact: Artifact, answer: Answer | None, view: View, found: str) -> list[Line]:
    """The search, size, kind and attempt."""
    preview = answer.preview if answer is not None else None
    attempt = attempt_of(artifact, step_of(artifact, view))
    octets = preview.size if preview is not None and preview.size is not None else artifact.size
    facts = (
        line((found, "accent")),
        line((size(octets), "dim")),
        line((preview.kind if preview is not None else artifact.kind, "dim")),
        line((f"A{attempt}" if attempt is not None else "", "dim")),
    )
    return [fact for fact in facts if fact]


def preview_title(
    artifact: Artifact, answer: Answer | None, view: View, cells: int, found: str, *, focused: bool
) -> Line:
    """Name, then size, kind, attempt and the search on the right."""
    named = [Tab("", name_of(artifact, view, cells))]
    return title(named, "", preview_facts(artifact, answer, view, found), cells, view.look, focused=focused)


def _heads(view: View, cells: int) -> Line:
    heads = [_cell(name, name, room, "faint", view.look.glyphs.ellipsis) for name, room in _columns(cells)]
    return line(("  ", "text"), column("NAME", "faint", _name_cells(cells)), *heads)


def _entry(artifact: Artifact, view: View, cells: int, *, chosen: bool, focused: bool) -> Line:
    ellipsis = view.look.glyphs.ellipsis
    attempt = attempt_of(artifact, step_of(artifact, view))
    step = artifact.step + (f" A{attempt}" if attempt is not None else "")
    made = view.calm - artifact.created if artifact.created is not None else None
    values = {"KIND": artifact.kind, "SIZE": size(artifact.size), "STEP": step, "AGE": age(made)}
    room = _name_cells(cells)
    cursor: Piece = (view.look.glyphs.cursor if chosen else " ", "accent" if focused else "faint")
    name: Piece = (cut_middle(artifact.name, room - 1, ellipsis).ljust(room), "text bold" if chosen else "text")
    cells_of = [_cell(head, values[head], size_, "dim", ellipsis) for head, size_ in _columns(cells)]
    entry = fit(line(cursor, (" ", "text"), name, *cells_of), cells)
    return lit(entry) if chosen and focused else entry


def _cell(head: str, value: str, room: int, token: str, ellipsis: str) -> Piece:
    """Numbers to the right, words to the left; a step stands two cells after the number before it."""
    if head in ("SIZE", "AGE"):
        return column(value, token, room, right=True)
    lead = "  " if head == "STEP" else ""
    return column(lead + cut_middle(value, room - len(lead) - 1, ellipsis), token, room)


def _columns(cells: int) -> list[tuple[str, int]]:
    sizes = {"KIND": 9, "SIZE": 8, "STEP": 16, "AGE": 8}
    kept = tuple(sizes) if cells >= 60 else ("SIZE", "STEP", "AGE") if cells >= 46 else ("SIZE",)
    return [(name, sizes[name]) for name in kept]


def _name_cells(cells: int) -> int:
    return max(6, cells - 2 - sum(room for _, room in _columns(cells)))
