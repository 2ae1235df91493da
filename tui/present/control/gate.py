"""A gate that waits: its question, since when, and its choices."""

from __future__ import annotations

from wave_tui.data.engine.model import Gate

from ..box import quoted
from ..line import Line, cut_middle, line
from ..look import Look
from ..numbers import clock, duration
from ..runs import short_id
from .parts import buttons, fact, said

_NAME = 40


def gate_lines(gate: Gate, gone: str, now: float, cells: int, look: Look, notice: str) -> list[Line]:
    """The question and one key for every answer; ``gone`` says why it waits no more."""
    told = [*said(notice, cells, "warn"), ()] if notice else []
    head = line((quoted(gate.step, _NAME), "text"), (" of ", "dim"), (short_id(gate.run), "strong"))
    ident = line((cut_middle(gate.run, cells, look.glyphs.ellipsis), "faint"))
    waited = f"{duration(max(now - gate.asked, 0.0))}, since {clock(gate.asked, look.zone)}"
    asks = [*fact("asks", gate.message or "nothing but an answer", cells), *fact("waits", waited, cells, "dim")]
    if gone:
        return [head, ident, (), *asks, (), *said(gone, cells, "strong"), (), *told, buttons("Close", "esc", (), cells)]
    choices = [_choice(number, key, label) for number, (key, label) in enumerate(gate.choices, 1)]
    note = said("The first answer counts, whoever gives it.", cells, "dim")
    return [
        head,
        ident,
        (),
        *asks,
        (),
        *choices,
        (),
        *note,
        (),
        *told,
        buttons("Decide later", "enter, esc", (), cells),
    ]


def key_of(gate: Gate, typed: str) -> str | None:
    """The choice that a typed character means: its number, or its own key when that is one character."""
    if typed.isdecimal() and 1 <= int(typed) <= len(gate.choices):
        return gate.choices[int(typed) - 1][0]
    return next((key for key, _ in gate.choices if key == typed and len(key) == 1), None)


def _choice(number: int, key: str, label: str) -> Line:
    own = f"or {key}" if len(key) == 1 and not key.isdecimal() else ""
    return line((f"  {number}  ", "key"), (f"{own:<6}", "key"), (label or key, "text"))
