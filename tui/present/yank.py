"""What can be copied from a place: ids, errors, paths, records, command lines, a report."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from wave_tui.data.address import Address
from wave_tui.data.models import Artifact, Deployment, Deployments, Event, RunDetail, Step
from wave_tui.data.states import Word, word

from .current import against, current_step, percent_word, share
from .deployments import record_of, rollback_of
from .numbers import count, date, duration, factor, size
from .record import record
from .step_table import took
from .view import View


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to copy; ``key`` picks it in the menu."""

    key: str
    label: str
    text: str


def offers(view: View, event: Event | None = None, artifact: Artifact | None = None) -> tuple[Offer, ...]:
    """Everything that can be copied from the selection, most wanted first; nothing empty."""
    run, back = view.run, Offer("b", "rollback to", rollback_of(view.snapshot.deployments))
    if run is None:
        return (back,) if back.text else ()
    made = (
        Offer("i", "run id", run.id),
        Offer("a", "address", str(view.address)),
        Offer("e", "error", error_of(view, event)),
        Offer("p", "path", artifact.path if artifact is not None else ""),
        Offer("l", "source line", event.place if event is not None else ""),
        Offer("m", "message", event.message if event is not None else ""),
        Offer("v", "event JSON", record(view, event) if event is not None else ""),
        Offer("d", "record JSON", record(view)),
        Offer("c", "command line", command_line(view.address)),
        Offer("r", "report", report(view)),
        back,
    )
    return tuple(each for each in made if each.text)


def deployment_offers(found: Deployments, chosen: Deployment | None) -> tuple[Offer, ...]:
    """The same for a deployment: first of all where to roll back to."""
    one = chosen or Deployment("")
    made = (
        Offer("b", "rollback to", rollback_of(found)),
        Offer("c", "commit", one.commit),
        Offer("i", "deployment id", one.id),
        Offer("e", "error", one.error),
        Offer("d", "record JSON", record_of(one) if chosen is not None else ""),
        Offer("p", "path", found.path),
    )
    return tuple(each for each in made if each.text)


def command_line(address: Address) -> str:
    """What opens this place from a shell."""
    return shlex.join(["wave-tui", "goto", str(address)])


def error_of(view: View, event: Event | None = None) -> str:
    """The error of the selected attempt, step or run."""
    detail, address = view.detail, view.address
    if event is not None and word(event.state) is Word.FAIL and event.message:
        return event.message
    if detail is None:
        return view.run.error if view.run is not None else ""
    step = next((each for each in detail.steps if each.id == address.step), None) or current_step(view)
    if step is None:
        return detail.run.error
    tried = next((each for each in step.attempts if each.number == address.attempt), None)
    errors = [tried.error] if tried is not None else [step.error, *(each.error for each in reversed(step.attempts))]
    return next((each for each in errors if each), detail.run.error)


def report(view: View) -> str:
    """A Markdown report of the run for an issue or a chat."""
    detail = view.detail
    if detail is None:
        return ""
    run = detail.run
    parts = [f"# {run.pipeline} {run.id}: {_state(run.state)}", "", *(f"- {fact}" for fact in _facts(view, detail))]
    error = error_of(view)
    if error and word(run.state) is not Word.OK:
        parts += ["", "## Error", "", *_fenced(error)]
    parts += ["", "## Steps", "", "| step | state | tries | time | vs p50 | tokens |", "|---|---|--:|--:|--:|--:|"]
    parts += [_row(view, step) for step in detail.steps]
    if detail.artifacts:
        parts += ["", "## Artifacts", "", *(_file(each) for each in detail.artifacts)]
    return "\n".join([*parts, "", f"Opened with `{command_line(view.address)}`.", ""])


def _facts(view: View, detail: RunDetail) -> list[str]:
    run, zone = detail.run, view.look.zone
    spent = run.ended - run.started if run.ended is not None and run.started is not None else None
    facts = [f"progress {percent_word(view)}"] if share(view) is not None else []
    facts += [f"started {date(run.started, zone)}"] if run.started is not None else []
    facts += [f"ended {date(run.ended, zone)}, took {duration(spent)}"] if run.ended is not None else []
    facts += [f"tokens {count(run.tokens)}"] if run.tokens else []
    return facts + ([f"input {_inline(run.input)}"] if run.input else [])


def _row(view: View, step: Step) -> str:
    usual = against(view, step)
    times = factor(usual.factor) if usual is not None and usual.tells else ""
    tries = str(len(step.attempts) or "")
    cells = (_cell(step.id), _state(step.state), tries, duration(took(step, view.now)), times, count(step.tokens))
    return f"| {' | '.join(cells)} |"


def _file(artifact: Artifact) -> str:
    return f"- {_inline(artifact.path)} ({size(artifact.size)}, step {artifact.step})"


def _state(state: str) -> str:
    return str(word(state) or state)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _inline(text: str) -> str:
    one = " ".join(text.split())
    return f"`` {one} ``" if "`" in one else f"`{one}`"


def _fenced(text: str) -> list[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    return [fence, *text.split("\n"), fence]
