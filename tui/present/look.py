"""How this terminal is drawn: glyph set, colour depth, link speed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from wave_tui.data.states import Word, word

from .line import Line, Piece


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One alphabet for all marks; every glyph is one cell, except the ellipsis in ASCII."""

    rule: str
    rule_focus: str
    cursor: str
    open: str
    closed: str
    branch: str
    last: str
    upright: str
    crumb: str
    ellipsis: str
    dash: str
    times: str
    now: str
    median: str
    grid: str
    projection: str
    queued: str
    backoff: str
    body: str
    thin: str
    thin_left: str
    thin_right: str
    shade: str
    track: str
    eighths: str
    ramp: str
    states: tuple[tuple[Word, str], ...]
    ascii: bool

    def of(self, state: Word | None) -> str:
        """The glyph of a state; foreign states have a question-free blank."""
        return dict(self.states).get(state, " ") if state is not None else " "


_UNICODE_STATES = tuple(zip(Word, "·●≈✓✗■–?", strict=True))
_ASCII_STATES = tuple(zip(Word, ".=~#X%-?", strict=True))

UNICODE = Glyphs(
    rule="─", rule_focus="━", cursor="▌", open="▾", closed="▸", branch="├", last="└", upright="│", crumb="›",
    ellipsis="…", dash="–", times="×", now="│", median="┃", grid="┊", projection="╌", queued="·", backoff="≈",
    body="█", thin="━", thin_left="╺", thin_right="╸", shade="▒", track="─", eighths=" ▏▎▍▌▋▊▉█", ramp="▁▂▃▄▅▆▇█",
    states=_UNICODE_STATES, ascii=False,
)  # fmt: skip

ASCII = Glyphs(
    rule="-", rule_focus="=", cursor=">", open="v", closed=">", branch="|", last="`", upright="|", crumb=">",
    ellipsis="..", dash="-", times="x", now="|", median="!", grid=" ", projection="-", queued=".", backoff="~",
    body="=", thin="=", thin_left="=", thin_right="=", shade="X", track=".", eighths=" ========", ramp="_.-:=+*#",
    states=_ASCII_STATES, ascii=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What every drawing function needs to know about the terminal; ``zone`` None is the box's own zone.

    ``colours`` is truecolor, 256, 16 or none. ``spin`` is the glyph of running rows while they spin, else empty.
    """

    glyphs: Glyphs = UNICODE
    colours: str = "truecolor"
    slow: bool = False
    zone: tzinfo | None = None
    animate: bool = False
    spinner: str = "line"
    spin: str = ""

    @property
    def grid(self) -> bool:
        """Grid lines are for fast links with a full palette only."""
        return self.colours in ("truecolor", "256") and not self.slow


_TOKENS: dict[Word, tuple[str, str]] = {
    Word.PENDING: ("dim", "dim"),
    Word.RUN: ("accent bold", "accent bold"),
    Word.RETRY: ("warn bold", "warn bold"),
    Word.OK: ("ok", "dim"),
    Word.FAIL: ("fail bold", "fail bold"),
    Word.CAN: ("dim", "dim"),
    Word.SKIP: ("dim", "dim"),
    Word.LOST: ("warn bold", "warn bold"),
}


def state_cell(state: str, look: Look) -> Line:
    """The state column: glyph, blank, word, always eight cells."""
    known = word(state)
    if known is None:
        return (("  ", "dim"), (state[:5].ljust(6), "dim"))
    glyph, token = _TOKENS[known]
    drawn = look.spin if look.spin and known is Word.RUN else look.glyphs.of(known)
    return ((drawn, glyph), (f" {known.value:<6}", token))


def state_fact(state: str, look: Look) -> Line:
    """Glyph and word as an inline fact, without padding."""
    known = word(state)
    if known is None:
        return ((state or "unknown", "dim"),)
    glyph, token = _TOKENS[known]
    return ((look.glyphs.of(known) + " ", glyph), (known.value, token))


def gauge(progress: float | None, cells: int, look: Look, *, thin: bool = False) -> Line:
    """A progress bar: muted body, bright leading cell, faint track; an unknown progress is an empty track."""
    if look.glyphs.ascii:
        return _ascii_gauge(progress, cells)
    filled = (progress or 0.0) / 100 * cells
    filled = min(max(filled, 0.0), float(cells))
    whole = int(filled)
    if thin:
        half = filled - whole >= 0.5 and whole < cells
        head: Line = ((look.glyphs.thin * whole + (look.glyphs.thin_right if half else ""), "accent"),)
        used = whole + half
    else:
        head, used = _block(filled, whole, look), whole + (filled > whole)
    rest: Piece = (look.glyphs.track * (cells - used), "rule")
    return tuple(piece for piece in (*head, rest) if piece[0])


def _block(filled: float, whole: int, look: Look) -> Line:
    part = look.glyphs.eighths[max(1, int((filled - whole) * 8))] if filled > whole else ""
    if part:
        return ((look.glyphs.body * whole, "bar"), (part, "accent"))
    return ((look.glyphs.body * (whole - 1), "bar"), (look.glyphs.body * (whole > 0), "accent"))


def _ascii_gauge(progress: float | None, cells: int) -> Line:
    room = max(cells - 2, 0)
    filled = min(max(int((progress or 0) / 100 * room), 0), room)
    return (("[", "rule"), ("=" * filled, "bar"), ("." * (room - filled), "rule"), ("]", "rule"))


def spark(values: list[float | None], look: Look, *, top: float | None = None, newest: str = "accent") -> Line:
    """One column per sample; blank where there is none; only the newest column is bright."""
    known = [value for value in values if value is not None]
    ceiling = top or max(known, default=0.0) or 1.0
    ramp = look.glyphs.ramp
    columns = ["" if v is None else ramp[min(max(int(v / ceiling * 8), 0), 7)] for v in values]
    history = "".join(column or " " for column in columns[:-1])
    return tuple(piece for piece in ((history, "done"), (columns[-1] or " " if columns else "", newest)) if piece[0])
