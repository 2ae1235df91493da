"""Every binding id that a key map may name."""

from __future__ import annotations

from textual.binding import Binding

from .keys import DECK
from .screens.deck_base import PANELS


def action_ids() -> tuple[str, ...]:
    """The ids of all bindings, sorted."""
    own = {key.id for key in DECK}
    panels = {binding.id for panel in PANELS.values() for binding in panel.BINDINGS if isinstance(binding, Binding)}
    return tuple(sorted(own | {name for name in panels if name}))
