"""Deployments: what is live, where to roll back to, what was deployed before."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from wave_tui.data.models import Deployment, Deployments
from wave_tui.data.states import Word

from ..palette import lit
from .facts import labelled, row, settled
from .line import Line, Piece, column, cut, cut_middle, fit, line
from .look import Look, state_cell, state_fact
from .numbers import UNKNOWN, age, date
from .view import View

ATTEMPTS = 3
"""Pushes of one deployment before it counts as failed (CI/CD data model 004)."""
_STATES = {"success": "completed", "failure": "failed"}
_BACK = "rolled_back"
_SHORT = 7
_WHEN = 18
_TRIES = 6
_AT = 10 + _WHEN + _SHORT + 2 + _TRIES + 2
"""Where the last column begins."""
NONE = "no deployments are known: there is no .github/deployment-state.json"


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list and what it is: "current", "last good", both, or neither."""

    deployment: Deployment
    mark: str = ""


def listed(found: Deployments) -> tuple[Listed, ...]:
    """The current deployment and those before it, newest first, each once."""
    known = {each.id for each in found.history}
    current = (found.current,) if found.current is not None and found.current.id not in known else ()
    return tuple(Listed(each, _mark(each, found)) for each in (*current, *found.history))


def deployment_strip(found: Deployments | None, view: View, cells: int) -> Line:
    """One row: what is live, where to roll back to, which try it was, when; empty when nothing is known."""
    if found is None or (found.current is None and found.last_good is None):
        return ()
    now, good = found.current, found.last_good
    facts = [
        (*_state(now, view.look), *line((f" {_short(now)}", "strong"))) if now is not None else (),
        line(("good ", "dim"), (_short(good), "text")) if good is not None else (),
        _tried(now) if now is not None else (),
        line((_ago(now, view), "dim")) if now is not None else (),
    ]
    return settled([row("deployment", facts, cells)], view.look)[0]


def deployments_lines(
    found: Deployments | None, cursor: int, view: View, cells: int, height: int, *, focused: bool = True
) -> list[Line]:
    """Summary, odd things, and the list around the cursor; ``cursor`` counts rows of the list."""
    if found is None:
        return [line((f"  {cut(NONE, cells - 2, view.look.glyphs.ellipsis)}", "dim"))]
    head, rows = _summary(found, view, cells), listed(found)
    if not rows:
        return settled(head or [line(("  nothing was deployed yet", "dim"))], view.look)
    above, top = first_row(found, cursor, view, cells, height)
    shown = enumerate(rows[top : top + height - above], top)
    drawn = [_row(each, view, cells, chosen=number == cursor, focused=focused) for number, each in shown]
    return settled([*head, *([()] if head else []), _heading(cells), *drawn][:height], view.look)


def first_row(found: Deployments | None, cursor: int, view: View, cells: int, height: int) -> tuple[int, int]:
    """The line of the first row of the list that is shown, and which row it is."""
    if found is None:
        return 0, 0
    above = len(_summary(found, view, cells))
    above += 1 + bool(above)
    room = max(height - above, 1)
    return above, max(0, min(cursor - room // 2, len(listed(found)) - room))


def record_of(one: Deployment) -> str:
    """A deployment as JSON."""
    return json.dumps({"deployment": asdict(one)}, ensure_ascii=False, indent=2)


def _summary(found: Deployments, view: View, cells: int) -> list[Line]:
    now, good, look = found.current, found.last_good, view.look
    lines: list[Line] = []
    if now is not None:
        facts = [line((_short(now), "strong")), _state(now, look), _tried(now), line((_ago(now, view), "dim"))]
        lines.append(row("current", facts, cells))
    if good is not None:
        same = now is not None and now.commit == good.commit
        where = line(("the same", "dim")) if same else line((_ago(good, view), "dim"))
        back = line(("y", "key"), (" yanks it, to roll back", "dim"))
        lines.append(row("last good", [line((_short(good), "strong")), where, back], cells))
    if now is not None and now.error:
        lines.append(_labelled("error", now.error, "text", cells, look))
    notes = (*found.notes, *(now.notes if now is not None else ()))
    return [*lines, *(_labelled("odd", f"{note.subject} {note.text}", "warn", cells, look) for note in notes[:3])]


def _labelled(label: str, text: str, token: str, cells: int, look: Look) -> Line:
    return labelled(label, line((cut(text, max(cells - 12, 0), look.glyphs.ellipsis), token)), cells)


def _heading(cells: int) -> Line:
    names = [column("WHEN", "faint", _WHEN), column("COMMIT", "faint", _SHORT + 2)]
    tries = column("TRIES", "faint", _TRIES)
    return fit(line((f"{'  STATE':<10}", "faint"), *names, tries, ("  DEPLOYMENT", "faint")), cells)


def _row(each: Listed, view: View, cells: int, *, chosen: bool, focused: bool) -> Line:
    one, look = each.deployment, view.look
    mark = look.glyphs.cursor if chosen else " "
    lead = line(
        (f"{mark} ", "accent" if focused else "faint"), *_cell(one, look),
        column(date(one.time, look.zone)[:16], "text", _WHEN),
        column(_short(one), "strong" if chosen else "text", _SHORT + 2), *fit(_tries(one), _TRIES), ("  ", "text"),
    )  # fmt: skip
    room = max(cells - _AT, 0)
    made = fit((*lead, *_said(each, room, look)), cells)
    return lit(made) if chosen and focused else made


def _said(each: Listed, room: int, look: Look) -> Line:
    """What the row is, and why it failed, else its id."""
    one = each.deployment
    mark: tuple[Piece, ...] = ((f"{each.mark}  ", "accent"),) if each.mark else ()
    left = max(room - len(each.mark) - 2 * bool(mark), 0)
    if one.error:
        return (*mark, (cut(one.error, left, look.glyphs.ellipsis), "text"))
    return (*mark, (cut_middle(one.id, left, look.glyphs.ellipsis), "dim"))


def _mark(one: Deployment, found: Deployments) -> str:
    now = found.current is not None and one.id == found.current.id
    good = found.last_good is not None and one.id == found.last_good.id
    return "current, last good" if now and good else "current" if now else "last good" if good else ""


def _cell(one: Deployment, look: Look) -> Line:
    if one.state == _BACK:
        return ((look.glyphs.of(Word.CAN), "dim"), (" BACK  ", "dim"))
    return state_cell(_STATES.get(one.state, one.state) or "pending", look)


def _state(one: Deployment, look: Look) -> Line:
    if one.state == _BACK:
        return line((f"{look.glyphs.of(Word.CAN)} ", "dim"), ("rolled back", "dim"))
    return state_fact(_STATES.get(one.state, one.state) or "pending", look)


def _tries(one: Deployment) -> Line:
    if one.attempts is None:
        return line((UNKNOWN, "dim"))
    return line((f"{one.attempts}/{ATTEMPTS}", "warn" if one.attempts > 1 and one.state != "success" else "text"))


def _tried(one: Deployment) -> Line:
    return (*_tries(one), (" tries", "dim")) if one.attempts is not None else ()


def _short(one: Deployment) -> str:
    """The beginning of a commit's id, as git shortens it."""
    return one.commit[:_SHORT] or UNKNOWN


def _ago(one: Deployment, view: View) -> str:
    return f"{age(view.calm - one.time)} ago" if one.time is not None else UNKNOWN


def rollback_of(found: Deployments | None) -> str:
    """The commit to roll back to, empty when none is known."""
    return found.last_good.commit if found is not None and found.last_good is not None else ""
