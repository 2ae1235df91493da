"""The two header lines: project and host, counts, freshness; selected run, path, mode."""

from __future__ import annotations

from wave_tui.data.models import Run
from wave_tui.data.states import Word, is_live
from wave_tui.data.views import FilesStatus, Snapshot

from ..filtering import typed_runs
from .estimate import eta_text
from .line import Line, cut, cut_middle, fit, join, line, spread, width
from .look import Look, state_fact
from .numbers import UNKNOWN, age, clock, percent, size
from .runs import short_id
from .view import View

STALE_AFTER = 10.0
"""Seconds without an answer from the reader after which the screen calls itself stale."""

_NARROW = 110
_BEHIND = 1_000_000
"""Octets of event files that may wait to be read before that is news."""
_UNREAD = ("missing", "broken", "foreign")


def header(view: View, cells: int, lines: int) -> list[Line]:
    """Header lines for that many rows; the third is empty."""
    made = [_first(view, cells), _second(view, cells), ()]
    if lines == 1:
        return [_only(view, cells)]
    return made[:lines]


def tiny(view: View, cells: int, lines: int) -> list[Line]:
    """The three lines of the smallest terminals: the run, its estimate and error, the project."""
    run = view.run
    what = join([_run_name(run), _state(run, view), line((run.step, "dim"))]) if run else line(("no run", "dim"))
    left = eta_text(view) if run and is_live(run.state) else ""
    rest = line(("ETA ", "dim"), (left, "text")) if left else ()
    where = f"{view.project}@{view.host}" if view.project else view.host
    told = join([each for each in (rest, freshness(view)) if each])
    told = join([told, _tiny_error(view, cells - width(told) - 2)])
    made = [what, told, line((where, "dim"), ("  ? help  q quit", "dim"))]
    return [fit(part, cells) for part in made[:lines]]


def _tiny_error(view: View, cells: int) -> Line:
    """The error of the step that failed, else of the run."""
    from .current import current_step

    step = current_step(view) if view.detail is not None else None
    text = " ".join(((step.error if step else "") or (view.run.error if view.run else "")).split())
    room = max(cells - len("err: "), 0)
    return line(("err: ", "dim"), (cut(text, room, view.look.glyphs.ellipsis), "fail")) if text else ()


def freshness(view: View) -> Line:
    """How old what is shown is: LIVE with its age while anything moves, else since when it is quiet."""
    snapshot = view.snapshot
    status = snapshot.store
    glyphs = view.look.glyphs
    if status.state in _UNREAD and not storeless(snapshot):
        return line((f"{glyphs.of(Word.FAIL)} ", "fail bold"), ("LOST", "fail bold"))
    unread = _unread(view)
    busy = status.state in ("busy", "waiting")
    if busy or is_stale(view):
        silent = view.now - status.since if busy and status.since else unread
        return line((f"{glyphs.of(Word.LOST)} ", "warn bold"), (f"STALE {age(silent)}", "warn bold"))
    dot = glyphs.of(Word.RUN)
    if quiet(snapshot):
        latest = max(status.changed or 0.0, snapshot.files.changed or 0.0)
        since = f"quiet since {clock(latest, view.look.zone)}" if latest else "quiet"
        return line((f"{dot} ", "ok"), ("LIVE", "strong"), (f" {since}", "dim"))
    return line((f"{dot} ", "ok"), ("LIVE", "strong"), (f" {age(max(unread, 0.0))}", "dim"))


def is_stale(view: View) -> bool:
    """True when the reader did not answer for so long that what is shown calls itself stale."""
    return _unread(view) > STALE_AFTER


def quiet(snapshot: Snapshot) -> bool:
    """True when nothing runs, so that the screen may stand still without lying."""
    return snapshot.counts.running + snapshot.counts.cancelling == 0


def storeless(snapshot: Snapshot) -> bool:
    """True for a project that has event files and no store has been seen of, which is nothing to complain about."""
    unseen = snapshot.store.state == "missing" and snapshot.store.changed is None
    return unseen and (snapshot.files.state not in ("off", "failed") or snapshot.runs.stored > 0)


def _unread(view: View) -> float:
    return view.now - max(view.snapshot.read_at, view.checked)


def _first(view: View, cells: int) -> Line:
    narrow = cells < _NARROW
    where = line((view.project or UNKNOWN, "strong"), (f" @{view.host}", "dim"))
    counts = join(_counts(view, glyphs=not narrow), "  " if narrow else "   ")
    fresh = [freshness(view)]
    ticking = not quiet(view.snapshot)
    time = [line((clock(view.now, view.look.zone), "text"))] if ticking else []
    source = [] if narrow or not ticking or storeless(view.snapshot) else [_source(view)]
    files = files_fact(view, aged=ticking) if not narrow else ()
    told = [files] if files else []
    for facts in ((*fresh, *source, *told, *time), (*fresh, *told, *time), (*fresh, *told), tuple(fresh)):
        right = join(facts, "   ")
        if width(where) + width(counts) + width(right) + 6 <= cells:
            break
    left = join([where, counts], " " * (3 if narrow else 5))
    if width(left) + width(right) + 2 > cells:
        left = where
    return spread(left, right, cells)


