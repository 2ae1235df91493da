"""Lines of the tree: state, guides, name with its words, progress, duration and factor."""

from __future__ import annotations

from rich.cells import cell_len

from wave_tui.data.models import Artifact, Attempt, Run, Step, Subtask
from wave_tui.data.progress.baseline import baseline, compare
from wave_tui.data.states import Word, is_live, word

from .counters import counter
from .facts import settled
from .line import Line, Piece, column, fit, line, spread, width
from .look import Look, gauge, state_cell
from .numbers import duration, factor, percent, size
from .tree_rows import More, Node, TreeRow
from .tree_words import QUIET, Scene, name

_EDGE = 6
_GAUGE = 8
_LEAST_GAUGE = 3
_SLOW = 2.0
_TALLY = 16
"""The most cells of a counter that says what it counts."""
_UNIT_FROM = 58
"""Cells from which a counter says what it counts."""


def row_line(row: TreeRow, scene: Scene, cells: int, *, selected: bool = False, focused: bool = False) -> Line:
    """One row, exactly that many cells wide."""
    look = scene.look
    cursor: Piece = (look.glyphs.cursor + " " if selected else "  ", "accent" if focused else "faint")
    left = (cursor, *_state(row.node, look), *_twig(row, scene, cells))
    right = _numbers(row, scene, cells)
    counted = bool(_tally(row.node, cells))
    gap = 1 if counted or (isinstance(row.node, Attempt) and row.node.mode) else 2
    room = cells - width(left) - (width(right) + gap if right else _EDGE)
    named = name(row, scene, max(room, 0), selected=selected, kept=_GAUGE + 1 if counted else 0)
    if counted:
        named = (*named, *_gauge(row.node, min(room - width(named), _GAUGE), look))
    made = spread((*left, *named), right, cells, 0 if counted else gap) if right else fit((*left, *named), cells)
    return settled([made], look)[0]


def _state(node: Node, look: Look) -> Line:
    return (("  ART   ", "faint"),) if isinstance(node, Artifact) else state_cell(node.state, look)


def _twig(row: TreeRow, scene: Scene, cells: int) -> Line:
    glyphs = scene.look.glyphs
    mark = " " if row.open is None else glyphs.open if row.open else glyphs.closed
    if row.depth < 2:
        digits = len(str(len(scene.steps.numbers)))
        number = scene.steps.numbers.get(row.node.id) if isinstance(row.node, Step) else None
        label = "" if row.depth == 0 else f"{'' if number is None else number:>{digits}} "
        return line((f"{mark} ", "dim"), (label, "faint"))
    drawn = {"|": glyphs.branch, "`": glyphs.last, "!": glyphs.upright, " ": " "}
    kept = row.guides[-max(cells // 6, 1) :]
    return line(
        ("  " + "".join(drawn[guide] + " " for guide in kept), "rule"), (f"{mark} " if row.inset else "", "dim")
    )


def _numbers(row: TreeRow, scene: Scene, cells: int) -> Line:
    node = row.node
    if isinstance(node, Artifact):
        return line((size(node.size) if node.size is not None else "", "dim"), (" " * _EDGE, "text"))
    took, token = _took(node, scene)
    times, warned = _factor(node, row, scene)
    tail: Line = (column(times, "warn" if warned else "faint", _EDGE, right=True),)
    tally = _tally(node, cells)
    if tally:
        return (column(tally, "text", max(4, cell_len(tally)), right=True), column(took, token, 7, right=True), *tail)
    return ((took, token), *tail) if took or times else ()


def _tally(node: Node, cells: int) -> str:
    """What a live subtask has counted, else the percent that is done of it."""
    share = _share(node)
    if share is None or not isinstance(node, Subtask):
        return ""
    if node.run or not node.total:
        return percent(share)
    named = counter(node)
    return named if cells >= _UNIT_FROM and cell_len(named) <= _TALLY else counter(node, unit=False) or percent(share)


def _share(node: Node) -> float | None:
    if not isinstance(node, Subtask) or not is_live(node.state):
        return None
    if node.progress is not None:
        return node.progress
    return 100 * node.current / node.total if node.current is not None and node.total else None


def _gauge(node: Node, free: int, look: Look) -> Line:
    return () if free < _LEAST_GAUGE else ((" ", "text"), *gauge(_share(node), free, look, thin=True))


def _took(node: Run | Step | Attempt | Subtask | More, scene: Scene) -> tuple[str, str]:
    if isinstance(node, More) or word(node.state) in QUIET:
        usual = baseline(scene.history.step(node.id)).median if scene.history and isinstance(node, Step) else None
        waits = usual is not None and not isinstance(node, More) and word(node.state) is Word.PENDING
        return (f"~{duration(usual)}" if waits else "", "dim")
    return duration(seconds(node, scene.now)), "text" if is_live(node.state) else "dim"


def seconds(node: Run | Step | Attempt | Subtask, now: float) -> float | None:
    """How long it took or has been taking, None when that is unknown."""
    if isinstance(node, Step | Attempt) and node.duration is not None and not is_live(node.state):
        return node.duration
    end = node.ended if node.ended is not None else now if is_live(node.state) else None
    return None if node.started is None or end is None else end - node.started


def _factor(node: Node, row: TreeRow, scene: Scene) -> tuple[str, bool]:
    if scene.history is None or not isinstance(node, Step | Attempt):
        return "", False
    current = node.attempts[-1] if isinstance(node, Step) and node.attempts else node
    if word(current.state) not in (Word.RUN, Word.OK):
        return "", False
    usual = scene.history.step(str(row.key[1]))
    found = compare(seconds(current, scene.now), usual, going=is_live(current.state))
    if found is None or not found.tells:
        return "", False
    return factor(found.factor, scene.look.glyphs.times), found.factor >= _SLOW
