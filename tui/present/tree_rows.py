"""The rows of a run's tree: which nodes are visible, in which order, under which address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wave_tui.data.address import Address
from wave_tui.data.models import Artifact, Attempt, Run, RunDetail, Step, Subtask
from wave_tui.data.states import Word, is_live, word

from .tree_place import FILES, MORE, Key, address_of

_MOST_PENDING = 3
_FAILED = frozenset({Word.FAIL, Word.LOST})
_WAITING = frozenset({"pending", "starting"})


@dataclass(frozen=True, slots=True)
class More:
    """Pending siblings that are folded into one row."""

    count: int
    state: str = "pending"


Node = Run | Step | Attempt | Subtask | Artifact | More


class TreeRow(NamedTuple):
    """One visible line: ``guides`` is ``|`` branch, `` ` `` last, ``!`` passing, blank; ``open`` None without children.

    ``inset`` is set when a sibling has a fold mark, so that names of siblings stay below one another.
    """

    key: Key
    depth: int
    node: Node
    guides: str
    open: bool | None
    inset: bool

    @property
    def address(self) -> Address:
        """The place that this row names; folded siblings are named by their parent."""
        return address_of(self.key[:-1] if self.key[-1] == MORE else self.key)


def rows(detail: RunDetail, folds: Mapping[Key, bool], *, unfold: bool = False) -> tuple[TreeRow, ...]:
    """The visible rows of a run; ``folds`` is what the user opened (True) or closed, ``unfold`` opens everything."""
    tree = _Tree(detail, folds, unfold)
    made: list[TreeRow] = []
    levels = [tree.level((), (detail.run,), 0, "")]
    while levels:
        for row, below in levels[-1]:
            made.append(row)
            if row.open:
                levels.append(tree.level(row.key, below, row.depth + 1, _passed_on(row)))
                break
        else:
            levels.pop()
    return tuple(made)


def failed(node: Node) -> bool:
    """True for what went wrong or was lost."""
    return not isinstance(node, Artifact) and word(node.state) in _FAILED


def child_run(run: Run) -> Subtask:
    """A child run as a row below the step that started it."""
    return Subtask(
        id=run.id, name=run.pipeline, state=run.state, started=run.started, ended=run.ended, current=run.steps_done,
        total=run.steps_total, tokens=run.tokens, run=run.id, error=run.error,
    )  # fmt: skip


_Rows = Iterator[tuple[TreeRow, Sequence[Node]]]


class _Tree:
    """Knows the children of every node of one run and which of them are shown."""

    def __init__(self, detail: RunDetail, folds: Mapping[Key, bool], unfold: bool) -> None:
        self._detail, self._folds, self._unfold = detail, folds, unfold
        self._steps = {step.id: step for step in detail.steps}
        known = {below.run for step in detail.steps for below in step.subtasks if below.run}
        self._children: dict[str, list[Subtask]] = {}
        for run in detail.children:
            if run.id not in known:
                place = run.parent_step if run.parent_step in self._steps else ""
                self._children.setdefault(place, []).append(child_run(run))

    def level(self, parent: Key, nodes: Sequence[Node], depth: int, guides: str) -> _Rows:
        """The rows of siblings, each with its children."""
        nodes = self._shortened(parent, nodes)
        if all(type(node) is Subtask and not node.subtasks for node in nodes):
            return self._leaves(parent, nodes, depth, guides)
        return self._nodes(parent, nodes, depth, guides)

    def _leaves(self, parent: Key, nodes: Sequence[Node], depth: int, guides: str) -> _Rows:
        branch, end = (guides + "|", len(nodes) - 1) if depth > 1 else (guides, -1)
        for index, node in enumerate(nodes):
            assert isinstance(node, Subtask)
            mark = branch if index != end else guides + "`"
            yield TreeRow((*parent, node.id), depth, node, mark, None, False), ()

    def _nodes(self, parent: Key, nodes: Sequence[Node], depth: int, guides: str) -> _Rows:
        below = [self._below(parent, node) for node in nodes]
        inset = any(below)
        for index, (node, children) in enumerate(zip(nodes, below, strict=True)):
            last = index == len(nodes) - 1
            mark = ("`" if last else "|") if depth > 1 else ""
            key = parent + _own(node)
            is_open = self._open(key, node) if children else None
            yield TreeRow(key, depth, node, guides + mark, is_open, inset), children

    def _open(self, key: Key, node: Node) -> bool:
        return self._unfold or self._folds.get(key, self._starts_open(key, node))

    def _starts_open(self, key: Key, node: Node) -> bool:
        if isinstance(node, Run):
            return True
        if isinstance(node, Attempt) and node is not self._steps[str(key[1])].attempts[-1]:
            return False
        if isinstance(node, Subtask) and node.run:
            return failed(node)
        return not isinstance(node, Artifact) and (is_live(node.state) or failed(node))

    def _shortened(self, parent: Key, nodes: Sequence[Node]) -> Sequence[Node]:
        if self._unfold or len(nodes) <= _MOST_PENDING or self._folds.get((*parent, MORE)):
            return nodes
        end = len(nodes)
        while end and type(nodes[end - 1]) is Artifact:
            end -= 1
        start = end
        while start and _waits(nodes[start - 1]):
            start -= 1
        if end - start <= _MOST_PENDING:
            return nodes
        return (*nodes[: start + 1], More(end - start - 1), *nodes[end:])

    def _below(self, parent: Key, node: Node) -> Sequence[Node]:
        match node:
            case Subtask():
                return node.subtasks
            case Step():
                return node.attempts if len(node.attempts) > 1 else (*self._subtasks(node), *node.artifacts)
            case Attempt():
                return self._of_attempt(self._steps[str(parent[1])], node)
            case Run():
                return (*self._detail.steps, *self._children.get("", ()))
        return ()

    def _subtasks(self, step: Step) -> tuple[Subtask, ...]:
        return (*step.subtasks, *self._children.get(step.id, ()))

    def _of_attempt(self, step: Step, attempt: Attempt) -> tuple[Node, ...]:
        own = tuple(artifact for artifact in step.artifacts if _maker(step, artifact) is attempt)
        return (*self._subtasks(step), *own) if attempt is step.attempts[-1] else own


def _maker(step: Step, artifact: Artifact) -> Attempt:
    made = artifact.created
    began = [each for each in step.attempts if made is not None and each.started is not None and each.started <= made]
    return began[-1] if began else step.attempts[-1]


def _own(node: Node) -> Key:
    match node:
        case Attempt():
            return (node.number,)
        case Artifact():
            return (FILES, node.name)
        case More():
            return (MORE,)
    return (node.id,)


def _waits(node: Node) -> bool:
    return not isinstance(node, Artifact | Attempt) and node.state in _WAITING


def _passed_on(row: TreeRow) -> str:
    return row.guides[:-1] + (" " if row.guides[-1] == "`" else "!") if row.guides else ""
