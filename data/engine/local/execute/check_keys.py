"""Keys and values of a definition that have a meaning but that this engine does not carry out."""

from __future__ import annotations

from collections.abc import Iterator

from .contracts.check import ANSWERS
from .contracts.check import KINDS as CONTRACTS
from .definition import Definition, Place
from .hooks import EVENTS
from .hooks import KINDS as HOOKS
from .retries import BACKOFFS, ON_FAILURE, POLICIES
from .values import words

_NOT_RUN_WORDS = """
skills requires.skills max_step_visits input.label_filter input.batch_size hooks.url hooks.model hooks.prompt
steps.skills steps.thread steps.fidelity steps.concurrency steps.max_concurrent_agents steps.max_visits steps.edges
steps.outcomes steps.validation steps.memory.inject_artifacts.pipeline steps.memory.inject_artifacts.type
steps.memory.inject_artifacts.schema_path steps.workspace.root steps.workspace.ref steps.workspace.mount.subset_from
steps.handover.compaction steps.handover.on_review_fail steps.handover.target_step steps.retry.adapt_prompt
steps.strategy.dependency_key steps.strategy.stacked steps.config.stop_condition steps.gate.tui_action
steps.gate.pr_number steps.gate.repo steps.gate.branch steps.gate.interval
"""
_NOT_RUN = frozenset(_NOT_RUN_WORDS.split())
_ALLOWED: dict[str, tuple[str, ...]] = {
    "kind": ("WavePipeline",),
    "input.source": ("cli",),
    "hooks.type": HOOKS,
    "hooks.event": EVENTS,
    "steps.type": ("", "command", "gate", "pipeline"),
    "steps.exec.type": ("prompt", "command"),
    "steps.memory.strategy": ("fresh",),
    "steps.workspace.type": ("", "worktree"),
    "steps.workspace.mount.mode": ("readonly", "readwrite"),
    "steps.output_artifacts.source": ("file", "stdout"),
    "steps.retry.policy": POLICIES,
    "steps.retry.backoff": BACKOFFS,
    "steps.retry.on_failure": ON_FAILURE,
    "steps.strategy.type": ("matrix",),
    "steps.iterate.mode": ("sequential", "parallel"),
    "steps.iterate.on_failure": ("fail", "continue"),
    "steps.gate.type": ("timer", "approval"),
    "steps.aggregate.strategy": ("merge_arrays", "concat", "reduce"),
    "steps.handover.contract.type": CONTRACTS,
    "steps.handover.contract.on_failure": ANSWERS,
}
_OF_ANY_CONTRACT = frozenset(("type", "source", "must_pass", "on_failure", "rework_step"))
_OF_CONTRACT: dict[str, frozenset[str]] = {
    "json_schema": frozenset(("schema", "schema_path")),
    "markdown_spec": frozenset(("schema", "schema_path")),
    "format": frozenset(("schema", "schema_path")),
    "non_empty_file": frozenset(),
    "test_suite": frozenset(("command", "command_args", "dir", "timeout")),
    "source_diff": frozenset(("glob", "exclude", "min_files", "base_ref")),
}


def key_refusals(definition: Definition) -> Iterator[str]:
    """Every key that nobody knows or that is not carried out, and every value that is none of those allowed."""
    yield from (f"{place} is not a known key" for place in definition.unknown)
    for place, text in definition.present:
        shape = _shape(place)
        if shape in _NOT_RUN and isinstance(place[-1], str):
            yield f"{words(place)} is not carried out by this engine"
        allowed = _ALLOWED.get(shape)
        if allowed is not None and text not in allowed:
            yield f"{words(place)} is {text!r}; this engine knows {', '.join(filter(None, allowed))}"
    yield from _contract_refusals(definition)


def _contract_refusals(definition: Definition) -> Iterator[str]:
    for step in definition.steps:
        for at, contract in enumerate(step.contracts):
            known = _OF_CONTRACT.get(contract.kind)
            if known is None:
                continue
            for key in contract.keys:
                if key not in _OF_ANY_CONTRACT | known:
                    where = f"{words(step.place)}.handover contract {at + 1} ({contract.kind})"
                    yield f"{where}: {key} is not carried out by this engine"


def _shape(place: Place) -> str:
    """The keys of a place without list positions; a nested step's are those of any step, contracts those of one."""
    keys = [part for part in place if isinstance(part, str)]
    while keys[:3] == ["steps", "loop", "steps"]:
        del keys[:2]
    return ".".join("contract" if key == "contracts" else key for key in keys)
