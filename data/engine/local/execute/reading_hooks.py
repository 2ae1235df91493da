"""Hooks as pipelines and manifests list them."""

from __future__ import annotations

from .definition import Hook
from .values import Values


def read_hooks(values: Values) -> tuple[Hook, ...]:
    """The hooks under ``hooks``, in their order."""
    return tuple(_hook(one, at) for at, one in enumerate(values.groups("hooks")))


def _hook(values: Values, at: int) -> Hook:
    event = values.text("event")
    if not event:
        values.fault(("event",), "is missing; name the event at which the hook runs")
    return Hook(
        name=values.text("name") or f"hook {at + 1}",
        event=event,
        kind=values.text("type") or "command",
        command=values.text("command"),
        script=values.text("script"),
        matcher=values.text("matcher"),
        blocking=values.flag("blocking"),
        fail_open=values.flag("fail_open"),
        timeout=values.duration("timeout"),
    )
