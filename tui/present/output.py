"""What the selected run counts, measures and has to show for its work."""

from __future__ import annotations

from wave_tui.data.models import Step, Subtask
from wave_tui.data.states import is_live

from .counters import chain, doing, inmost
from .current import current_step
from .facts import LABEL, labelled, row
from .line import Line, line
from .numbers import count
from .view import View


def doing_line(view: View, cells: int) -> Line:
    """Every counter on the way down to what is at work."""
    step = current_step(view)
    text = doing(step, view.address.sub) if step is not None else ""
    said = inmost(text, cells - LABEL, view.look.glyphs.ellipsis)
    return labelled("doing", line((said, "text")), cells) if text else ()


def metrics_line(view: View, cells: int) -> Line:
    """What is measured of the step and of what is at work below it."""
    step = current_step(view)
    nodes: tuple[Step | Subtask, ...] = (step, *chain(step, view.address.sub)) if step is not None else ()
    found = {each.name: each.value for node in nodes for each in node.metrics}
    return row("metrics", [line((f"{name} ", "dim"), (value, "text")) for name, value in found.items()], cells)


def output_line(view: View, cells: int) -> Line:
    """What there is to show for it: counted parts, artifacts, contract."""
    return row("output", outputs(view), cells)


def outputs(view: View) -> list[Line]:
    """Files, counted parts of the step, artifacts of the run, the step's contract and what is being validated."""
    return [*_files(view), *_parts(view), *_artifacts(view), *_contract(current_step(view))]


def counted(number: int | None, noun: str) -> list[Line]:
    """``3 artifacts``; nothing for none."""
    return [line((count(number), "text"), (f" {noun}{'s' if number > 1 else ''}", "dim"))] if number else []


def both_ways(step: Step | None) -> list[Line]:
    """The tokens that the step sent and those that it got, where they are told apart."""
    told = (("in", step.tokens_in), ("out", step.tokens_out)) if step is not None else ()
    return [line((f"{way} ", "dim"), (count(tokens), "text")) for way, tokens in told if tokens is not None]


def artifact_count(view: View) -> int:
    """How many artifacts are known, or said to be there."""
    detail = view.detail
    if detail is None:
        return 0
    told = (detail.run.artifact_count, *(step.artifact_count for step in detail.steps))
    return max(len(detail.artifacts), *(number or 0 for number in told))


def _files(view: View) -> list[Line]:
    step, run = current_step(view), view.run
    own = step.files if step is not None else None
    return counted(own if own is not None else run.files if run is not None else None, "file")


def _parts(view: View) -> list[Line]:
    """The parts of a step that has no counter of its own."""
    step = current_step(view)
    if step is None or not step.subtasks or step.total is not None:
        return []
    done = sum(not is_live(part.state) and part.state != "pending" for part in step.subtasks)
    return [line((f"{done}/{len(step.subtasks)}", "text"), (" parts", "dim"))]


def _artifacts(view: View) -> list[Line]:
    return counted(artifact_count(view), "artifact")


def _contract(step: Step | None) -> list[Line]:
    if step is None:
        return []
    facts = []
    if step.validation and is_live(step.state):
        facts.append(line(("validating ", "dim"), (step.validation, "text")))
    if step.contract is not None:
        passed, total = step.contract
        token = "text" if passed == total else "strong"
        facts.append(line(("contract ", "dim"), (f"{passed}/{total}", token), (" passed", "dim")))
    return facts
