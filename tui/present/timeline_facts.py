"""What the timeline says about the whole run: title facts, totals, legend, slots in use."""

from __future__ import annotations

from wave_tui.data.progress.slots import longest_wait, running_series
from wave_tui.data.states import Word, is_live

from .axis import moment, unit_text, zone_name
from .canvas import Canvas
from .line import Line, cut, fit, join, line, spread
from .look import Look
from .numbers import duration
from .timeline_lanes import Scene
from .timeline_row import Plot

SLOTS = "slots in use"
"""The label of the strip below the lanes."""


def title_facts(scene: Scene, plot: Plot, *, following: bool, shown: tuple[int, int]) -> tuple[Line, ...]:
    """Scale, extent or critical path, and what is switched on; the least important first."""
    window, axis = plot.window, plot.axis
    zone = "from start" if axis.mode == "rel" else zone_name(window.start, axis.zone)
    zone = f"{zone}, busy" if axis.mode == "busy" else zone
    lanes = folded_words(shown)
    if plot.large:
        extent = f"{moment(window.start, axis)}{plot.look.glyphs.dash}{moment(window.end, axis)}"
        words = (lanes, unit_text(window.unit), extent, zone, f"follow now {'on' if following else 'off'}")
    else:
        follow = "follow now" if following else ""
        words = (zone, follow, unit_text(window.unit), _path_words(scene, plot), _baseline_words(plot))
    return tuple(line((text, "dim")) for text in words if text)


def folded_words(shown: tuple[int, int]) -> str:
    """How many lanes are shown of how many, empty when that is all."""
    return f"{shown[0]} of {shown[1]} lanes" if shown[0] < shown[1] else ""


def _path_words(scene: Scene, plot: Plot) -> str:
    if not plot.critical or scene.path.refusal or not scene.path.links:
        return "no critical path" if scene.path.refusal and plot.critical else ""
    return f"critical {duration(scene.path.total)} of {duration(scene.path.wall)}"


def _baseline_words(plot: Plot) -> str:
    return f"b baseline {'on' if plot.baseline else 'off'}"


def totals(scene: Scene, plot: Plot, cells: int) -> Line:
    """What the critical path explains, and the longest wait."""
    path = scene.path
    if not plot.critical:
        first = line(("critical path off", "dim"), ("  p shows it", "faint"))
    elif path.refusal or not path.links:
        first = line((path.refusal or "no critical path: nothing has run yet", "dim"))
    else:
        first = line(
            ("* ", "accent"), ("critical path ", "dim"), (duration(path.total), "strong"),
            (f" of {duration(path.wall)}", "dim"),
        )  # fmt: skip
    wait = longest_wait(scene.detail.steps)
    second = line(("longest wait ", "dim"), f"{wait.step} {duration(wait.seconds)}") if wait else ()
    return fit((("  ", "text"), *join((first, second), "    ")), cells)


def legend(look: Look, cells: int) -> Line:
    """Every mark beside its meaning."""
    glyphs = look.glyphs
    body, cross = glyphs.body * 2, glyphs.of(Word.FAIL)
    done = glyphs.of(Word.OK) * 2 if glyphs.ascii else body
    failed = cross * 2 if glyphs.ascii else (glyphs.shade if look.colours == "none" else glyphs.body) + cross
    marks: tuple[tuple[Line, str], ...] = (
        (line((glyphs.queued * 2, "queue")), "queued"),
        (line((done, "done")), "done"),
        (line((body[:1], "bar"), (body[1:], "accent")), "running"),
        (line((failed[:1], "barfail"), (failed[1:], "fail bold")), "failed try"),
        (line((glyphs.backoff, "warn")), "backoff"),
        (line((glyphs.projection * 2, "accent")), "projected"),
        (line((f"{glyphs.queued} {glyphs.queued}", "dim")), "will wait"),
        (line((glyphs.median, "strong")), "median"),
        (line((glyphs.now, "accent")), "now"),
    )
    return fit((("  ", "text"), *join((*mark, (f" {name}", "dim")) for mark, name in marks)), cells)


def slots(scene: Scene, plot: Plot, cells: int) -> Line:
    """How many steps ran at a time, one block a column, up to now."""
    window = plot.window
    columns = max(0, min(window.cells, window.cells if plot.now is None else plot.now))
    series = () if window.gaps else running_series(scene.detail.steps, window.start, window.time(columns), columns)
    row = Canvas(plot.label + columns)
    row.put(2, cut(SLOTS, plot.label - 3, plot.look.glyphs.ellipsis), "faint")
    most = max(series, default=0)
    for x, value in enumerate(series):
        row.put(plot.label + x, _level(value, most, plot.look), "ghost")
    now = sum(is_live(step.state) for step in scene.detail.steps)
    right = f"{most} at most" if scene.moment.over else f"{now} now  {most} at most"
    return spread(row.line(), line((right, "dim")) if series else (), cells)


def _level(value: int, most: int, look: Look) -> str:
    if value == 0:
        return " "
    if look.glyphs.ascii:
        return str(value) if value < 10 else "+"
    return " ▂▄▆█"[max(1, round(value / most * 4))] if most > 3 else " ▂▄▆"[value]
