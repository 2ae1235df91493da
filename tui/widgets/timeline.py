"""The timeline: steps, attempts and subtasks over time, with a cursor that is a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click

from wave_tui.data.address import Address
from wave_tui.data.models import PipelineHistory, RunDetail
from wave_tui.data.pipelines.model import Pipeline

from ..messages import Drilled, Selected
from ..present.line import Line, line
from ..present.scrolling import moved
from ..present.timeline import Shape, draw, plot_of, shape_of, shown_lanes
from ..present.timeline_facts import title_facts
from ..present.timeline_fold import selected_lane
from ..present.timeline_hold import Hold, held
from ..present.timeline_jumps import attempt_starts, beside, event_times, state_changes
from ..present.timeline_lanes import Lane, Scene, scene_of
from ..present.timeline_window import Window, aligned, next_unit, panned, revealed, zoomed
from ..present.view import View
from .panel import Panel

_QUANTUM = 10.0
"""Seconds after which lanes are made anew at the latest, however wide a column is."""

_PAN_SHARE = 4


class TimelinePanel(Panel):
    """All lanes of the selected run; j and k choose a lane, h and l a moment."""

    KEY = "3"
    NAME = "Timeline"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "lane(1)", "next lane", id="timeline.down"),
        Binding("k,up", "lane(-1)", "previous lane", id="timeline.up"),
        Binding("g,home", "edge(-1)", "first lane", id="timeline.top"),
        Binding("G,end", "edge(1)", "last lane", id="timeline.bottom"),
        Binding("ctrl+d,pagedown", "page(1)", "half page down", id="timeline.page_down"),
        Binding("ctrl+u,pageup", "page(-1)", "half page up", id="timeline.page_up"),
        Binding("h,left", "cursor(-1)", "cursor left", id="timeline.left"),
        Binding("l,right", "cursor(1)", "cursor right", id="timeline.right"),
        Binding("comma", "event(-1)", "previous event", id="timeline.previous_event"),
        Binding("full_stop", "event(1)", "next event", id="timeline.next_event"),
        Binding("less_than_sign", "change(-1)", "previous state change", id="timeline.previous_change"),
        Binding("greater_than_sign", "change(1)", "next state change", id="timeline.next_change"),
        Binding("left_curly_bracket", "attempt(-1)", "previous attempt", id="timeline.previous_attempt"),
        Binding("right_curly_bracket", "attempt(1)", "next attempt", id="timeline.next_attempt"),
        Binding("plus", "zoom(-1)", "zoom in", id="timeline.zoom_in"),
        Binding("minus", "zoom(1)", "zoom out", id="timeline.zoom_out"),
        Binding("equals_sign", "fit", "fit", id="timeline.fit"),
        Binding("H", "pan(-1)", "pan left", id="timeline.pan_left"),
        Binding("L", "pan(1)", "pan right", id="timeline.pan_right"),
        Binding("f", "follow", "follow now", id="timeline.follow"),
        Binding("enter", "drill", "drill", id="timeline.drill"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._mode = "wall"
        self._hold = Hold.FIT
        self._cursor: float | None = None
        self._seen: Address = Address()
        self._window: Window | None = None
        self._top = 0
        self._kept: tuple[RunDetail, PipelineHistory | None, Pipeline | None, float, Scene] | None = None

    @property
    def axis_mode(self) -> str:
        """How time is measured: wall, rel or busy."""
        return self._mode

    @axis_mode.setter
    def axis_mode(self, mode: str) -> None:
        self._mode = mode
        self.paint()

    @property
    def cursor(self) -> float | None:
        """The chosen moment in unix seconds, None for now (of a finished run: its end)."""
        return self._cursor

    @property
    def window(self) -> Window | None:
        """What the plot shows, None before the first drawing."""
        return self._window

    @property
    def following(self) -> bool:
        """True while the now line keeps its place."""
        return self._hold is Hold.FOLLOW

    def changed(self, view: View) -> None:
        """Another run starts afresh; a time that was chosen elsewhere moves the cursor here."""
        before, self._seen = self._seen, view.address
        if view.address.run != before.run:
            self._hold, self._window, self._top, self._cursor = Hold.FIT, None, 0, view.address.time
        elif view.address.time != before.time:
            self._cursor = view.address.time
            self._reveal()

    def facts(self, view: View) -> Sequence[Line]:
        """Scale, critical path, what is switched on."""
        prepared = self._prepare(view, self.size.width, self.size.height - 1)
        if prepared is None:
            return ()
        scene, shape, window = prepared
        plot = plot_of(view, scene, window, shape, self._cursor, self._mode)
        shown = shown_lanes(scene, view.address, shape, view.look, self._top)
        return title_facts(scene, plot, following=self.following, shown=(shown.kept, shown.total))

    def body(self, view: View, width: int, height: int) -> Sequence[Line]:
        """Axis, lanes, and what there is to say about the moment of the cursor."""
        prepared = self._prepare(view, width, height)
        if prepared is None:
            return () if height < 1 else (line(("  ", "text"), (_nothing(view), "dim")),)
        scene, shape, window = prepared
        plot = plot_of(view, scene, window, shape, self._cursor, self._mode)
        shown = shown_lanes(scene, view.address, shape, view.look, self._top)
        self._top = shown.top
        return draw(view, scene, shape, plot, shown, self._cursor, focused=self.has_focus)

    def action_lane(self, by: int) -> None:
        """Select a lane further down or up; folded ones open."""
        self._choose(by)

    def action_page(self, by: int) -> None:
        """Half a page of lanes."""
        self._choose(by * max(1, (self.size.height - 4) // 2))

    def action_edge(self, end: int) -> None:
        """The first or the last lane."""
        self._choose(end * (len(self._kept[4].lanes) if self._kept else 0))

    def action_cursor(self, by: int) -> None:
        """The cursor one column to the left or right; on the column of now it is now again."""
        scene, window = self._scene_now, self._window
        if scene is None or window is None:
            return
        at = scene.now if self._cursor is None else self._cursor
        time = window.time(int(window.x(at) + 1e-6) + by)
        self._put(None if int(window.x(time) + 1e-6) == int(window.x(scene.now) + 1e-6) else time)

    def action_event(self, by: int) -> None:
        """The cursor to the next or previous event, or to the start or end of any work."""
        if self.view is not None and self._scene_now is not None:
            self._jump(event_times(self._scene_now, self.view.snapshot.events.rows), by)

    def action_change(self, by: int) -> None:
        """The cursor to the next or previous change of any state."""
        if self._scene_now is not None:
            self._jump(state_changes(self._scene_now), by)

    def action_attempt(self, by: int) -> None:
        """Cursor and selection to the next or previous attempt of the selected step, else of the run."""
        scene, view = self._scene_now, self.view
        if scene is None or view is None:
            return
        at = scene.now if self._cursor is None else self._cursor
        found = beside(attempt_starts(scene, view.address.step), at, by)
        if found is not None:
            time, address = found
            self._put(time, replace(address, time=time))

    def action_zoom(self, by: int) -> None:
        """The next round unit, the cursor's column unmoved; now stays in view when the cursor is there."""
        scene, window = self._scene_now, self._window
        if scene is None or window is None:
            return
        about = scene.now if self._cursor is None else self._cursor
        self._window = zoomed(window, next_unit(window.unit, by), about)
        stays = self._cursor is None and not scene.moment.over and self._hold is not Hold.FREE
        self._hold = Hold.FOLLOW if stays else Hold.FREE
        self.paint()

    def action_fit(self) -> None:
        """All of the run."""
        self._hold = Hold.FIT
        self.paint()

    def action_pan(self, by: int) -> None:
        """A quarter of the plot to the left or right; now is no longer followed."""
        if self._window is not None:
            self._hold = Hold.FREE
            self._window = panned(self._window, by * max(1, self._window.cells // _PAN_SHARE))
            self.paint()

    def action_follow(self) -> None:
        """Follow now, or stay where the plot is."""
        scene = self._scene_now
        if scene is None:
            return
        self._hold = Hold.FREE if self.following or scene.moment.over else Hold.FOLLOW
        self.paint()

    def action_drill(self) -> None:
        """Look inside the selected lane; a child run opens as a run."""
        lane = self._lane
        if lane is not None:
            self.post_message(Drilled(Address(lane.run) if lane.run else replace(lane.address, time=self._cursor)))

    def on_click(self, event: Click) -> None:
        """A click in the plot puts the cursor there."""
        if self._window is None or self.view is None or self._kept is None:
            return
        shape = shape_of(self._kept[4], self.size.width, self.size.height - 1)
        x = event.x - shape.label
        if 0 <= x < shape.plot:
            self._put(self._window.time(x))

    def wheel(self, by: int) -> None:
        """The wheel goes from lane to lane."""
        self._choose(by)

    @property
    def _scene_now(self) -> Scene | None:
        return self._kept[4] if self._kept is not None and self.view is not None and self.view.detail else None

    @property
    def _lane(self) -> Lane | None:
        scene = self._scene_now
        index = selected_lane(scene.lanes, self.view.address) if scene is not None and self.view is not None else None
        return scene.lanes[index] if scene is not None and index is not None else None

    def _prepare(self, view: View, width: int, height: int) -> tuple[Scene, Shape, Window] | None:
        detail = view.detail
        if detail is None or not (detail.steps or detail.children) or height < 1:
            return None
        scene = self._scene(view, detail)
        shape = shape_of(scene, width, height)
        self._window = held(self._window, self._hold, scene, shape.plot, busy=self._mode == "busy")
        return scene, shape, self._window

    def _scene(self, view: View, detail: RunDetail) -> Scene:
        """The lanes, kept until the data changes or a column of time has passed."""
        quantum = min(self._window.unit, _QUANTUM) if self._window is not None else 1.0
        now, history = aligned(view.calm, quantum), view.snapshot.history
        given = (detail, history, view.pipeline)
        kept = self._kept
        if kept is None or kept[3] != now or any(old is not new for old, new in zip(kept[:3], given, strict=True)):
            steps = view.pipeline.steps if view.pipeline else ()
            rework = frozenset(step.id for step in steps if step.rework_only)
            kept = self._kept = (*given, now, scene_of(detail, history, now, rework))
        return kept[4]

    def _choose(self, by: int) -> None:
        scene, view = self._scene_now, self.view
        if scene is None or view is None or not scene.lanes:
            return
        at = selected_lane(scene.lanes, view.address)
        index = moved(at, by, len(scene.lanes)) if at is not None else (0 if by > 0 else len(scene.lanes) - 1)
        self.post_message(Selected(replace(scene.lanes[index].address, time=self._cursor)))

    def _jump(self, times: Sequence[float], by: int) -> None:
        scene = self._scene_now
        if scene is not None:
            found = beside([(time, time) for time in times], scene.now if self._cursor is None else self._cursor, by)
            if found is not None:
                self._put(found[0])

    def _put(self, time: float | None, address: Address | None = None) -> None:
        if self.view is not None:
            self._cursor = time
            self._reveal()
            self.post_message(Selected(address or replace(self.view.address, time=time)))
            self.paint()

    def _reveal(self) -> None:
        if self._window is not None and self._cursor is not None:
            shown = revealed(self._window, self._cursor)
            if shown != self._window:
                self._hold, self._window = Hold.FREE, shown


def _nothing(view: View) -> str:
    if view.run is None:
        return "No run is selected."
    if view.detail is None:
        return "Reading the steps of this run."
    return "No step is known of this run yet."
