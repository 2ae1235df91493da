"""The dialog that ends a run without a grace: what will be killed, and the characters that confirm it."""

from __future__ import annotations

from ..line import Line, line
from ..look import Look
from ..runs import short_id
from .cancel import Case, Stage, executor, facts_lines, over
from .field import Field, drawn
from .parts import about, buttons, ran, said
from .processes import process_lines

CHARACTERS = 4
_FIELD = 8


def is_confirmed(case: Case, typed: str) -> bool:
    """True once the end of the run's id is typed."""
    return typed == case.run.id[-CHARACTERS:]


def force_title(case: Case) -> str:
    """How many processes are killed."""
    count = len(case.known.survivors)
    what = f": {count} processes get SIGKILL" if count > 1 else ": 1 process gets SIGKILL" if count else ""
    return f"FORCE {short_id(case.run.id)}{what}"


def force_lines(case: Case, typed: Field, forced: bool, now: float, cells: int, look: Look, notice: str) -> list[Line]:
    """Before it is confirmed what would die, afterwards how far it is."""
    told = [*said(notice, cells, "warn"), ()] if notice else []
    head = about(case.run, ran(case.run, now), cells, look, step=case.step)
    if case.stage is Stage.OVER:
        return [*head, (), *said(over(case, now) + ".", cells, "strong"), (), *told, _close(cells)]
    if forced or case.stage is Stage.DONE:
        return [*head, (), *facts_lines(case, now, cells, look), (), *told, *_stays(case, cells), _close(cells)]
    processes = case.known.survivors
    listed = process_lines(processes, cells, look) or [line((executor(case, now), "dim"))]
    return [
        *head, (), *listed, (),
        *said("What the running steps have not written is lost. Finished artifacts stay.", cells, "dim"), (),
        *told, _question(case, typed, cells, look), (), buttons("Back", "esc", (), cells),
    ]  # fmt: skip


def _question(case: Case, typed: Field, cells: int, look: Look) -> Line:
    asked = "type the last 4 characters of the run id to confirm: "
    field = drawn(typed, _FIELD, look, focused=True)
    ready = ("  enter kills", "key") if is_confirmed(case, typed.text) else ("  then enter", "faint")
    return line((asked, "text"), *field, ready)


def _stays(case: Case, cells: int) -> list[Line]:
    if case.stage is Stage.DONE:
        return []
    left = len(case.known.survivors)
    many = f"{left} process{'es' if left > 1 else ''} left" if left else "nothing is left that can be seen"
    return [*said(f"It says cancelled only when no process is left; {many} now.", cells, "dim"), ()]


def _close(cells: int) -> Line:
    return buttons("Close", "enter, esc", (), cells)
