"""Every key that a definition may hold, and which keys of a document are none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ..text import clean_id

_Shape: TypeAlias = "Mapping[str, _Shape | None]"
_ANY_NAME = "*"


def _keys(words: str, **below: _Shape) -> dict[str, _Shape | None]:
    return {**dict.fromkeys(words.split()), **below}


_CONTRACT = _keys(
    "type source schema schema_path validate command command_args dir must_pass max_retries progressive_validation "
    "recovery_level allow_recovery warn_on_recovery disable_wrapper_detection debug_mode model criteria threshold "
    "convergence_window convergence_min_improvement persona criteria_path token_budget timeout rework_step on_failure "
    "glob exclude min_files max_test_deletions test_file_pattern test_func_pattern base_ref events spec_artifact "
    "test_persona implementation_step context"
)
_STEP: dict[str, _Shape | None] = _keys(
    "id persona adapter model dependencies type script optional rework_only timeout_minutes skills thread fidelity "
    "concurrency max_concurrent_agents max_visits pipeline input",
    permissions=_keys("allowed_tools deny"),
    exec=_keys("type source source_path command args"),
    memory=_keys("strategy", inject_artifacts=_keys("step pipeline artifact as type schema_path optional")),
    workspace=_keys("root type branch base ref", mount=_keys("source target mode subset_from")),
    output_artifacts=_keys("name path type required source"),
    outcomes=_keys("type extract_from json_path json_path_label label"),
    handover=_keys(
        "on_review_fail target_step", contract=_CONTRACT, contracts=_CONTRACT, compaction=_keys("trigger persona")
    ),
    retry=_keys("policy max_attempts backoff base_delay max_delay adapt_prompt on_failure rework_step no_escalate"),
    strategy=_keys(
        "type items_source item_key max_concurrency item_id_key dependency_key child_pipeline input_template stacked"
    ),
    validation=_keys("type target schema on_failure max_retries"),
    edges=_keys("target condition"),
    input_ref=_keys("from literal"),
    config=_keys("inject extract timeout max_cycles stop_condition env"),
    iterate=_keys("over mode max_concurrent on_failure"),
    branch=_keys("on cases"),
    gate=_keys(
        "type auto timeout message tui_action freeform default prompt pr_number repo branch interval",
        choices=_keys("label key target"),
    ),
    aggregate=_keys("from into strategy key"),
)
_STEP["loop"] = _keys("max_iterations until", steps=_STEP)
_PIPELINE = _keys(
    "kind skills max_step_visits",
    metadata=_keys("name description release category disabled"),
    requires=_keys("tools", skills={_ANY_NAME: _keys("install init check commands_glob optional")}),
    input=_keys("source example label_filter batch_size type", schema=_keys("type description")),
    steps=_STEP,
    hooks=_keys("name event type command url model prompt script matcher blocking fail_open timeout"),
    pipeline_outputs={_ANY_NAME: _keys("step artifact field type")},
    chat_context=_keys("artifact_summaries suggested_questions focus_areas max_context_tokens"),
)


def unknown_keys(values: object) -> tuple[str, ...]:
    """The places, like steps[2].exec.foo, of all keys of a pipeline that have no meaning."""
    return tuple(_unknown(values, _PIPELINE, ""))


def _unknown(values: object, shape: _Shape, place: str) -> Iterator[str]:
    if isinstance(values, list):
        for at, value in enumerate(values):
            yield from _unknown(value, shape, f"{place}[{at}]")
    elif isinstance(values, dict):
        for key, value in values.items():
            yield from _unknown_key(str(key), value, shape, place)


def _unknown_key(key: str, value: object, shape: _Shape, place: str) -> Iterator[str]:
    here = f"{place}.{clean_id(key)}" if place else clean_id(key)
    if key not in shape and _ANY_NAME not in shape:
        yield here
        return
    below = shape.get(key, shape.get(_ANY_NAME))
    if below is not None:
        yield from _unknown(value, below, here)
