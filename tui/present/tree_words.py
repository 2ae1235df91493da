"""Names in the tree and the words that explain them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.cells import cell_len

from wave_tui.data.models import Artifact, Attempt, PipelineHistory, Run, RunDetail, Step, Subtask
from wave_tui.data.progress.graph import dependencies
from wave_tui.data.states import Word, is_live, is_terminal, word

from .badges import badges
from .counters import counter, stopped_at
from .line import Line, Piece, cut, cut_middle, line, width
from .look import Look
from .numbers import percent
from .reason import brief
from .runs import short_id
from .tree_rows import More, Node, TreeRow

QUIET = frozenset({Word.PENDING, Word.SKIP})
"""States in which nothing has happened that took time."""
_LEAST_WORDS = 12
"""A sentence that has to be cut shorter than that says nothing."""
_KIND_FROM = 28
"""Cells from which a subtask says what it is: a song, a file."""
_TELLING = 0.6
"""The part of a child run's name that must be left beside its id."""
_STOPPED = frozenset({Word.FAIL, Word.CAN, Word.SKIP, Word.LOST})


@dataclass(frozen=True, slots=True)
class Steps:
    """What the lines of a tree look up about the steps of a run: numbers from 1, states, needs and what they block."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, Word | None] = field(default_factory=dict)
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attempts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything around a row: the terminal, the time of this row, the run's steps and the pipeline's history."""

    look: Look = Look()
    now: float = 0.0
    steps: Steps = Steps()
    history: PipelineHistory | None = None


def steps_of(detail: RunDetail) -> Steps:
    """The lookup for the steps of a run."""
    needs = dependencies(detail.steps)
    blocks: dict[str, list[str]] = {}
    for name, before in needs.items():
        for other in before:
            blocks.setdefault(other, []).append(name)
    return Steps(
        {step.id: number for number, step in enumerate(detail.steps, 1)},
        {step.id: word(step.state) for step in detail.steps},
        needs,
        {name: tuple(after) for name, after in blocks.items()},
        {step.id: step.attempts[-1].number for step in detail.steps if step.attempts},
    )


def name(row: TreeRow, scene: Scene, room: int, *, selected: bool, kept: int = 0) -> Line:
    """The name of a row, at most that many cells, then as many of its words as fit when some cells are kept free."""
    node = row.node
    ellipsis = scene.look.glyphs.ellipsis
    style = "strong" if selected or isinstance(node, Run) else _weight(node, row, scene)
    words = _words(node, scene)
    tag = words[0] if words and isinstance(node, Step) and len(node.attempts) > 1 else ()
    kind = _kind(node, room)
    made = line(kind, (_title(node, room - width((kind,)) - (width(tag) + 1 if tag else 0), ellipsis), style))
    for each in words:
        text, token = each[0]
        free = room - kept - width(made) - 1
        whole = cell_len(text) <= free
        if whole or (each is not tag and free >= _LEAST_WORDS):
            made = (*made, (" " + cut(text, free, ellipsis), token))
    return made


def _title(node: Node, room: int, ellipsis: str) -> str:
    match node:
        case Run():
            return f"{cut_middle(node.pipeline, max(room - 5, 1), ellipsis)} {short_id(node.id)}"
        case Attempt():
            return f"A{node.number}"
        case More():
            return f"{node.count} more"
        case Subtask() if node.run:
            return _child(node, room, ellipsis)
        case Step():
            return cut_middle(node.id, max(room, 1), ellipsis)
    return cut_middle(node.name, max(room, 1), ellipsis)


def _kind(node: Node, room: int) -> Piece:
    """What its reporter calls a subtask, where there is room for it."""
    told = isinstance(node, Subtask) and node.kind and not node.run and room >= _KIND_FROM
    return (f"{node.kind} ", "faint") if told and isinstance(node, Subtask) else ("", "faint")


