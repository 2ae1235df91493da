"""From the settings' words and the terminal's abilities to glyphs, colours and pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from .palette import DARK, MONOCHROME, TERMINAL, THEMES, Palette
from .present.look import ASCII, UNICODE, Look


@dataclass(frozen=True, slots=True)
class Display:
    """How this terminal is drawn; ``pace`` is seconds between paints while data changes."""

    look: Look = Look()
    palette: Palette = DARK
    pace: float = 0.25
    mouse: bool = True
    timestamps: str = "abs"
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Abilities:
    """What was found out about the terminal: ``colours`` is truecolor, 256, 16 or none."""

    ssh: bool = False
    tmux: bool = False
    utf8: bool = True
    colours: str = "truecolor"


def display(words: Mapping[str, str], found: Abilities) -> Display:
    """The display for settings given as words (the sidecar's ``display_settings``); unknown words count as unset."""
    colours = words.get("colour", "auto")
    colours = found.colours if colours not in ("truecolor", "256", "16", "none") else colours
    unicode = {"yes": True, "no": False}.get(words.get("unicode", "auto"), found.utf8)
    look = Look(
        glyphs=UNICODE if unicode else ASCII,
        colours=colours,
        slow=found.ssh,
        zone=UTC if words.get("timezone") == "utc" else None,
        animate=words.get("animation") == "full" and not found.ssh,
    )
    return Display(
        look=look,
        palette=_palette(words.get("theme", ""), colours, found),
        pace=_pace(words.get("refresh_rate", ""), found),
        mouse={"on": True, "off": False}.get(words.get("mouse", "auto"), not (found.ssh or found.tmux)),
        timestamps=words.get("timestamps") or "abs",
        wrap=words.get("wrap") == "yes",
    )


def _palette(theme: str, colours: str, found: Abilities) -> Palette:
    if colours == "none":
        return MONOCHROME
    if theme in THEMES and theme != DARK.name:
        return THEMES[theme]
    return TERMINAL if colours == "16" or found.ssh else DARK


def _pace(milliseconds: str, found: Abilities) -> float:
    usual = 0.5 if found.ssh else 0.25
    seconds = int(milliseconds) / 1000 if milliseconds.isdecimal() else usual
    return usual if milliseconds == "250" else seconds
