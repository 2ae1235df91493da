"""The dialog that ends a run: the question, the four facts, and why there may be nothing to cancel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from wave_tui.data.engine.model import CancelFacts, Liveness
from wave_tui.data.engine.reach import unreachable
from wave_tui.data.models import Run
from wave_tui.data.states import Word, is_terminal, word

from ..line import Line, line, spread
from ..look import Look, gauge
from ..numbers import age, clock, duration
from .parts import about, buttons, fact, ran, said
from .processes import process_lines
from .words import Words, is_reported, words_of

UNSEEN_AFTER = 2.0
"""Seconds without an answer of the executor after which a cancel is called unseen."""

_TIMES = 12
_BAR = 30


class Stage(Enum):
    """What a cancel dialog can be about."""

    ASKING = "asking"
    LOST = "lost"
    CANCELLING = "cancelling"
    DONE = "done"
    OVER = "over"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Case:
    """A run that is to end, as far as it is known: its record, the facts of a cancel, its executor; ``looked`` when."""

    run: Run
    step: str = ""
    facts: CancelFacts | None = None
    alive: Liveness | None = None
    looked: float | None = None

    @property
    def stage(self) -> Stage:
        """Which of the dialog's texts is true now."""
        facts = self.known
        if facts.verified is not None and not is_completed(self.run):
            return Stage.DONE
        if is_terminal(self.run.state):
            return Stage.OVER
        if self.against:
            return Stage.ELSEWHERE
        if self._is_lost:
            return Stage.LOST
        return Stage.CANCELLING if facts.requested is not None else Stage.ASKING

    @property
    def against(self) -> str:
        """Why it cannot be cancelled from here, "" when it can."""
        return unreachable(self.run, alive=self.alive.alive if self.alive is not None else None)

    @property
    def _is_lost(self) -> bool:
        """True when nobody is there who could stop it; a program that is silent may be at work all the same."""
        alive = self.alive.alive if self.alive is not None else None
        if is_reported(self.run):
            return self.run.state == "lost" and alive is not True
        return self.run.state == "lost" or alive is False

    @property
    def known(self) -> CancelFacts:
        """The facts; of another engine's run at least when a stop was asked for."""
        facts = self.facts or CancelFacts()
        return facts if facts.requested is not None else replace(facts, requested=self.run.cancel_requested)


def is_completed(run: Run) -> bool:
    """True for a run that ended by itself."""
    return is_terminal(run.state) and word(run.state) is not Word.CAN


def over(case: Case, now: float) -> str:
    """``already completed 2s ago, nothing to cancel``, with who cancelled it if somebody did."""
    run, facts = case.run, case.known
    ago = f" {age(max(now - run.ended, 0.0))} ago" if run.ended is not None else ""
    by = f" by {facts.by}" if facts.by and word(run.state) is Word.CAN else ""
    return f"already {run.state}{by}{ago}, nothing to cancel"


def cancel_lines(case: Case, now: float, cells: int, look: Look, notice: str = "") -> list[Line]:
    """What the dialog says at this stage of things."""
    told = [*said(notice, cells, "warn"), ()] if notice else []
    head = about(case.run, ran(case.run, now), cells, look, step=case.step)
    match case.stage:
        case Stage.OVER:
            return [*head, (), *said(over(case, now) + ".", cells, "strong"), (), *told, _close(cells)]
        case Stage.ELSEWHERE:
            sentence = f"It cannot be cancelled from here: {case.against}."
            return [*head, (), *said(sentence, cells, "strong"), (), *told, _close(cells)]
        case Stage.LOST:
            return [*head, (), *_lost(case, now, cells), (), *told, _keys("Leave it", "y", "mark as cancelled", cells)]
        case Stage.CANCELLING | Stage.DONE:
            return [*head, (), *facts_lines(case, now, cells, look), (), *told, _after(case, cells)]
    return [*head, (), *_question(case, now, cells), (), *told, _keys("Keep running", "y", "cancel gracefully", cells)]


def requested(facts: CancelFacts, look: Look) -> str:
    """What the command log says of a request that was taken."""
    if facts.verified is not None:
        return "cancelled, 0 processes left"
    by = f" by {facts.by}" if facts.by else ""
    return f"{'forced' if facts.force else 'asked for'} at {clock(facts.requested, look.zone)}{by}"


def facts_lines(case: Case, now: float, cells: int, look: Look) -> list[Line]:
    """The four facts, one every second line, and the processes that are left."""
    facts, words = case.known, words_of(case.run)
    reached = (facts.requested, facts.seen, facts.stopped, facts.verified)
    active = next((n for n, time in enumerate(reached) if time is None), len(reached))
    lines: list[Line] = []
    for number, time in enumerate(reached):
        if number:
            bar = _bar(facts, now, look) if number == _VERIFIED and active == _STOPPED else ()
            lines.append(line((look.glyphs.upright, "ok" if number < active else "faint"), *bar))
        if time is not None:
            lines.append(_reached(number, time, facts, words, look))
        elif number == active:
            lines.append(_running(number, facts, now, words, look))
        else:
            lines.append(_open(number, words, look))
    return [*lines, *_processes(case, now, cells, look)] if facts.survivors and facts.verified is None else lines


