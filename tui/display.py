"""From the settings' words and the terminal's abilities to glyphs, colours, pace and layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC

from .palette import DARK, MONOCHROME, TERMINAL, TERMINAL_LIGHT, THEMES, Palette, of_256
from .present.animation import SPINNERS
from .present.arrange import ORDER, Bounds
from .present.look import ASCII, UNICODE, Look

_COLOURS = ("truecolor", "256", "16", "none")


@dataclass(frozen=True, slots=True)
class Abilities:
    """What was found out about the terminal: ``colours`` is truecolor, 256, 16 or none."""

    ssh: bool = False
    tmux: bool = False
    utf8: bool = True
    colours: str = "truecolor"


@dataclass(frozen=True, slots=True)
class Display:
    """How this terminal is drawn; ``pace`` is seconds between paints while data changes.

    ``colours`` is what the terminal may be sent, ``look.colours`` what the theme makes of it.
    """

    look: Look = Look()
    palette: Palette = DARK
    colours: str = "truecolor"
    pace: float = 0.25
    mouse: bool = True
    timestamps: str = "abs"
    wrap: bool = False
    bounds: Bounds = Bounds()


def display(words: Mapping[str, str], found: Abilities) -> Display:
    """The display for settings given as words (the sidecar's ``display_settings``); unknown words count as unset."""
    colours = _one_of(words.get("colour", ""), _COLOURS, found.colours)
    unicode = {"yes": True, "no": False}.get(words.get("unicode", "auto"), found.utf8)
    look = Look(
        glyphs=UNICODE if unicode else ASCII,
        slow=found.ssh,
        zone=UTC if words.get("timezone") == "utc" else None,
        animate=words.get("animation") == "full" and not found.ssh,
        spinner=_one_of(words.get("spinner", ""), tuple(SPINNERS), "line"),
    )
    usual = "terminal" if found.ssh else DARK.name
    theme = _one_of(words.get("theme", ""), tuple(THEMES), usual)
    made = Display(
        look=look,
        colours=colours,
        pace=_pace(words.get("refresh_rate", ""), found),
        mouse={"on": True, "off": False}.get(words.get("mouse", "auto"), not (found.ssh or found.tmux)),
        timestamps=_one_of(words.get("timestamps", ""), ("abs", "rel", "off"), "abs"),
        wrap=words.get("wrap") == "yes",
        bounds=_bounds(words),
    )
    return themed(made, usual if theme == DARK.name else theme)


def usual_pace(*, remote: bool) -> float:
    """Seconds between paints while data changes, unless the user wants others."""
    return 0.5 if remote else 0.25


def themed(before: Display, theme: str) -> Display:
    """The same display in another theme, as far as the terminal has colours; ``none`` does without."""
    palette = _palette(theme, before.colours)
    plain = "none" if palette is MONOCHROME else "16"
    colours = before.colours if palette.background is not None else plain
    return replace(before, palette=palette, look=replace(before.look, colours=colours))


def _palette(theme: str, colours: str) -> Palette:
    if colours == "none":
        return MONOCHROME
    if colours == "16" and theme != "none":
        return TERMINAL_LIGHT if theme == "light" else TERMINAL
    return of_256(THEMES[theme]) if colours == "256" else THEMES[theme]


def _bounds(words: Mapping[str, str]) -> Bounds:
    panels = tuple(name for name in words.get("panels", "").split(",") if name in ORDER)
    layout = _one_of(words.get("layout", ""), ("full", "compact", "list"), "auto")
    return Bounds(_cells(words.get("width", "")), _cells(words.get("height", "")), layout, panels or ORDER)


def _pace(milliseconds: str, found: Abilities) -> float:
    number = _cells(milliseconds)
    return usual_pace(remote=found.ssh) if number is None else number / 1000


def _cells(number: str) -> int | None:
    return int(number) if number.isascii() and number.isdecimal() and int(number) > 0 else None


def _one_of(word: str, allowed: tuple[str, ...], usual: str) -> str:
    return word if word in allowed else usual
