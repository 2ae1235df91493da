"""The Events panel: follows, stands still, asks for other rows, finds hits and failures."""

from __future__ import annotations

from dataclasses import replace

from builders import event, snapshot, view
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from trees import DETAIL, RUN
from waiting import until_async

from wave_tui.data.address import Address
from wave_tui.data.models import Event
from wave_tui.data.views import EventsPage, EventsQuery
from wave_tui.tui.filtering import EventFilter
from wave_tui.tui.messages import EventsWanted, Said, Selected
from wave_tui.tui.widgets.events import EventsPanel


class Log(App[None]):
    """The panel over a log that answers what it is asked, as a reader would."""

    CSS = "EventsPanel { width: 69; height: 12; }"

    def __init__(self, rows: list[Event]) -> None:
        super().__init__()
        self.rows = rows
        self.asked: list[EventsQuery] = []
        self.said: list[str] = []
        self.place = Address(RUN.id, "implement")

    def compose(self) -> ComposeResult:
        """One panel."""
        yield EventsPanel()

    def on_mount(self) -> None:
        """Ready for keys."""
        self.panel.focus()
        self.answer()

    @property
    def panel(self) -> EventsPanel:
        """The panel."""
        return self.query_one(EventsPanel)

    def answer(self) -> None:
        """Hand down what was asked last."""
        query = self.asked[-1] if self.asked else EventsQuery()
        shown = snapshot(RUN, detail=DETAIL, events=self.page(query))
        self.panel.view = replace(view(shown), address=self.place)

    def page(self, query: EventsQuery) -> EventsPage:
        """A window over the log."""
        if not query.run:
            return EventsPage()
        rows = [row for row in self.rows if row.step == query.step and query.text in row.message]
        at = len(rows) if query.anchor is None else sum(row.id <= query.anchor for row in rows)
        start = max(0, at - (query.rows if query.anchor is None else query.rows // 2 + 1))
        end = min(len(rows), start + query.rows if query.anchor is None else at + query.rows // 2)
        failed = sum(row.state == "failed" for row in rows[end:])
        return EventsPage(tuple(rows[start:end]), start > 0, len(rows) - end, failed, query)

    def on_events_wanted(self, message: EventsWanted) -> None:
        """Answer."""
        self.asked.append(message.query)
        self.answer()

    def on_said(self, message: Said) -> None:
        """Remember."""
        self.said.append(message.text)

    def on_selected(self, message: Selected) -> None:
        """Select, as the deck does."""
        self.select(message.address)

    def select(self, address: Address) -> None:
        """Another place or moment."""
        self.place = address
        self.answer()

    def append(self, count: int, state: str = "stream_activity") -> None:
        """New rows come in."""
        last = self.rows[-1].id if self.rows else 0
        self.rows.extend(row(last + number, state) for number in range(1, count + 1))
        self.answer()


def row(number: int, state: str = "stream_activity") -> Event:
    return event(number, state, step="implement", attempt=2, message=f"Read {number}.go")


def log(count: int) -> Log:
    return Log([row(number) for number in range(1, count + 1)])


def lines(app: Log) -> list[str]:
    panel = app.panel
    return ["".join(each.text for each in panel.render_line(y)).rstrip() for y in range(panel.size.height)]


def names(app: Log) -> list[int]:
    return [int(line.partition("Read ")[2].partition(".go")[0]) for line in lines(app) if "Read " in line]


async def settled(pilot: Pilot[None]) -> Log:
    await pilot.pause()
    app = pilot.app
    assert isinstance(app, Log)
    return app


async def test_it_follows_the_tail_and_says_so() -> None:
    async with log(500).run_test() as pilot:
        app = await settled(pilot)
        assert names(app) == list(range(491, 501))
        app.append(3)
        assert names(app)[-1] == 503 and lines(app)[-1] == "follow on"
        assert lines(app)[0].endswith("&implement")


async def test_f3_it_stands_still_while_a_thousand_rows_come() -> None:
    async with log(500).run_test() as pilot:
        app = await settled(pilot)
        await pilot.press("k", "k")
        before = names(app)
        for _ in range(10):
            app.append(100)
            await pilot.pause()
            assert names(app) == before
        app.append(2, "failed")
        assert lines(app)[-1] == "follow off  1 002 new below  2 FAIL  G resumes"
        await pilot.press("G")
        assert names(app)[-1] == 1502 and lines(app)[-1] == "follow on"


async def test_every_row_is_reached_by_going_up() -> None:
    async with log(300).run_test() as pilot:
        app = await settled(pilot)
        seen = set(names(app))
        for _ in range(40):
            app.panel.action_move(-8)
            await pilot.pause()
            seen.update(names(app))
        assert seen == set(range(1, 301))
        for _ in range(40):
            app.panel.action_move(8)
            await pilot.pause()
        assert app.panel.following and names(app)[-1] == 300


async def test_g_shows_the_first_row_of_all() -> None:
    async with log(5_000).run_test() as pilot:
        app = await settled(pilot)
        await pilot.press("g")
        await pilot.pause()
        assert names(app) == list(range(1, 11))
        assert app.panel.selected_event == row(1)
        assert lines(app)[-1] == "follow off  4 990 below  G resumes"


async def test_f5_the_selected_event_stays_selected() -> None:
    async with log(50).run_test() as pilot:
        app = await settled(pilot)
        await pilot.press("k", "k", "k")
        app.append(400)
        await pilot.pause()
        assert app.panel.selected_event == row(47)


async def test_f6_a_dialog_freezes_the_pane_and_following_goes_on_afterwards() -> None:
    async with log(50).run_test() as pilot:
        app = await settled(pilot)
        app.panel.frozen = True
        app.append(20)
        assert names(app)[-1] == 50
        app.panel.frozen = False
        assert names(app)[-1] == 70 and lines(app)[-1] == "follow on"


async def test_f9_a_burst_is_summed_up() -> None:
    async with log(50).run_test() as pilot:
        app = await settled(pilot)
        app.append(1_000)
        assert lines(app)[1] == "more than 110 rows passed, scroll up to read"
        assert names(app) == list(range(1042, 1051))
        await pilot.press("k")
        assert "passed" not in lines(app)[1]


async def test_failures_are_found_on_pages_far_away() -> None:
    app = log(3_000)
    app.rows[99] = row(100, "failed")
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("E")
        await pilot.pause()
        await pilot.pause()
        assert app.panel.selected_event == row(100, "failed")
        assert 100 in names(app) and not app.panel.following
        await pilot.press("E")
        assert app.said == ["no failure above"]
        assert 100 in names(app)


async def test_a_search_goes_to_the_nearest_hit_above_and_n_to_the_next() -> None:
    async with log(300).run_test() as pilot:
        app = await settled(pilot)
        app.panel.search = "27"
        assert app.panel.selected_event == row(279)
        await pilot.press("N")
        assert app.panel.selected_event == row(278)
        await pilot.press("n", "n")
        assert app.panel.selected_event == row(279)
        assert app.said == ["no hit for 27 below"]


async def test_keeping_lines_asks_for_matching_ones_only() -> None:
    async with log(300).run_test() as pilot:
        app = await settled(pilot)
        app.panel.keep = EventFilter("99")
        await pilot.pause()
        assert names(app) == [99, 199, 299] and "keep 99" in lines(app)[0]
        app.panel.keep = EventFilter("nothing")
        await pilot.pause()
        assert "no event matches nothing" in lines(app)[1]


async def test_another_step_is_another_log_and_the_title_never_lies() -> None:
    async with log(50).run_test() as pilot:
        app = await settled(pilot)
        await pilot.press("k")
        app.place = Address(RUN.id, "docs")
        assert app.panel.view is not None
        app.panel.view = replace(app.panel.view, address=app.place)
        assert lines(app)[0].endswith("&implement") and names(app)[-1] == 50
        await pilot.pause()
        assert lines(app)[0].endswith("&docs") and "no events yet" in lines(app)[1]
        assert app.panel.following


async def test_identical_events_unfold_and_fold_again() -> None:
    app = log(3)
    app.rows.extend(replace(row(number), message="Read a.go") for number in range(4, 14))
    async with app.run_test() as pilot:
        await settled(pilot)
        assert any("9 similar folded" in line for line in lines(app))
        await pilot.press("k", "j", "l")
        assert not any("similar" in line for line in lines(app))
        await pilot.press("h")
        assert any("9 similar folded" in line for line in lines(app))


async def test_long_lines_are_pushed_sideways_unless_wrapped() -> None:
    app = log(1)
    app.rows[0] = replace(row(1), state="step_progress", message="0123456789" * 20)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("l")
        assert "progress  …9012" in lines(app)[1]
        await pilot.press("L", "H", "h")
        assert "progress  0123" in lines(app)[1]
        assert app.panel.view is not None
        app.panel.view = replace(app.panel.view, wrap=True)
        await pilot.press("l")
        assert "progress  0123" in lines(app)[1] and lines(app)[2].strip()[:1].isdigit()


async def test_messages_of_another_run_are_shown_from_their_beginning() -> None:
    app = log(1)
    app.rows[0] = replace(row(1), state="step_progress", message="0123456789" * 20)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("l")
        assert "…9012" in lines(app)[1]
        app.select(Address("other-run", "implement"))
        await until_async(lambda: "progress  0123" in lines(app)[1])


async def test_a_click_selects_the_event_under_it() -> None:
    async with log(100).run_test() as pilot:
        app = await settled(pilot)
        await pilot.click(EventsPanel, offset=(20, 3))
        assert app.panel.selected_event == row(93) and not app.panel.following


async def test_the_moment_of_the_selected_event_is_the_moment_of_the_deck_and_the_tail_is_now() -> None:
    async with log(50).run_test() as pilot:
        app = await settled(pilot)
        await pilot.press("k", "k")
        await pilot.pause()
        assert app.place.time == row(48).time
        await pilot.press("G")
        await pilot.pause()
        assert app.place.time is None


async def test_a_moment_chosen_elsewhere_selects_the_last_event_of_it_on_whatever_page_it_is() -> None:
    async with log(5000).run_test() as pilot:
        app = await settled(pilot)
        for number in (4990, 2, 3333, 1, 4999):
            at = row(number).time
            assert at is not None
            app.select(replace(app.place, time=at + 0.5))
            await until_async(lambda number=number: app.panel.selected_event == row(number))  # type: ignore[misc]  # a default
            assert number in names(app)
            assert not app.panel.following
        assert len(app.asked) < 60
        app.select(replace(app.place, time=None))
        await pilot.pause()
        assert app.panel.following


async def test_what_the_reader_chose_stays_when_the_moment_is_given_up_elsewhere() -> None:
    async with log(500).run_test() as pilot:
        app = await settled(pilot)
        await pilot.press("ctrl+u", "k")
        chosen = app.panel.selected_event
        app.select(replace(app.place, time=None))
        await pilot.pause()
        assert app.panel.selected_event == chosen and not app.panel.following


async def test_a_pane_that_grows_shows_more_above_instead_of_nothing_below() -> None:
    async with log(50).run_test() as pilot:
        app = await settled(pilot)
        await pilot.press("k")
        app.panel.styles.height = 20
        await pilot.pause()
        assert len(names(app)) == 18
