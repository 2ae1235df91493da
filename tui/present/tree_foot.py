"""What stands around the rows of the tree: facts of the run above, files and needs of the selected step below."""

from __future__ import annotations

from wave_tui.data.models import RunDetail, Step
from wave_tui.data.progress.overall import overall
from wave_tui.data.states import is_terminal

from .line import Line, cut_middle, fit, join, line, width
from .look import Look
from .numbers import UNKNOWN, count, duration, percent, size
from .tree import seconds
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


def foot(step: Step | None, scene: Scene, cells: int) -> tuple[Line, ...]:
    """What the selected step left behind, what it waits for and what waits for it."""
    if step is None:
        return ()
    needs = [((name, "text"),) for name in scene.steps.needs.get(step.id, ())]
    blocks = [_numbered(name, scene.steps) for name in scene.steps.blocks.get(step.id, ())]
    waits = join([*needs, (("blocks ", "dim"), *blocks[0]), *blocks[1:]] if blocks else needs)
    made = [_label("files", _files(step, scene.look, cells - _LABEL), cells), _label("needs", waits, cells)]
    return tuple(each for each in made if each)


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
