"""Colour tokens and what they are in each theme; widgets name tokens, never colours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from rich.color import Color, ColorSystem
from rich.style import Style

from .present.line import Line

TOKENS = (
    "bg", "select", "strong", "text", "dim", "faint", "accent", "key", "ok", "warn", "fail", "bar", "done", "barfail",
    "queue", "rule", "ghost", "grid",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Palette:
    """A theme: token to style; ``background`` is None when the terminal's own shows through."""

    name: str
    styles: dict[str, Style]
    background: str | None = None
    dark: bool = True
    select: Style = field(default_factory=Style)
    _cache: dict[str, Style] = field(default_factory=dict, compare=False, repr=False)

    def style(self, tokens: str) -> Style:
        """The style of space-separated tokens; ``bold``, ``reverse`` and ``underline`` may stand among them.

        ``on-bar`` puts what is drawn on the colour of the token ``bar``, and so on for every other token.
        """
        found = self._cache.get(tokens)
        if found is None:
            found = self._cache[tokens] = self._combine(tokens.split())
        return found

    def _combine(self, tokens: list[str]) -> Style:
        selected = "select" in tokens
        made = Style(bgcolor=self.background) + (self.select if selected else Style())
        for token in tokens:
            if token in ("bold", "reverse", "underline"):
                made += Style.parse(token)
            elif token.startswith("on-"):
                made += self._ground(token.removeprefix("on-"))
            elif token != "select":
                made += self.styles["dim" if selected and token == "faint" else token]
        return made

    def _ground(self, token: str) -> Style:
        colour = self.styles[token].color
        return Style(bgcolor=colour) if colour is not None else Style(reverse=True)


@cache
def of_256(palette: Palette) -> Palette:
    """The same theme in the nearest of 256 colours; styles of its own, because Rich keeps what a style was sent as."""
    styles = {token: _nearest(style) for token, style in palette.styles.items()}
    ground = _number(Color.parse(palette.background)) if palette.background is not None else None
    return replace(palette, styles=styles, background=ground, select=_nearest(palette.select), _cache={})


def _nearest(style: Style) -> Style:
    color, ground = ((each and _number(each)) for each in (style.color, style.bgcolor))
    return Style(color=color, bgcolor=ground, bold=style.bold, dim=style.dim)


def _number(color: Color) -> str:
    number = color.downgrade(ColorSystem.EIGHT_BIT).number
    return color.name if number is None else f"color({number})"


def lit(of: Line) -> Line:
    """The same line as the selected row of a focused panel."""
    return tuple((text, f"{tokens} select") for text, tokens in of)


def _true(name: str, colours: dict[str, str], *, dark: bool) -> Palette:
    styles = {token: Style(color=colours[token]) for token in TOKENS if token not in ("bg", "select")}
    for token in ("strong", "key"):
        styles[token] += Style(bold=True)
    select = Style(bgcolor=colours["select"])
    return Palette(name, styles, colours["bg"], dark, select)


_DARK = {
    "bg": "#101318", "select": "#1c2735", "strong": "#f3f5f8", "text": "#ccd2db", "dim": "#959eac", "faint": "#757f8f",
    "accent": "#6cb4ff", "key": "#b9d9ff", "ok": "#a3d3be", "warn": "#f0ce68", "fail": "#ef6462", "bar": "#3a70ad",
    "done": "#53667e",
    "barfail": "#a94c50", "queue": "#6b7586", "rule": "#323a46", "ghost": "#3a4759", "grid": "#20262f",
}  # fmt: skip
_LIGHT = {
    "bg": "#fcfcfa", "select": "#e3edf8", "strong": "#0d1117", "text": "#2c323a", "dim": "#535b66", "faint": "#6b727c",
    "accent": "#0a62c4", "key": "#0a4a94", "ok": "#0e7564", "warn": "#866000", "fail": "#981f35", "bar": "#4d8fd6",
    "done": "#8191a4",
    "barfail": "#cf6f78", "queue": "#7d8590", "rule": "#c9ccd1", "ghost": "#c9d2dc", "grid": "#e7e8e8",
}  # fmt: skip
_CONTRAST = {**_DARK, "bg": "#000000", "text": "#f3f5f8", "dim": "#f3f5f8", "faint": "#f3f5f8", "rule": "#a8b2c1"}
# Blue and yellow only, so that red-green and blue-yellow blindness both keep lightness and weight apart.
_BLIND = {**_DARK, "ok": "#d7e3f4", "warn": "#ffd84a", "fail": "#ff8f1f", "barfail": "#a8641c", "accent": "#5aa9ff"}

DARK = _true("dark", _DARK, dark=True)
LIGHT = _true("light", _LIGHT, dark=False)
HIGH_CONTRAST = _true("high-contrast", _CONTRAST, dark=True)
COLOUR_BLIND = _true("colour-blind", _BLIND, dark=True)


def _terminal(*, dark: bool) -> Palette:
    names = {
        "accent": "bright_blue" if dark else "blue", "ok": "green", "warn": "bright_yellow" if dark else "yellow",
        "fail": "bright_red" if dark else "red", "bar": "blue", "barfail": "red",
        "rule": "bright_black" if dark else "white", "ghost": "bright_black" if dark else "white",
    }  # fmt: skip
    styles = {token: Style(color=colour) for token, colour in names.items()}
    return Palette(
        "terminal", styles | _weights(("strong", "key"), ("dim", "faint", "done", "queue", "grid")), None, dark
    )


def _weights(bold: tuple[str, ...], dim: tuple[str, ...]) -> dict[str, Style]:
    return {"text": Style()} | {token: Style(bold=True) for token in bold} | {token: Style(dim=True) for token in dim}


TERMINAL = _terminal(dark=True)
TERMINAL_LIGHT = _terminal(dark=False)
MONOCHROME = Palette(
    "none",
    _weights(("strong", "key", "accent", "warn", "fail"), ("dim", "faint", "done", "queue", "rule", "ghost", "grid"))
    | {"ok": Style(), "bar": Style(), "barfail": Style()},
)

THEMES = {palette.name: palette for palette in (DARK, LIGHT, HIGH_CONTRAST, COLOUR_BLIND, TERMINAL, MONOCHROME)}
