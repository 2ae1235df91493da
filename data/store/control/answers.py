"""Questions that gates ask and the first answer to each, whoever gives it from wherever."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...errors import RefusedError
from ...text import clean, clean_id
from ..faults import StoreFault
from ..open import open_store
from .audit import Actor, audit
from .connect import transaction
from .own import make_own_tables
from .statement import Statement, storable

_COLUMNS = "run_id, step_id, visit, message, choices, asked_at, choice, answered_by, answered_at"
NEWEST = f"SELECT {_COLUMNS} FROM wtui_gate_answer WHERE run_id = ? AND step_id = ? ORDER BY visit DESC LIMIT 1"
"""The newest question of a step; values: run, step."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer: the key that is typed and the label that is read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a gate asks; ``asked`` and ``answered`` are unix seconds. ``choice`` is a key, empty while it waits."""

    run: str
    step: str
    visit: int
    message: str
    choices: tuple[Choice, ...]
    asked: float
    choice: str = ""
    by: str = ""
    answered: float | None = None


def question(run: str, step: str, message: str, choices: Sequence[Choice], now: float) -> Statement:
    """A gate asks; every visit of a gate asks anew."""
    sql = (
        "INSERT INTO wtui_gate_answer (run_id, step_id, visit, message, choices, asked_at)"
        " SELECT ?, ?, COALESCE(MAX(visit), 0) + 1, ?, ?, ? FROM wtui_gate_answer WHERE run_id = ? AND step_id = ?"
    )
    offered = json.dumps([[choice.key, choice.label] for choice in choices], ensure_ascii=False)
    return Statement(sql, (run, step, storable(message), storable(offered), now, run, step))


def withdrawn(run: str, now: float) -> Statement:
    """Nobody needs to answer any more: the run is over."""
    sql = "UPDATE wtui_gate_answer SET choice = '', answered_at = ? WHERE run_id = ? AND choice IS NULL"
    return Statement(sql, (now, run))


def answer(store: Path, run: str, step: str, choice: str, by: Actor, now: float) -> Question:
    """Answer a waiting gate with the key of a choice; the first answer wins.

    Raises RefusedError when the step does not wait, has no such choice, or was answered by somebody else; StoreFault.
    """
    with transaction(store, durable=True) as connection:
        make_own_tables(connection)
        found = connection.execute(NEWEST, (run, step)).fetchone()
        asked = read_question(found) if found else None
        if asked is None:
            raise RefusedError(f"step {step} of run {run} does not wait for an answer")
        _refuse(asked, choice, now)
        sql = (
            "UPDATE wtui_gate_answer SET choice = ?, answered_by = ?, answered_at = ?"
            " WHERE run_id = ? AND step_id = ? AND visit = ? AND choice IS NULL"
        )
        connection.execute(sql, (choice, by.user, now, run, step, asked.visit))
        audit(connection, run, "gate_answered", by, now, step=step, about=_label(asked, choice))
    return replace(asked, choice=choice, by=by.user, answered=now)


def waiting(store: Path, run: str = "") -> tuple[Question, ...]:
    """Questions without an answer, oldest first, of one run or of all that are going on. Raises StoreFault."""
    sql = (
        f"SELECT {', '.join(f'g.{name}' for name in _COLUMNS.split(', '))} FROM wtui_gate_answer g"
        " JOIN pipeline_run r ON r.run_id = g.run_id"
        " WHERE g.choice IS NULL AND r.status = 'running' AND (? = '' OR g.run_id = ?) ORDER BY g.asked_at"
    )
    with closing(open_store(store)) as handle:
        try:
            return tuple(read_question(row) for row in handle.rows(sql, (run, run)))
        except StoreFault as fault:
            if "no such table" in fault.sentence:
                return ()
            raise


def read_question(row: Sequence[Any]) -> Question:
    """A row of the table as safe text."""
    choices = tuple(Choice(clean_id(key), clean(label, limit=200)) for key, label in json.loads(row[4]))
    return Question(
        run=clean_id(row[0]),
        step=clean_id(row[1]),
        visit=row[2],
        message=clean(row[3], lines=True),
        choices=choices,
        asked=row[5],
        choice=clean_id(row[6] or ""),
        by=clean_id(row[7]),
        answered=row[8],
    )


def _refuse(asked: Question, choice: str, now: float) -> None:
    if asked.answered is not None:
        ago = max(0, round(now - asked.answered))
        said = f"{asked.by} has answered it with {_label(asked, asked.choice)} {ago} s ago"
        who = said if asked.choice else "its run has ended"
        raise RefusedError(f"step {asked.step} of run {asked.run} does not wait any more: {who}")
    keys = [one.key for one in asked.choices]
    if choice not in keys:
        raise RefusedError(f"step {asked.step} has no choice {choice!r}; choose one of: {', '.join(keys)}")


def _label(asked: Question, choice: str) -> str:
    label = next((one.label for one in asked.choices if one.key == choice), "")
    return f"{label} ({choice})" if label else choice
