"""Reads one step of the definition that is executed."""

from __future__ import annotations

from .definition import Contract, Exec, Inject, Loop, Mount, Output, Retry, Step, Workspace
from .reading_composition import read_aggregate, read_branch, read_gate, read_iterate, read_strategy
from .values import Values


def read_step(values: Values, index: int) -> Step:
    """A step from its mapping; ``index`` is its place in its list."""
    permissions, config = values.group("permissions"), values.group("config")
    return Step(
        id=values.text("id"),
        index=index,
        kind=_kind(values),
        place=values.place,
        persona=values.text("persona"),
        adapter=values.text("adapter"),
        model=values.text("model"),
        needs=values.texts("dependencies"),
        script=values.text("script"),
        exec=_exec(values.group("exec")) if "exec" in values else None,
        optional=bool(values.flag("optional")),
        rework_only=bool(values.flag("rework_only")),
        timeout_minutes=values.minutes("timeout_minutes"),
        allowed_tools=permissions.texts("allowed_tools"),
        denied_tools=permissions.texts("deny"),
        injects=tuple(_inject(one) for one in values.group("memory").groups("inject_artifacts")),
        workspace=_workspace(values.group("workspace")),
        outputs=tuple(_output(one) for one in values.groups("output_artifacts")),
        contracts=_contracts(values.group("handover")),
        retry=_retry(values.group("retry")),
        strategy=read_strategy(values.group("strategy")) if "strategy" in values else None,
        pipeline=values.text("pipeline"),
        input=values.text("input") or values.group("input_ref").text("literal"),
        input_from=values.group("input_ref").text("from"),
        environment=config.pairs("env"),
        gives=config.texts("inject"),
        takes=config.texts("extract"),
        max_cycles=config.whole("max_cycles", least=1),
        child_timeout=config.duration("timeout"),
        iterate=read_iterate(values.group("iterate")) if "iterate" in values else None,
        branch=read_branch(values.group("branch")) if "branch" in values else None,
        gate=read_gate(values.group("gate")) if "gate" in values else None,
        loop=_loop(values.group("loop")) if "loop" in values else None,
        aggregate=read_aggregate(values.group("aggregate")) if "aggregate" in values else None,
    )


def _kind(values: Values) -> str:
    for kind in ("gate", "loop", "branch", "aggregate", "iterate", "pipeline"):
        if kind in values:
            return kind
    if values.text("type") == "command" or "script" in values:
        return "command"
    if "exec" in values:
        return "command" if values.group("exec").text("type") == "command" else "prompt"
    return "pipeline" if values.group("strategy").text("child_pipeline") else ""


def _exec(values: Values) -> Exec:
    return Exec(
        kind=values.text("type") or "prompt",
        source=values.text("source"),
        source_path=values.text("source_path"),
        command=values.text("command"),
        args=values.texts("args"),
    )


def _inject(values: Values) -> Inject:
    artifact = values.text("artifact")
    return Inject(values.text("step"), artifact, values.text("as") or artifact, bool(values.flag("optional")))


def _workspace(values: Values) -> Workspace:
    return Workspace(
        kind=values.text("type"),
        branch=values.text("branch"),
        base=values.text("base"),
        mounts=tuple(
            Mount(one.text("source"), one.text("target"), one.text("mode") or "readonly")
            for one in values.groups("mount")
        ),
    )


def _output(values: Values) -> Output:
    return Output(
        name=values.text("name"),
        path=values.text("path"),
        kind=values.text("type"),
        required=bool(values.flag("required")),
        source=values.text("source") or "file",
    )


def _retry(values: Values) -> Retry:
    return Retry(
        policy=values.text("policy"),
        max_attempts=values.whole("max_attempts", least=1),
        backoff=values.text("backoff"),
        base_delay=values.duration("base_delay"),
        max_delay=values.duration("max_delay"),
        on_failure=values.text("on_failure"),
        rework_step=values.text("rework_step"),
        no_escalate=bool(values.flag("no_escalate")),
    )


def _contracts(values: Values) -> tuple[Contract, ...]:
    several = values.groups("contracts")
    alone = (values.group("contract"),) if "contract" in values else ()
    return tuple(_contract(one) for one in several or alone)


def _contract(values: Values) -> Contract:
    return Contract(
        kind=values.text("type"),
        on_failure=values.text("on_failure"),
        must_pass=bool(values.flag("must_pass")),
        source=values.text("source"),
        schema=values.text("schema"),
        schema_path=values.text("schema_path"),
        command=values.text("command"),
        command_args=values.texts("command_args"),
        dir=values.text("dir"),
        max_retries=values.whole("max_retries"),
        timeout=values.duration("timeout"),
        rework_step=values.text("rework_step"),
        glob=values.text("glob"),
        exclude=values.texts("exclude"),
        min_files=values.whole("min_files") or 1,
        base_ref=values.text("base_ref") or "HEAD~1",
        keys=tuple(values),
    )


def _loop(values: Values) -> Loop:
    return Loop(
        max_iterations=values.whole("max_iterations", least=1),
        until=values.text("until"),
        steps=tuple(read_step(one, at) for at, one in enumerate(values.groups("steps"))),
    )
