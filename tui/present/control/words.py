"""What the cancel dialog says of a run: an engine's, or one that its own program reports."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wave_tui.data.engine.reach import MARKED, unreachable
from wave_tui.data.models import Run
from wave_tui.data.states import is_terminal


@dataclass(frozen=True, slots=True)
class Words:
    """Texts of the four facts (requested, seen, stopped, verified) and of the question before them.

    ``reached`` are said of facts that are true (the first goes on with who asked), ``open`` of those that are still to
    come, ``waits`` while the request is not seen, ``unseen`` when that takes long.
    """

    reached: tuple[str, str, str, str]
    open: tuple[str, str, str, str]
    waits: str
    unseen: str
    stopping: str
    what: str
    facts: str
    gone: str
    can_force: bool


ENGINE = Words(
    ("asked for", "its executor answered", "its commands have ended", "0 processes left"),
    ("written to the store", "its executor answers", "its commands have ended", "no process left"),
    "its executor looks four times a second",
    "its executor does not answer; X forces",
    "its commands were asked to end",
    "it is asked to stop; what is finished and every artifact stays",
    "requested, seen, stopped, 0 processes left",
    "Its executor is gone: there is nobody who could stop it.",
    can_force=True,
)
PROGRAM = Words(
    ("asked for", "its program has seen it", "its program told its end", "it is over"),
    ("marked beside its file", "its program sees it", "its program tells its end", "it is over"),
    "its program looks when it comes by",
    "its program does not look; only it can end itself",
    "it comes to an end by itself",
    "its program is asked to stop, and ends it when it looks whether it was asked",
    "requested, seen, stopped, over",
    "Nothing comes from its program any more: its end is written for it.",
    can_force=False,
)
MARKED_WORDS = replace(
    PROGRAM, reached=("asked for", "nobody was there to see it", "its end was written for it", "it is over")
)


def words_of(run: Run) -> Words:
    """The texts for a run."""
    if not is_reported(run):
        return ENGINE
    return MARKED_WORDS if run.error.startswith(MARKED) else PROGRAM


def idle_keys(run: Run | None) -> frozenset[str]:
    """Ids of the keys that can do nothing for a run which no engine ran."""
    if run is None or not is_reported(run):
        return frozenset()
    return frozenset({"run.retry"} | ({"run.cancel"} if is_terminal(run.state) or unreachable(run) else set()))


def is_reported(run: Run) -> bool:
    """True for a run that its own program reports and no engine runs."""
    return "store" not in run.sources
