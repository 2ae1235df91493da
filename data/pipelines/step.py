"""One step of a definition, from its fields to a record."""

from __future__ import annotations

from ..text import clean_id
from .fields import Fields
from .model import Choice, Gate, Inject, Part, PipelineStep, PlannedArtifact, Repeat, Route

_ATTEMPTS = {"none": 1, "standard": 3, "aggressive": 5, "patient": 3}
_COMPOSED = ("iterate", "branch", "loop", "aggregate", "gate")
_TYPES = ("command", "conditional", "gate", "pipeline")


def read_steps(fields: Fields) -> tuple[PipelineStep, ...]:
    """The steps listed in a pipeline or a loop, in their order."""
    return tuple(_step(one, index) for index, one in enumerate(fields.groups("steps")))


def _step(fields: Fields, index: int) -> PipelineStep:
    if "id" not in fields:
        fields.fault((), "has no id; give the step one")
    retry = fields.group("retry")
    return PipelineStep(
        id=fields.name("id") or f"#{index + 1}",
        index=index,
        kind=_kind(fields),
        persona=fields.name("persona"),
        adapter=fields.name("adapter"),
        model=fields.name("model"),
        thread=fields.name("thread"),
        work=_work(fields),
        needs=tuple(dict.fromkeys(fields.names("dependencies"))),
        optional=fields.flag("optional"),
        rework_only=fields.flag("rework_only"),
        max_attempts=_attempts(retry),
        max_visits=fields.whole("max_visits"),
        timeout_minutes=fields.whole("timeout_minutes"),
        on_failure=retry.name("on_failure"),
        rework=_rework(fields, retry),
        routes=tuple(Route(one.name("target"), one.text("condition")) for one in fields.groups("edges")),
        injects=_injects(fields),
        artifacts=_artifacts(fields),
        contracts=tuple(one.name("type") for one in _contracts(fields)),
        gate=_gate(fields.group("gate")) if "gate" in fields else None,
        repeat=_repeat(fields),
        parts=_parts(fields),
        steps=read_steps(fields.group("loop")),
    )


def _kind(fields: Fields) -> str:
    composed = next((kind for kind in _COMPOSED if kind in fields), "")
    if composed:
        return composed
    if fields.name("type") in _TYPES:
        return fields.name("type")
    if "child_pipeline" in fields.group("strategy"):
        return "iterate"
    if "pipeline" in fields:
        return "pipeline"
    if fields.group("exec").name("type") == "command":
        return "command"
    return "persona" if "persona" in fields else ""


def _work(fields: Fields) -> str:
    run = fields.group("exec")
    places = [(fields, "script"), (run, "command"), (run, "source"), (run, "source_path")]
    return next((group.text(key, lines=True) for group, key in places if key in group), "")


def _attempts(retry: Fields) -> int | None:
    explicit, policy = retry.whole("max_attempts"), retry.name("policy")
    if policy and policy not in _ATTEMPTS:
        retry.fault(("policy",), f"{policy!r} is no retry policy; use one of {', '.join(_ATTEMPTS)}")
    return explicit or _ATTEMPTS.get(policy)


def _contracts(fields: Fields) -> tuple[Fields, ...]:
    handover = fields.group("handover")
    listed = handover.groups("contracts")
    return listed or ((handover.group("contract"),) if "contract" in handover else ())


def _rework(fields: Fields, retry: Fields) -> tuple[str, ...]:
    named = [retry.name("rework_step"), *(one.name("rework_step") for one in _contracts(fields))]
    return tuple(dict.fromkeys([name for name in named if name]))


def _injects(fields: Fields) -> tuple[Inject, ...]:
    listed = fields.group("memory").groups("inject_artifacts")
    return tuple(Inject(one.name("artifact"), one.name("step"), one.name("pipeline"), one.name("as")) for one in listed)


def _artifacts(fields: Fields) -> tuple[PlannedArtifact, ...]:
    listed = fields.groups("output_artifacts")
    return tuple(PlannedArtifact(one.name("name"), one.text("path"), one.name("type")) for one in listed)


def _gate(fields: Fields) -> Gate:
    return Gate(
        kind=fields.name("type") or "approval",
        auto=fields.flag("auto"),
        timeout=fields.name("timeout"),
        message=fields.text("prompt") or fields.text("message"),
        choices=tuple(
            Choice(one.text("label"), one.name("key"), one.name("target")) for one in fields.groups("choices")
        ),
        default=fields.name("default"),
        freeform=fields.flag("freeform"),
    )


def _repeat(fields: Fields) -> Repeat | None:
    if "iterate" in fields:
        each = fields.group("iterate")
        return Repeat(each.text("over"), each.name("mode") or "sequential", each.whole("max_concurrent"))
    if "loop" in fields:
        loop = fields.group("loop")
        return Repeat(most=loop.whole("max_iterations"), until=loop.text("until"))
    if "strategy" in fields:
        matrix = fields.group("strategy")
        return Repeat(matrix.text("items_source"), "parallel", matrix.whole("max_concurrency"))
    return None


def _parts(fields: Fields) -> tuple[Part, ...]:
    cases = fields.group("branch").group("cases")
    named = [Part(fields.name("pipeline")), Part(fields.group("strategy").name("child_pipeline"))]
    return (*(part for part in named if part.pipeline), *(Part(cases.name(case), clean_id(case)) for case in cases))
