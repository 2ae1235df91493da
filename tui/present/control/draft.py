"""What was typed into a start form so far, and the request that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from wave_tui.data.engine.model import Caller, StartRequest
from wave_tui.data.models import Run
from wave_tui.data.pipelines.model import Pipeline
from wave_tui.data.states import Word, is_terminal, word

from ..runs import is_child
from .field import Field, filled


class Part(StrEnum):
    """The parts of the form in the order of the tab key."""

    PIPELINE = "pipeline"
    INPUT = "input"
    PROFILE = "profile"
    STEP = "from step"
    EXCLUDE = "leave out"
    TAGS = "tags"
    START = "start"


@dataclass(frozen=True, slots=True)
class Retried:
    """The run that the form retries, and how."""

    run: str
    choice: str
    step: str
    reuse: tuple[str, ...] = ()
    input: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Texts of the form; ``chosen`` is the pipeline under the cursor of the list, ``place`` where the keys go."""

    place: Part = Part.PIPELINE
    search: Field = Field()
    chosen: str = ""
    input: Field = Field()
    profile: Field = Field()
    step: str = ""
    exclude: Field = Field()
    tags: Field = Field()
    retried: Retried | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that can be edited: of a retry its input and its tags."""
        return (Part.INPUT, Part.TAGS, Part.START) if self.retried is not None else tuple(Part)

    @property
    def field(self) -> Field | None:
        """The text that is being typed, None where there is none."""
        fields = {
            Part.PIPELINE: self.search, Part.INPUT: self.input, Part.PROFILE: self.profile,
            Part.EXCLUDE: self.exclude, Part.TAGS: self.tags,
        }  # fmt: skip
        return fields.get(self.place)

    @property
    def touched(self) -> bool:
        """True when there is something that would be lost."""
        return bool(self.search.text or self.input.text or self.profile.text or self.exclude.text or self.tags.text)

    def with_field(self, text: Field) -> Draft:
        """With another text in the field that is being typed."""
        match self.place:
            case Part.PIPELINE:
                return replace(self, search=text)
            case Part.INPUT:
                return replace(self, input=text)
            case Part.PROFILE:
                return replace(self, profile=text)
            case Part.EXCLUDE:
                return replace(self, exclude=text)
            case Part.TAGS:
                return replace(self, tags=text)
        return self

    def onward(self, by: int) -> Draft:
        """The next part, or the one before."""
        parts = self.parts
        at = parts.index(self.place) if self.place in parts else 0
        return replace(self, place=parts[(at + by) % len(parts)])

    def request(self, caller: Caller) -> StartRequest:
        """What the form asks for."""
        old = self.retried
        return StartRequest(
            pipeline=self.chosen,
            caller=caller,
            input=self.input.text,
            profile=self.profile.text.strip(),
            from_step=self.step,
            exclude=words(self.exclude.text),
            tags=words(self.tags.text),
            origin=old.run if old is not None else "",
            reuse=old.reuse if old is not None else (),
        )


def retry_form(request: StartRequest, retried: Retried) -> Draft:
    """The form of a retry, filled with what the old run was asked for."""
    tags = filled(", ".join(request.tags))
    return Draft(Part.INPUT, chosen=request.pipeline, input=filled(request.input), tags=tags, retried=retried)


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier runs of a pipeline tell, newest first: durations of green ones, results, inputs.

    An input comes with the run that knows how it was really typed.
    """

    durations: tuple[float, ...] = ()
    results: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the form knows beside the draft: definitions, what ran before, which pipeline was used last.

    ``loaded`` is False while the definitions are still being read.
    """

    pipelines: tuple[Pipeline, ...] = ()
    past: Mapping[str, Past] = field(default_factory=dict)
    last: str = ""
    loaded: bool = True

    def of(self, name: str) -> Past:
        """What is known of a pipeline's past."""
        return self.past.get(name, Past())


def words(text: str) -> tuple[str, ...]:
    """Words with commas between."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def pasts(runs: Iterable[Run]) -> dict[str, Past]:
    """The past of every pipeline from its runs, newest first; runs that others started are left out."""
    found: dict[str, Past] = {}
    for run in runs:
        if not is_child(run):
            found[run.pipeline] = _with(found.get(run.pipeline, Past()), run)
    return found


def _with(before: Past, run: Run) -> Past:
    took: tuple[float, ...] = ()
    if run.started is not None and run.ended is not None and word(run.state) is Word.OK:
        took = (run.ended - run.started,)
    fresh = run.input and run.input not in [text for _, text in before.inputs]
    return Past(
        (*before.durations, *took),
        (*before.results, *((run.state,) if is_terminal(run.state) else ())),
        (*before.inputs, *(((run.id, run.input),) if fresh else ())),
    )


def matches(pipelines: Sequence[Pipeline], search: str) -> tuple[Pipeline, ...]:
    """Definitions whose name has the text in it, those that begin with it first."""
    wanted = search.strip().casefold()
    found = [each for each in pipelines if wanted in each.name.casefold()]
    return tuple(sorted(found, key=lambda each: not each.name.casefold().startswith(wanted)))


def settled(draft: Draft, known: Known) -> Draft:
    """The draft with a chosen pipeline that is among the matches, and a first step that the pipeline has."""
    if draft.retried is not None or not known.loaded:
        return draft
    names = [each.name for each in matches(known.pipelines, draft.search.text)]
    chosen = draft.chosen
    if chosen not in names:
        chosen = known.last if known.last in names else names[0] if names else ""
    steps = [step.id for each in known.pipelines if each.name == chosen for step in each.steps]
    return replace(draft, chosen=chosen, step=draft.step if draft.step in steps else "")
