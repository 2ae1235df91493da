"""The panels of the deck by name: each is imported and made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from ..present.title import Tab
from ..widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a panel's class is found, and its title, which is shown before there is a panel."""

    module: str
    name: str
    tab: Tab = Tab("", "")


PANELS = {
    "runs": Kind("runs", "RunsPanel", Tab("1", "Runs")),
    "tree": Kind("tree", "TreePanel", Tab("2", "Tree")),
    "timeline": Kind("timeline", "TimelinePanel", Tab("3", "Timeline")),
    "events": Kind("events", "EventsPanel", Tab("4", "Events")),
    "artifacts": Kind("artifacts", "ArtifactsPanel", Tab("5", "Artifacts")),
    "metrics": Kind("metrics", "MetricsPanel", Tab("6", "Metrics")),
    "spec": Kind("spec", "SpecPanel", Tab("7", "Spec")),
    "deployments": Kind("deployments", "DeploymentsPanel", Tab("8", "Deployments")),
    "now": Kind("now", "NowPanel"),
    "card": Kind("card", "Card"),
    "tiny": Kind("bars", "Tiny"),
    "header": Kind("bars", "Header"),
    "footer": Kind("bars", "Footer"),
}


def panel_type(name: str) -> type[Panel]:
    """The class of a panel, imported now."""
    kind = PANELS[name]
    found = getattr(import_module(f"..widgets.{kind.module}", __package__), kind.name)
    assert isinstance(found, type) and issubclass(found, Panel)
    return found


class Panels:
    """The panels of one deck; iterating gives the names of those that exist."""

    def __init__(self, dress: Callable[[Panel], None]) -> None:
        """``dress`` gets every new panel before anybody else."""
        self._dress = dress
        self._made: dict[str, Panel] = {}

    def __getitem__(self, name: str) -> Panel:
        """The panel of that name, made now when it does not exist."""
        if name not in self._made:
            panel = panel_type(name)(id=name)
            self._dress(panel)
            self._made[name] = panel
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._made))

    def values(self) -> tuple[Panel, ...]:
        """The panels that exist."""
        return tuple(self._made.values())
