"""The Now panel says what works, how long it still takes and against what; or what the run ended with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOW, step, view
from worlds import busy, failed, steps

from wave_tui.data.models import Subtask
from wave_tui.data.views import Snapshot
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.now import now, updated
from wave_tui.tui.present.view import View


def shown(of: View, cells: int = 69, height: int = 6) -> list[str]:
    return [plain(line).rstrip() for line in now(of, cells, height)]


def usual(seconds: float) -> View:
    """A world in which the two running steps usually take that long."""
    base = busy()
    history = base.snapshot.history
    assert history is not None
    shorter = {name: replace(history.step(name), durations=(seconds,) * 14) for name in ("audit", "implement")}
    other = replace(history, steps=history.steps | shorter)
    return replace(base, snapshot=replace(base.snapshot, history=other))


def test_the_running_step_is_named_with_attempt_state_time_and_persona() -> None:
    head = shown(busy())[0]
    assert head.startswith("implement A2/3  ● RUN 3m34s")
    assert head.endswith("also audit  coder")


def test_what_the_step_does_stands_behind_its_time_in_one_line() -> None:
    made = steps()
    acting = replace(made[3], action="Edit\ninternal/lexer.go")
    assert "RUN 3m34s  Edit internal/lexer.go" in shown(busy((*made[:3], acting, *made[4:])))[0]


@pytest.mark.parametrize(("cells", "head"), [(46, "RUN 3m34s  lexer.go 85%, 2…"), (33, "RUN 3m34s")])
def test_what_the_step_does_is_cut_with_a_mark_or_left_out(cells: int, head: str) -> None:
    made = steps()
    acting = replace(made[3], action="lexer.go 85%, 2 of 5")
    assert shown(busy((*made[:3], acting, *made[4:])), cells)[0] == f"implement A2/3  ● {head}"


def test_percent_range_and_samples_stand_beside_the_gauge() -> None:
    line = shown(busy())[1]
    assert "62%" in line
    assert "ETA 9–15m" in line
    assert line.endswith("p50–p90  n=14")


def test_past_the_p90_it_says_so_instead_of_a_frozen_number() -> None:
    line = shown(usual(60.0))[1]
    assert "later than 9 of 10 runs" in line
    assert "ETA" not in line


def test_few_samples_are_called_rough_and_none_gives_no_number() -> None:
    assert "rough  n=3" in shown(busy(samples=3))[1]
    assert shown(busy(samples=1))[1].endswith("no estimate           n=1")


def test_tokens_have_a_history_a_rate_a_sum_and_a_factor() -> None:
    line = shown(busy())[3]
    assert line.startswith("tokens/min  ▂█▃▆")
    assert "1.8k   total 18.2k   1.3×" in line


def test_the_try_is_compared_with_its_own_median() -> None:
    assert shown(busy())[4] == "against     its median of 4m10s, p90 5m17s"


def test_switching_the_baseline_off_takes_the_comparison_away() -> None:
    assert not any("median" in line for line in shown(replace(busy(), baseline=False)))


def test_output_counts_parts_artifacts_and_contract() -> None:
    assert shown(busy())[5] == "output      1/5 parts   3 artifacts   contract 3/4 passed"


def test_a_pause_between_two_tries_counts_from_the_failure() -> None:
    made = steps()
    waiting = replace(made[3], state="retrying", attempts=(replace(made[3].attempts[0], ended=NOW - 4),))
    assert "≈ RETRY 4s" in shown(busy((*made[:3], waiting, *made[4:])))[0]


def test_a_request_to_stop_is_shown_while_it_has_not_happened() -> None:
    lines = shown(busy(state="cancelling", cancel_requested=NOW - 12))
    assert any("stop asked for at" in line and "12s ago" in line for line in lines)


def test_a_failed_run_says_error_place_remedy_and_next_keys() -> None:
    lines = shown(failed())
    assert lines[1] == "ContractError: no field `edges` in spec.json"
    assert lines[2] == "at          implement A2/3   contract failure"
    assert lines[3].startswith("remedy      the output does not fit its contract")
    assert lines[5].startswith("next        r retry  4 events  5 artifacts")


def test_an_error_of_several_lines_never_breaks_a_row() -> None:
    world = failed()
    assert world.detail is not None
    error = "command failed: exit status 2\n\nstderr: main.go:7: undefined: foo\n" + "x " * 200
    made = tuple(replace(each, error=error) if each.id == "implement" else each for each in world.detail.steps)
    world = replace(world, snapshot=replace(world.snapshot, detail=replace(world.detail, steps=made)))
    assert shown(world, height=4)[1].startswith("command failed: exit status 2 stderr: main.go:7: undefined: foo")
    lines = shown(world)
    assert lines[1] == "command failed: exit status 2"
    assert lines[2].startswith("stderr: main.go:7: undefined: foo x x") and lines[2].endswith("…")
    assert not any(line.startswith("output") for line in lines)
    assert not any("\n" in line for line in lines)


def test_a_lost_run_says_that_its_executor_is_gone() -> None:
    assert shown(busy(state="lost", reason="heartbeat 7m ago"))[1] == "Its executor is gone: heartbeat 7m ago."
    assert shown(busy(state="lost", reason="process 77 is gone"))[1] == "Its process 77 is gone."


@pytest.mark.parametrize(
    ("state", "sources", "keys"),
    [
        ("failed", ("store",), "next        r retry  4 events"),
        ("failed", ("levels",), "next        4 events"),
        ("cancelled", ("levels",), "next        4 events"),
        ("lost", ("ci",), "next        x mark as cancelled  4 events"),
        ("lost", ("phases",), "next        x mark as cancelled  4 events"),
    ],
)
def test_only_keys_that_help_are_named(state: str, sources: tuple[str, ...], keys: str) -> None:
    assert shown(busy(state=state, sources=sources, reason="stale: no update for 7m"))[-1].startswith(keys)


def test_a_silent_program_whose_process_is_known_is_asked_and_not_written_off() -> None:
    silent = busy(state="lost", sources=("levels",), pid=77, reason="stale: no update for 7m")
    assert "x cancel  4 events" in shown(silent)[-1]
    gone = busy(state="lost", sources=("levels",), pid=77, reason="process 77 is gone")
    assert "x mark as cancelled" in shown(gone)[-1]


def test_a_run_that_was_cancelled_is_not_said_to_have_failed() -> None:
    broken = step("copy", 0, "failed", started=NOW - 9, ended=NOW - 5, error="no space left")
    assert shown(busy((broken,), state="cancelled", sources=("levels",), ended=NOW))[1] == "Cancelled."


def test_a_finished_run_is_compared_with_the_median_run() -> None:
    lines = shown(busy(state="completed", ended=NOW, steps_done=7))
    assert lines[1] == "All 7 steps completed."
    assert lines[2] == "against     0.8× the median run of 11m52s, n=3"


def test_freshness_is_in_the_title() -> None:
    assert [plain(line) for line in updated(busy())] == ["updated 0.4s ago"]
    assert [plain(line) for line in updated(failed())] == ["ended 1m40s ago"]


def test_without_a_selected_run_it_says_why_it_is_empty() -> None:
    assert shown(view(Snapshot())) == ["  no run is selected"]


def test_before_the_detail_is_read_the_row_of_the_list_is_shown() -> None:
    known = busy()
    lines = shown(replace(known, snapshot=replace(known.snapshot, detail=None, history=None)))
    assert lines[0].startswith("implement  ● RUN")
    assert "57%" in lines[1]


@pytest.mark.parametrize("cells", [20, 46, 69, 97])
@pytest.mark.parametrize("height", [0, 1, 3, 6])
def test_every_line_fits(cells: int, height: int) -> None:
    for world in (busy(), failed(), busy(state="lost")):
        lines = now(world, cells, height)
        assert len(lines) <= height
        assert all(width(line) <= cells for line in lines)


def test_the_ascii_form_has_no_other_character() -> None:
    look = Look(glyphs=ASCII, colours="none")
    for world in (busy(), failed(), busy(samples=0, tokens=None)):
        assert "".join(shown(replace(world, look=look))).isascii()


def test_a_lost_run_says_how_far_it_was() -> None:
    page = Subtask("f2", "b.pdf", "lost", current=5, total=12, unit="page")
    made = step("read", 0, "lost", started=NOW - 690, current=2, total=3, unit="file", subtasks=(page,))
    assert "at          read   file 2/3 b.pdf, page 5/12" in shown(busy((made,), state="lost", step="read"))


def test_a_lost_run_stands_at_the_step_that_was_lost() -> None:
    made = (step("collect", 0, ended=NOW - 700), step("review", 1, "lost", started=NOW - 690))
    assert "at          review" in shown(busy(made, state="lost", step="collect"))