_REQUESTED, _SEEN, _STOPPED, _VERIFIED = range(4)
_NAMES = ("requested", "seen", "stopped", "verified")
_DOING = ("requesting", "not seen", "stopping", "verifying")


def _reached(number: int, time: float, facts: CancelFacts, words: Words, look: Look) -> Line:
    note = words.reached[number]
    if number == _REQUESTED:
        note = ("forced" if facts.force else note) + (f" by {facts.by}" if facts.by else "")
    return _row(look.glyphs.of(Word.OK), "ok", (_NAMES[number], "text"), clock(time, look.zone), note)


def _running(number: int, facts: CancelFacts, now: float, words: Words, look: Look) -> Line:
    since = (now, facts.requested, facts.seen, facts.stopped)[number]
    waited = max(now - (since if since is not None else now), 0.0)
    note = ("", words.waits, "", "looking for what is left")[number]
    time = duration(waited)
    if number == _SEEN and waited > UNSEEN_AFTER:
        note = words.unseen
    if number == _STOPPED:
        note = "its commands are killed" if facts.force else words.stopping
        time += "" if facts.grace is None or facts.force else f" of {duration(facts.grace)}"
    return _row(look.glyphs.of(Word.RUN), "accent", (_DOING[number], "strong"), time, note)


def _open(number: int, words: Words, look: Look) -> Line:
    text = f"{look.glyphs.of(Word.PENDING)}  {_NAMES[number]:<{_TIMES}}{'':<{_TIMES}}{words.open[number]}"
    return line((text, "faint"))


def _row(glyph: str, token: str, name: tuple[str, str], time: str, note: str) -> Line:
    label = (f"{name[0]:<{_TIMES}}", name[1])
    return line((f"{glyph}  ", token), label, (f"{time:<{_TIMES}}", "text"), (note, "dim"))


def _bar(facts: CancelFacts, now: float, look: Look) -> Line:
    """How much of the grace time is over."""
    if not facts.grace or facts.seen is None or facts.force:
        return ()
    share = min(max(now - facts.seen, 0.0) / facts.grace, 1.0) * 100
    return ((" " * (_TIMES + 2), "text"), *gauge(share, _BAR, look, thin=True))


def _processes(case: Case, now: float, cells: int, look: Look) -> list[Line]:
    facts = case.known
    count = len(facts.survivors)
    looked = f"looked {age(max(now - case.looked, 0.0))} ago" if case.looked is not None else ""
    head = spread(line((f"{count} process{'es' if count > 1 else ''}", "strong")), line((looked, "dim")), cells)
    return [(), head, *process_lines(facts.survivors, cells, look)]


def _question(case: Case, now: float, cells: int) -> list[Line]:
    facts, words = case.known, words_of(case.run)
    grace = duration(facts.grace) if facts.grace is not None else "its grace time"
    ending = f"{grace} for its commands to end by themselves, then they are killed" if words.can_force else ""
    return [
        *fact("executor" if words.can_force else "program", executor(case, now), cells),
        *fact("processes", str(len(facts.survivors) or ""), cells),
        *fact("what", words.what, cells),
        *fact("grace", ending, cells),
        (),
        line(("You will see four facts: ", "dim"), (words.facts, "text")),
    ]


def executor(case: Case, now: float) -> str:
    """What is known of the executor, in words."""
    beat = case.run.heartbeat
    known = case.alive.why if case.alive is not None else "asking the engine"
    return f"{known}, heartbeat {age(max(now - beat, 0.0))} ago" if beat is not None else known


def _lost(case: Case, now: float, cells: int) -> list[Line]:
    run = case.run
    why = case.alive.why if case.alive is not None else run.reason
    beat = f", last heartbeat {duration(max(now - run.heartbeat, 0.0))} ago" if run.heartbeat is not None else ""
    lines = [*said(words_of(run).gone, cells, "strong"), ()]
    left = len(case.facts.survivors) if case.facts is not None else 0
    known = case.alive is not None and case.alive.alive is False
    alone = "no process alive" if known or not is_reported(run) else "its process is not known"
    alive = f"{left} processes that it left are ended" if left else alone
    return [
        *lines,
        *fact("why", f"{why or 'no sign of life'}{beat}", cells),
        *fact("what", f"mark as cancelled ({alive})", cells),
    ]


def _after(case: Case, cells: int) -> Line:
    if case.stage is Stage.DONE:
        return _close(cells)
    seen = case.facts is not None and case.facts.seen is not None
    if not words_of(case.run).can_force:
        return buttons("Let it finish", "enter, esc", () if seen else (("u", "withdraw"),), cells)
    acting = (("X", "force, asks for the run id"),) if seen else (("u", "withdraw"), ("X", "force"))
    return buttons("Let it finish", "enter, esc", acting, cells)


def _close(cells: int) -> Line:
    return buttons("Close", "enter, esc", (), cells)


def _keys(harmless: str, key: str, label: str, cells: int) -> Line:
    return buttons(harmless, "enter, esc, n", ((key, label),), cells)
