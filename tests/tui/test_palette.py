"""Tokens become styles; no token is without one in any theme."""

from __future__ import annotations

import pytest

from wave_tui.tui.palette import DARK, MONOCHROME, THEMES, TOKENS, Palette


@pytest.mark.parametrize("palette", THEMES.values(), ids=lambda palette: palette.name)
def test_every_token_has_a_style_in_every_theme(palette: Palette) -> None:
    for token in TOKENS:
        if token not in ("bg", "select"):
            assert palette.style(token) is palette.style(token)


def test_the_selected_row_keeps_faint_text_readable() -> None:
    assert DARK.style("faint select").color == DARK.style("dim").color
    assert DARK.style("faint select").bgcolor != DARK.style("faint").bgcolor


def test_a_theme_without_colour_uses_none() -> None:
    assert all(MONOCHROME.style(token).color is None for token in TOKENS if token not in ("bg", "select"))
    assert MONOCHROME.style("fail").bold and MONOCHROME.style("faint").dim


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", [p for p in THEMES.values() if p.background], ids=lambda palette: palette.name)
@pytest.mark.parametrize("token", ["strong", "text", "dim", "faint", "accent", "key", "ok", "warn", "fail"])
def test_words_reach_a_contrast_of_four_and_a_half(palette: Palette, token: str) -> None:
    colour = palette.style(token).color
    assert colour is not None and palette.background is not None
    light, dark = sorted((_luminance(colour.name), _luminance(palette.background)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
