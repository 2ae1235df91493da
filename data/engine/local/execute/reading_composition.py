"""Reads what makes a step more than one command: iterations, branches, gates, aggregates."""

from __future__ import annotations

from .definition import Aggregate, Branch, Choice, Gate, Iterate, Strategy
from .values import Values


def read_strategy(values: Values) -> Strategy:
    """A matrix."""
    return Strategy(
        kind=values.text("type"),
        items_source=values.text("items_source"),
        item_key=values.text("item_key"),
        item_id_key=values.text("item_id_key"),
        max_concurrency=values.whole("max_concurrency", least=1),
        child_pipeline=values.text("child_pipeline"),
        input_template=values.text("input_template"),
    )


def read_iterate(values: Values) -> Iterate:
    """An iteration over the items of a list."""
    return Iterate(
        over=values.text("over"),
        mode=values.text("mode") or "sequential",
        max_concurrent=values.whole("max_concurrent", least=1),
        on_failure=values.text("on_failure") or "fail",
    )


def read_branch(values: Values) -> Branch:
    """A choice between pipelines."""
    return Branch(values.text("on"), values.pairs("cases"))


def read_gate(values: Values) -> Gate:
    """A wait."""
    return Gate(
        kind=values.text("type"),
        auto=bool(values.flag("auto")),
        timeout=values.duration("timeout"),
        message=values.text("message"),
        prompt=values.text("prompt"),
        choices=tuple(
            Choice(one.text("label"), one.text("key"), one.text("target")) for one in values.groups("choices")
        ),
        default=values.text("default"),
        freeform=bool(values.flag("freeform")),
    )


def read_aggregate(values: Values) -> Aggregate:
    """A join of outputs."""
    return Aggregate(values.text("from"), values.text("into"), values.text("strategy"), values.text("key"))
