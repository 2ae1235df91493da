"""Everything a panel needs in order to draw itself, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wave_tui.data.address import Address
from wave_tui.data.models import Run, RunDetail
from wave_tui.data.views import Snapshot

from .animation import Counting
from .control.state import ControlState
from .look import Look

if TYPE_CHECKING:
    from wave_tui.data.pipelines.model import Pipeline


@dataclass(frozen=True, slots=True)
class View:
    """What the deck shows now.

    ``now`` is the second that the focused row, the Now panel and the header show; ``calm`` moves more slowly
    and is the time of everything else; ``checked`` is when the store was last asked. ``address`` is the
    selection. ``counting`` holds numbers on their way while the user wants them to count. ``root`` is the
    project's folder; paths below it are shown without it. ``pipeline`` is the definition of the selected run's
    pipeline, if it is known, ``pipelines`` all definitions once they are loaded (``defined``).
    ``control`` is what people do to runs from here.
    """

    snapshot: Snapshot = Snapshot()
    now: float = 0.0
    calm: float = 0.0
    checked: float = 0.0
    look: Look = Look()
    address: Address = Address()
    project: str = ""
    host: str = ""
    root: str = ""
    marks: frozenset[str] = frozenset()
    timestamps: str = "abs"
    wrap: bool = False
    read_only: bool = False
    counting: Counting | None = None
    baseline: bool = True
    critical: bool = True
    pipeline: Pipeline | None = None
    pipelines: tuple[Pipeline, ...] = field(default=())
    defined: bool = False
    message: tuple[float, str] | None = None
    control: ControlState = ControlState()

    @property
    def detail(self) -> RunDetail | None:
        """The open run when the snapshot already holds the selected one."""
        detail = self.snapshot.detail
        return detail if detail is not None and detail.run.id == self.address.run else None

    @property
    def run(self) -> Run | None:
        """The selected run, from its detail or from the page of runs."""
        if self.detail is not None:
            return self.detail.run
        return next((run for run in self.snapshot.runs.rows if run.id == self.address.run), None)
