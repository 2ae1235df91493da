"""What stands around the rows of the tree: facts of the run above, files and needs of the selected step below."""

from __future__ import annotations

from wave_tui.data.models import RunDetail, Step, Subtask
from wave_tui.data.progress.overall import overall
from wave_tui.data.states import is_live, is_terminal

from .error_place import detail_facts, kind_fact, place_facts
from .facts import fitting
from .line import Line, cut, cut_middle, fit, join, line, width
from .look import Look
from .numbers import UNKNOWN, count, duration, percent, size
from .tree import seconds
from .tree_rows import Node
from .tree_words import Scene, Steps
from .view import View

_LABEL = 10


def facts(view: View) -> tuple[Line, ...]:
    """Percent, tokens and elapsed time of the run."""
    detail = view.detail
    if detail is None:
        return ()
    run = detail.run
    spare = frozenset(step.id for step in view.pipeline.steps if step.rework_only) if view.pipeline else frozenset()
    done = percent(overall(run, detail.steps, spare), over=is_terminal(run.state))
    spent = [step.tokens for step in detail.steps if step.tokens is not None]
    tokens = run.tokens or (sum(spent) if spent else run.tokens)
    shown = (done, f"{count(tokens)} tok", duration(seconds(run, view.calm)))
    return tuple(line((text, "dim")) for text in shown if not text.startswith(UNKNOWN))


def nothing(view: View) -> Line:
    """Why the tree is empty."""
    if not view.address.run:
        return line(("  no run selected", "dim"))
    return line((f"  reading {view.address.run}", "dim"))


def foot(step: Step | None, scene: Scene, cells: int, node: Node | None = None) -> tuple[Line, ...]:
    """What the selected node of a step says, else what the step left behind, waits for and is waited for by."""
    told = _told(node, scene.look, cells) if isinstance(node, Subtask) else ()
    if step is None or told:
        return told
    needs = [((name, "text"),) for name in scene.steps.needs.get(step.id, ())]
    blocks = [_numbered(name, scene.steps) for name in scene.steps.blocks.get(step.id, ())]
    waits = join([*needs, (("blocks ", "dim"), *blocks[0]), *blocks[1:]] if blocks else needs)
    made = [
        _label("files", _files(step, scene.look, cells - _LABEL), cells),
        _label("needs", waits, cells),
        _label("metrics", _metrics(step, cells), cells),
    ]
    return tuple(each for each in made if each)


def _told(node: Subtask, look: Look, cells: int) -> tuple[Line, ...]:
    """What a subtask says, measures and failed with, and where."""
    said = node.message if is_live(node.state) else node.error or node.message
    text = cut(" ".join(said.split()), cells - _LABEL, look.glyphs.ellipsis)
    made = [
        _label("says", line((text, "text")), cells),
        _label("at", _place(node, cells), cells),
        _label("metrics", _metrics(node, cells), cells),
    ]
    return tuple(each for each in made if each)


def _place(node: Subtask, cells: int) -> Line:
    if node.context is None:
        return ()
    told = [kind_fact(node.context), *place_facts(node.context), *detail_facts(node.context)]
    return fitting([fact for fact in told if fact], cells - _LABEL)


def _metrics(node: Step | Subtask, cells: int) -> Line:
    return fitting((line((f"{each.name} ", "dim"), (each.value, "text")) for each in node.metrics), cells - _LABEL)


def step_of(detail: RunDetail, name: str) -> Step | None:
    """The step with that id."""
    return next((step for step in detail.steps if step.id == name), None)


def _files(step: Step, look: Look, cells: int) -> Line:
    newest = {artifact.name: artifact for artifact in step.artifacts}
    made: list[Line] = []
    for left, artifact in zip(range(len(newest), 0, -1), newest.values(), strict=True):
        name = cut_middle(artifact.name, max(cells // 2, 8), look.glyphs.ellipsis)
        weighed = "" if artifact.size is None else f" {size(artifact.size)}"
        fact = line((name, "text"), (weighed, "dim"))
        rest = line((f"{left} more", "dim"))
        if width(join([*made, fact])) + (0 if left == 1 else width(rest) + 2) > cells:
            return join([*made, rest])
        made.append(fact)
    return join(made)


def _numbered(name: str, steps: Steps) -> Line:
    return line((f"{steps.numbers.get(name, UNKNOWN)} {name}", "text"))


def _label(name: str, content: Line, cells: int) -> Line:
    return fit(((f"  {name:<{_LABEL - 2}}", "faint"), *content), cells) if content else ()