def _child(node: Subtask, room: int, ellipsis: str) -> str:
    """Name and id of a child run; without its id when that leaves too little of the name."""
    left = max(room - 5, 1)
    if left < _TELLING * cell_len(node.name):
        return cut(node.name, max(room, 1), ellipsis)
    return f"{cut(node.name, left, ellipsis)} {short_id(node.run)}"


def _weight(node: Node, row: TreeRow, scene: Scene) -> str:
    if isinstance(node, Artifact):
        return "text"
    if isinstance(node, More) or word(node.state) in QUIET:
        return "dim"
    superseded = isinstance(node, Attempt) and scene.steps.attempts.get(str(row.key[1])) != node.number
    return "dim" if superseded or (isinstance(node, Subtask) and is_terminal(node.state)) else "text"


def _words(node: Node, scene: Scene) -> list[Line]:
    match node:
        case Step():
            return _step_words(node, scene)
        case Attempt():
            return [*((each,) for each in badges(node)), *_reason(node.error, node.failure_class, "dim")]
        case Subtask():
            return _subtask_words(node)
        case Run():
            return [line((node.reason, "warn"))] if node.reason and not is_terminal(node.state) else []
    return []


def _subtask_words(node: Subtask) -> list[Line]:
    stopped, said = stopped_at(node), " ".join(node.message.split()) if is_live(node.state) else ""
    made = [((text, "dim"),) for text in (stopped, said) if text]
    odd = [((f"odd {note.subject}", "warn"),) for note in node.notes[:1]]
    return [*made, *_reason(node.error, "", "dim"), *odd, *_metrics(node)]


def _progress(step: Step) -> list[Piece]:
    """Counters of a step, and how much of a weighted part of the run is done."""
    live = is_live(step.state)
    counted = counter(step) if live else stopped_at(step)
    open_ = live or step.state == "lost"
    done = percent(step.progress) if open_ and step.weight is not None and step.progress is not None else ""
    return [(text, "text" if live else "dim") for text in (counted, done) if text]


def _step_words(step: Step, scene: Scene) -> list[Line]:
    made: list[Piece] = []
    if len(step.attempts) > 1:
        most = f"/{step.max_attempts}" if step.max_attempts else ""
        made.append((f"A{step.attempts[-1].number}{most}", "accent" if is_live(step.state) else "dim"))
    made.extend(_progress(step))
    if step.validation and is_live(step.state):
        made.append((f"validating {step.validation}", "dim"))
    if len(step.attempts) == 1:
        made.extend(badges(step.attempts[0]))
    if step.origin:
        made.append((f"done in {short_id(step.origin)}", "dim"))
    if _blocked(step, scene.steps):
        made.append(("blocked", "dim"))
    if step.remark:
        made.append((step.remark, "dim"))
    if step.visits > 1:
        made.append((f"{step.visits} visits", "dim"))
    if word(step.state) is Word.FAIL and len(step.attempts) < 2 and step.error:
        made.append((brief(step.error), "dim"))
    if step.optional and word(step.state) is Word.FAIL:
        made.append(("optional", "dim"))
    made.extend((f"odd {note.subject}", "warn") for note in step.notes[:1])
    return [*((piece,) for piece in made), *_metrics(step)]


def _metrics(node: Step | Subtask) -> list[Line]:
    """Measured values, one blank more apart than words."""
    return [((f" {each.name} {each.value}", "dim"),) for each in node.metrics]


def _reason(error: str, kind: str, token: str) -> list[Line]:
    text = brief(error) if error else kind.replace("_", " ")
    return [((text, token),)] if text else []


def _blocked(step: Step, steps: Steps) -> bool:
    return word(step.state) is Word.PENDING and any(_stops(name, steps) for name in steps.needs.get(step.id, ()))


def _stops(name: str, steps: Steps) -> bool:
    """A step that has stopped stops what follows it, however far behind."""
    seen, open_ = set[str](), [name]
    while open_:
        at = open_.pop()
        if at not in seen:
            seen.add(at)
            if steps.states.get(at) in _STOPPED:
                return True
            open_.extend(steps.needs.get(at, ()) if steps.states.get(at) is Word.PENDING else ())
    return False