def _source(view: View) -> Line:
    status = view.snapshot.store
    if status.state not in ("ok", "snapshot"):
        return line((f"db {status.state}", "warn"))
    changed = "" if status.changed is None else f" {age(max(view.now - status.changed, 0.0))}"
    return line((f"db {status.state}" if status.state != "ok" else "db", "dim"), (changed, "text"))


def files_fact(view: View, *, aged: bool) -> Line:
    """How the event files are watched: how fresh they are where there is room, and always what is out of order."""
    files = view.snapshot.files
    if files.state == "off":
        return ()
    words = [*_watched(files), *([] if files.kept else ["in memory only"])]
    bad = line(("  ", "text"), (f"{files.bad} bad", "warn"), (" :bad", "key")) if files.bad else ()
    old = age(max(view.now - files.changed, 0.0)) if aged and not words and files.changed is not None else ""
    if not words and not old:
        return bad[1:]
    return line(
        ("events", "dim"), (f" {', '.join(words)}" if words else "", "warn"), (f" {old}".rstrip(), "text"), *bad
    )


def _watched(files: FilesStatus) -> list[str]:
    if files.state in ("polling", "failed"):
        return [files.state]
    if files.state == "indexing" or files.behind > _BEHIND:
        return [f"{size(files.behind)} to read"] if files.behind else ["indexing"]
    return []


def _counts(view: View, *, glyphs: bool) -> list[Line]:
    counts = view.snapshot.counts
    shown = (
        ("running", counts.running),
        ("cancelling", counts.cancelling),
        ("lost", counts.lost),
        ("failed", counts.failed),
    )
    return [_count(state, number, view.look, glyphs) for state, number in shown if number]


def _count(state: str, number: int, look: Look, glyphs: bool) -> Line:
    fact = state_fact(state, look)
    return (*(fact if glyphs else fact[1:]), (f" {number if number < 1000 else '999+'}", "text"))


def _second(view: View, cells: int) -> Line:
    run = view.run
    crumb: Line = ((f" {view.look.glyphs.crumb} ", "dim"),)
    left: Line = (("no run selected", "dim"),)
    if run is not None:
        left = join([_run_name(run), _state(run, view)])
        for part in _path(view):
            left = (*left, *crumb, (part, "dim"))
    files = files_fact(view, aged=False) if cells < _NARROW else ()
    return spread(left, join([*([files] if files else []), *_mode(view)]), cells)


def _path(view: View) -> list[str]:
    address = view.address
    attempt = [f"A{address.attempt}"] if address.attempt is not None else []
    return [part for part in (address.step, *attempt, *_names(view)) if part]


def _names(view: View) -> list[str]:
    """Subtasks of the address by their names; child runs have ids that say less."""
    step = next((each for each in view.detail.steps if each.id == view.address.step), None) if view.detail else None
    below = step.subtasks if step is not None else ()
    names: list[str] = []
    for id in view.address.sub:
        found = next((each for each in below if each.id == id), None)
        names.append(found.name if found is not None else id)
        below = found.subtasks if found is not None else ()
    return names


def _mode(view: View) -> list[Line]:
    runs = view.snapshot.query.runs.filter
    writable = view.snapshot.store.writable and not view.read_only
    made: list[Line] = [line(("rw" if writable else "ro", "dim"))] if view.snapshot.store.state not in _UNREAD else []
    if view.marks:
        made.append(line((f"{len(view.marks)} marked", "dim")))
    if runs.attention:
        made.append(line(("! attention", "accent")))
    if typed := typed_runs(runs):
        made.append(line((f"/{typed}", "accent"), ("  esc clears", "dim")))
    return made


def _run_name(run: Run) -> Line:
    return line((cut_middle(run.pipeline, 40), "text"), (f" {short_id(run.id)}", "strong"))


def _state(run: Run, view: View) -> Line:
    done = _share(view) if is_live(run.state) else None
    told = line((f" {percent(done)}", "strong")) if done is not None else ()
    return (*state_fact(run.state, view.look), *told)


def _share(view: View) -> float | None:
    from .current import share

    return share(view)


def _only(view: View, cells: int) -> Line:
    run = view.run
    left = join([_run_name(run), _state(run, view)]) if run else line((view.project, "strong"))
    return spread(left, freshness(view), cells)
