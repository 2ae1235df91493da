"""Which lanes are shown when there are more than rows, and the guides before them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wave_tui.data.address import Address
from wave_tui.data.states import Word, word

from .look import Look
from .timeline_lanes import Lane

Test = Callable[[Lane], bool]


def selected_lane(lanes: Sequence[Lane], address: Address) -> int | None:
    """The lane at an address, else the deepest one that holds it; None when only the run is selected."""
    wanted = _path(address)
    holders = [index for index, lane in enumerate(lanes) if _holds(lane, wanted)]
    return max(holders, key=lambda index: lanes[index].depth, default=None)


def folded(lanes: Sequence[Lane], selected: Address, rows: int, *, over: bool) -> tuple[Lane, ...]:
    """Lanes left out, one kind after the other, until the rest fits; the selected one and those above it stay.

    First subtasks to come and those that ended elsewhere, then those that ended in the selected step, then
    all that belong to other steps, then the attempts of other steps, then, while the run lives (``over`` is
    false), the earliest steps that ended.
    """
    kept, wanted = list(lanes), _path(selected)
    for test in _kinds(selected):
        if len(kept) <= rows:
            return tuple(kept)
        kept = [lane for lane in kept if _holds(lane, wanted) or not test(lane)]
    if not over and len(kept) > rows:
        ended = [lane for lane in kept if _ended_step(lane) and lane.address.step != selected.step]
        gone = set(map(id, ended[: len(kept) - rows]))
        kept = [lane for lane in kept if id(lane) not in gone]
    return tuple(kept)


def _path(address: Address) -> tuple[str, ...]:
    attempt = (f"A{address.attempt}",) if address.attempt is not None else ()
    return (address.run, address.step, *attempt, *address.sub)


def _holds(lane: Lane, wanted: tuple[str, ...]) -> bool:
    path = _path(lane.address)
    return wanted[: len(path)] == path


def _kinds(selected: Address) -> tuple[Test, ...]:
    def elsewhere(lane: Lane) -> bool:
        return lane.address.step != selected.step

    def idle(lane: Lane) -> bool:
        return bool(lane.address.sub) and (word(lane.state) is Word.PENDING or (elsewhere(lane) and lane.over))

    return (
        idle,
        lambda lane: bool(lane.address.sub) and lane.over,
        lambda lane: bool(lane.address.sub) and elsewhere(lane),
        lambda lane: lane.depth > 0 and elsewhere(lane),
    )


def _ended_step(lane: Lane) -> bool:
    return lane.depth == 0 and word(lane.state) in (Word.OK, Word.SKIP)


def guides(lanes: Sequence[Lane], look: Look) -> tuple[str, ...]:
    """What stands before each label: two cells a level, empty for steps."""
    more: set[int] = set()
    made: list[str] = []
    for lane in reversed(lanes):
        made.append(_guide(lane.depth, more, look))
        more = {depth for depth in more if depth < lane.depth} | {lane.depth}
    return tuple(reversed(made))


def _guide(depth: int, more: set[int], look: Look) -> str:
    if depth == 0:
        return ""
    above = "".join(f"{look.glyphs.upright} " if level in more else "  " for level in range(1, depth))
    return f"{above}{look.glyphs.branch if depth in more else look.glyphs.last} "


def spaced(lanes: Sequence[Lane], rows: int) -> tuple[Lane | None, ...]:
    """An empty row between groups while all lanes fit with it."""
    made: list[Lane | None] = []
    for index, lane in enumerate(lanes):
        alone = index + 1 == len(lanes) or lanes[index + 1].depth == 0
        follows_group = index > 0 and lanes[index - 1].depth > 0
        if index and lane.depth == 0 and (follows_group or not alone):
            made.append(None)
        made.append(lane)
    return tuple(made) if len(made) <= rows else tuple(lanes)
