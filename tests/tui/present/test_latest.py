"""The bottom line tells what happened last in the open run, until there is something to say."""

from __future__ import annotations

from dataclasses import replace

from builders import NOW, attempt, detail, snapshot, step, view
from worlds import busy

from wave_tui.data.models import Step
from wave_tui.tui.present.footer import happened
from wave_tui.tui.present.line import plain
from wave_tui.tui.present.view import View


def shown(of: View) -> str:
    return plain(happened(of, 118)).rstrip()


def of(*steps: Step) -> View:
    made = detail(*steps)
    return view(snapshot(made.run, detail=made))


def test_a_failed_try_is_told_with_the_one_that_follows_until_that_began() -> None:
    failed = attempt(1, "failed", started=NOW - 90, ended=NOW - 20)
    waiting = step("implement", state="retrying", attempts=(failed, attempt(2, "retrying")))
    assert shown(of(waiting)) == "04:59:40  8k3m implement A1 failed, retrying as A2"
    again = replace(waiting, attempts=(failed, attempt(2, "running", started=NOW - 5)))
    assert shown(of(again)) == "04:59:55  8k3m implement A2 started"


def test_steps_without_tries_are_told_too() -> None:
    assert shown(of(step("lint", ended=NOW - 3))) == "04:59:57  8k3m lint completed"


def test_only_the_failing_word_is_coloured() -> None:
    made = of(step("test", state="failed", attempts=(attempt(1, "failed", started=NOW - 9, ended=NOW - 1),)))
    assert [text for text, style in happened(made, 118) if style == "fail"] == ["failed"]


def test_what_the_program_has_to_say_comes_first() -> None:
    assert shown(replace(busy(), message=(NOW, "sent 3 lines"))) == "05:00:00  sent 3 lines"


def test_what_it_had_to_say_gives_way_to_what_happened_later_once_it_was_read() -> None:
    made = of(step("lint", ended=NOW - 3))
    assert "sent 3 lines" in shown(replace(made, message=(NOW - 29, "sent 3 lines")))
    assert shown(replace(made, message=(NOW - 31, "sent 3 lines"))) == "04:59:57  8k3m lint completed"
    assert "sent 3 lines" in shown(replace(made, now=NOW + 99, message=(NOW, "sent 3 lines")))


def test_nothing_happened_before_a_run_began() -> None:
    assert shown(of()) == ""


def test_the_end_of_the_run_is_the_last_thing_of_all() -> None:
    made = detail(step("a", state="failed", attempts=(attempt(1, "failed", started=NOW - 9, ended=NOW - 1),)))
    made = replace(made, run=replace(made.run, state="failed", ended=NOW - 1))
    assert shown(view(snapshot(made.run, detail=made))) == "04:59:59  8k3m failed"
