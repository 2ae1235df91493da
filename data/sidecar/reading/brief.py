"""What a list shows of a run beside its row: the top of the folded document, decoded without the rest of it."""

from __future__ import annotations

from functools import cache

from msgspec import Struct
from msgspec.json import Decoder

from ...events.facts import ToldError
from ...events.fold_state import FoldedNote


class BriefStep(Struct):
    """As much of a step as a list counts."""

    id: str
    state: str = "pending"
    started: float | None = None
    tokens: int | None = None


class Brief(Struct):
    """The fields of fold_state.FoldedRun that a list shows."""

    error: str = ""
    step: str = ""
    steps_done: int | None = None
    steps_total: int | None = None
    progress: float | None = None
    how: str = ""
    eta: float | None = None
    tokens: int | None = None
    action: str = ""
    files: int | None = None
    artifact_count: int | None = None
    workspace: str = ""
    kind: str = ""
    parent_step: str = ""
    exit_code: int | None = None
    facts: dict[str, str] = {}
    context: ToldError | None = None
    notes: list[FoldedNote] = []
    steps: dict[str, BriefStep] = {}


def read_brief(document: bytes) -> Brief:
    """The top of a folded document. Raises msgspec.MsgspecError when it is none."""
    return _decoder().decode(document)


@cache
def _decoder() -> Decoder[Brief]:
    return Decoder(Brief)
