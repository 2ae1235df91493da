"""The card says on eight rows what the run does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import event, view
from worlds import busy, failed

from wave_tui.data.views import Snapshot
from wave_tui.tui.present.card import card, notable
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.view import View


def shown(of: View, cells: int = 78, height: int = 8) -> list[str]:
    return [plain(line).rstrip() for line in card(of, cells, height)]


def test_the_title_names_the_run_and_its_freshness() -> None:
    assert shown(busy())[0].startswith("8k3m ─")
    assert shown(busy())[0].endswith("updated 0.4s ago")


def test_the_step_line_ends_with_the_part_at_work() -> None:
    assert shown(busy())[1].startswith("4 implement A2/3  ● RUN 3m34s  ")
    assert shown(busy())[1].endswith("lexer.go, 2/5 85%")


def test_the_gauge_line_has_percent_estimate_samples_and_rate() -> None:
    assert "62%  ETA 9–15m  n=14    " in shown(busy())[2]
    assert shown(busy())[2].endswith(" 1.8k/m")


def test_a_rough_estimate_says_so_here_too() -> None:
    assert "rough" in shown(busy(samples=3))[2]


def test_a_narrow_card_drops_the_spark_before_it_cuts_a_number() -> None:
    assert "62%  ETA 9–15m" in shown(busy(), 60)[2]
    assert shown(busy(), 60)[2].endswith("  1.8k/m")


def test_the_last_failure_and_the_newest_event_are_shown() -> None:
    lines = shown(busy())[3:6]
    assert any(each.endswith("A1 ✗ failed    ContractError: no field `edges`") for each in lines)
    assert lines[2].endswith("A2   tool      Bash go test ./lexer")


def test_notable_keeps_the_order_and_copes_with_few_events() -> None:
    first, bad, last = event(1), event(2, "failed"), event(3)
    assert notable([]) == []
    assert notable([first]) == [first]
    assert notable([first, bad, last, event(4, "eta_updated")]) == [bad, last]
    assert notable([bad, event(3), event(4), event(5)], 3) == [bad, event(4), event(5)]


def test_a_card_uses_all_of_its_lines() -> None:
    assert all(shown(busy()))


def test_a_finished_run_shows_what_it_ended_with() -> None:
    assert shown(failed())[2] == "ContractError: no field `edges` in spec.json"


def test_nothing_selected_says_so() -> None:
    assert shown(view(Snapshot()))[1] == "  no run is selected"


@pytest.mark.parametrize("cells", [20, 40, 60, 78])
def test_every_line_fits(cells: int) -> None:
    for world in (busy(), failed(), busy(samples=3)):
        assert all(width(line) <= cells for line in card(world, cells, 8))


def test_the_ascii_form_has_no_other_character() -> None:
    world = replace(busy(tokens=None), look=Look(glyphs=ASCII, colours="none"))
    assert "".join(shown(world)).isascii()


def test_the_chain_of_steps_fills_the_last_two_rows() -> None:
    lines = shown(busy())
    assert len(lines) == 8
    assert "05:00:00" in lines[6]
    assert "│" in lines[7]


def test_a_low_card_leaves_the_chain_out_whole() -> None:
    assert len(shown(busy(), height=5)) == 4
