"""The keys that move through lines, the same wherever something is read."""

from __future__ import annotations

from textual.binding import Binding, BindingType

_FAR = 1_000_000


def scroll_keys(place: str) -> list[BindingType]:
    """Bindings to ``move`` by lines, to both ends, and to ``page`` by halves; ``place`` begins their ids."""
    return [
        Binding("j,down", "move(1)", "down", id=f"{place}.down", show=False),
        Binding("k,up", "move(-1)", "up", id=f"{place}.up", show=False),
        Binding("g,home", f"move(-{_FAR})", "top", id=f"{place}.top", show=False),
        Binding("G,end", f"move({_FAR})", "bottom", id=f"{place}.bottom", show=False),
        Binding("ctrl+d,pagedown", "page(1)", "half page down", id=f"{place}.page_down", show=False),
        Binding("ctrl+u,pageup", "page(-1)", "half page up", id=f"{place}.page_up", show=False),
    ]
