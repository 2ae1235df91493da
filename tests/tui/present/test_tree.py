"""The tree: which rows there are, what they say, how much work they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from builders import NOW, attempt, detail, run, step, view
from trees import DETAIL, HISTORY, RUN

from wave_tui.data.address import Address, parse
from wave_tui.data.models import Attempt, Note, RunDetail, Step, Subtask
from wave_tui.data.views import Snapshot
from wave_tui.tui.present.line import plain, width
from wave_tui.tui.present.look import ASCII, Look
from wave_tui.tui.present.tree import row_line
from wave_tui.tui.present.tree_find import failure, nearest, parent_of, running
from wave_tui.tui.present.tree_foot import facts, foot, nothing, step_of
from wave_tui.tui.present.tree_place import MORE, Key, address_of, key_of
from wave_tui.tui.present.tree_rows import Node, _Tree, rows
from wave_tui.tui.present.tree_words import Scene, steps_of


def scene(of: RunDetail = DETAIL, look: Look | None = None) -> Scene:
    return Scene(look or Look(), NOW, steps_of(of), HISTORY)


def text(of: RunDetail, cells: int = 46, look: Look | None = None) -> list[str]:
    return [plain(row_line(row, scene(of, look), cells)).rstrip() for row in rows(of, {})]


def drawn(one: Step, cells: int = 46) -> str:
    return text(detail(one, run=RUN), cells)[1]


def test_the_tree_of_the_deck_at_46_cells() -> None:
    assert text(DETAIL) == [
        "  ● RUN   ▾ impl-issue 8k3m        9m56s",
        "  ✓ OK      1 fetch-issue            41s  1.0×",
        "  ✓ OK      2 explore              1m12s  1.0×",
        "  ✓ OK      3 plan                 2m05s  1.1×",
        "  ● RUN   ▾ 4 implement A2/3       5m49s  2.3×",
        "  ✗ FAIL    ├ ▸ A1 schema error    2m05s",
        "  ● RUN     └ ▾ A2                 3m34s  2.3×",
        "  ✓ OK        ├ parser.go          1m06s",
        "  ● RUN       ├ lexer.go ━━━─ 85%  2m14s",
        "  · ..        ├ token.go",
        "  · ..        └ 3 more",
        "  ✓ OK      5 docs                   58s  0.9×",
        "  ● RUN   ▾ 6 audit                5m48s",
        "  ● RUN     └ ▸ audit-… b2q9  40%  5m46s",
        "  · ..      7 open-pr               ~36s",
    ]


def test_without_unicode_every_mark_has_its_ascii_form() -> None:
    made = text(DETAIL, look=Look(glyphs=ASCII, colours="none"))
    assert all(each.isascii() for each in made)
    assert made[4] == "  = RUN   v 4 implement A2/3       5m49s  2.3x"
    assert made[8] == "  = RUN       | lexer.go [=.] 85%  2m14s"


@pytest.mark.parametrize("cells", [10, 20, 46, 58, 69, 78])
def test_every_line_has_exactly_the_width_of_the_panel(cells: int) -> None:
    for row in rows(DETAIL, {}, unfold=True):
        assert width(row_line(row, scene(), cells, selected=True, focused=True)) == cells


def test_a_wide_panel_has_room_for_a_gauge_of_eight() -> None:
    assert "lexer.go ━━━━━━╸─" in text(DETAIL, 58)[8]


def test_folds_of_the_user_win_over_what_starts_open() -> None:
    step_key: Key = (RUN.id, "implement")
    folded = rows(DETAIL, {step_key: False, (RUN.id, "audit", "audit-deps"): True})
    assert [row.key[1:] for row in folded][4:8] == [("implement",), ("docs",), ("audit",), ("audit", "audit-deps")]
    assert folded[8].key[-1] == "scan"


def test_pending_siblings_unfold_when_asked() -> None:
    place: Key = (RUN.id, "implement", 2)
    assert [row for row in rows(DETAIL, {}) if row.key == (*place, MORE)]
    unfolded = rows(DETAIL, {(*place, MORE): True})
    assert not [row for row in unfolded if row.key[-1] == MORE]
    assert len(unfolded) == len(rows(DETAIL, {})) + 2


def test_three_pending_siblings_stay_as_they_are() -> None:
    few = detail(step("a", 1), *(step(name, 2, "pending") for name in "bcd"))
    assert len(rows(few, {})) == 5


def test_an_artifact_lies_below_the_attempt_that_made_it() -> None:
    made = rows(DETAIL, {(RUN.id, "implement", 1): True})
    place = [row.key for row in made].index((RUN.id, "implement", 1, "files", "plan.md"))
    assert plain(row_line(made[place], scene(), 46)).rstrip() == "    ART     │ ├ plan.md           4.1 kB"


def test_child_runs_that_no_step_mentions_are_shown_below_their_step() -> None:
    child = run("audit-deps-20261120-zz9z", pipeline="audit-deps", parent_step="plan", state="completed")
    shown = rows(replace(DETAIL, children=(child,)), {}, unfold=True)
    assert (RUN.id, "plan", child.id) in [row.key for row in shown]


def test_nesting_of_any_depth_is_drawn() -> None:
    deep = Subtask("leaf", "leaf", "running")
    for level in range(3000):
        deep = Subtask(f"l{level}", f"level {level}", "running", subtasks=(deep,))
    of = detail(step("a", 1, "running", subtasks=(deep,)))
    shown = rows(of, {})
    assert len(shown) == 3003
    assert width(row_line(shown[-1], scene(of), 46)) == 46


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"origin": "impl-issue-20261119-4fga"}, "1 plan done in 4fga"),
        ({"state": "skipped", "remark": "nothing new"}, "– SKIP    1 plan nothing new"),
        ({"state": "lost", "started": NOW - 9}, "? LOST    1 plan"),
        ({"visits": 3, "duration": 2.0}, "1 plan 3 visits"),
        ({"state": "failed", "error": "tests failed\nstderr: 3"}, "1 plan tests failed"),
        ({"notes": (Note("progress", "went back from 40 to 30"),)}, "1 plan odd progress"),
        ({"state": "warming"}, "    warmi   1 plan"),
        ({"state": "completed"}, "–"),
    ],
)
def test_what_is_odd_about_a_step_is_said_in_a_word(fields: dict[str, object], said: str) -> None:
    assert said in drawn(replace(Step("plan", 1, "completed"), **fields))  # type: ignore[arg-type]  # one field a case


def test_a_step_behind_a_failed_one_is_blocked() -> None:
    of = detail(step("a", 1, "failed", duration=1.0), step("b", 2, "pending", needs=("a",)))
    assert "2 b blocked" in text(of)[2]


def test_a_duration_is_never_cut_for_a_long_name() -> None:
    made = drawn(step("a-very-long-step-name-that-does-not-fit-anywhere", 1, duration=3725.0))
    assert made.endswith("1h02m") and "…" in made and "anywhere" in made


def test_a_failed_last_attempt_starts_open_and_an_earlier_one_closed() -> None:
    tries = (attempt(1, "failed"), attempt(2, "failed"))
    work = (Subtask("x", "x", "failed"),)
    shown = rows(detail(step("a", 1, "failed", attempts=tries, subtasks=work), run=RUN), {})
    assert [(row.node.number, row.open) for row in shown if isinstance(row.node, Attempt)] == [(1, None), (2, True)]


def test_keys_and_addresses_are_the_same_place() -> None:
    for row in rows(DETAIL, {}, unfold=True):
        assert key_of(address_of(row.key)) == row.key
    place = parse("r/implement/A2/lexer.go")
    assert address_of(key_of(place)) == place == Address("r", "implement", 2, ("lexer.go",))


def test_a_subtask_is_found_again_when_a_retry_moved_it_below_an_attempt() -> None:
    shown = rows(DETAIL, {})
    assert shown[nearest(shown, (RUN.id, "implement", "lexer.go"))].key == (RUN.id, "implement", 2, "lexer.go")


def test_a_place_that_is_gone_falls_back_to_the_closest_row_above() -> None:
    shown = rows(DETAIL, {})
    assert shown[nearest(shown, (RUN.id, "plan", "gone.md"))].key == (RUN.id, "plan")
    assert shown[parent_of(shown, 8)].key == (RUN.id, "implement", 2)


def test_failures_are_found_in_both_directions() -> None:
    shown = rows(DETAIL, {}, unfold=True)
    first = (RUN.id, "implement", 1)
    assert failure(shown, (RUN.id,), 1) == first == failure(shown, (RUN.id, "docs"), -1)
    assert failure(shown, first, 1) is None


def test_the_running_step_is_the_one_that_the_run_names() -> None:
    assert running(DETAIL) == (RUN.id, "implement")
    assert running(replace(DETAIL, run=replace(RUN, step=""))) == (RUN.id, "implement")
    assert running(detail(step("a", 1))) is None


def test_the_foot_names_files_needs_and_what_waits() -> None:
    made = [plain(each).rstrip() for each in foot(step_of(DETAIL, "implement"), scene(), 46)]
    assert made == ["  files   plan.md 4.1 kB  spec.json 812 B", "  needs   plan  blocks 7 open-pr"]
    assert (
        plain(foot(step_of(DETAIL, "implement"), scene(), 30)[0]).rstrip() == "  files   plan.md 4.1 kB"[:10] + "2 more"
    )


def test_the_title_says_percent_tokens_and_elapsed() -> None:
    shown = view(Snapshot(detail=DETAIL))
    assert [plain(fact) for fact in facts(shown)] == ["57%", "18.2k tok", "9m56s"]
    assert plain(nothing(replace(shown, address=Address()))).strip() == "no run selected"


def many(nested: bool) -> RunDetail:
    below = tuple(Subtask(f"p{n}", f"p{n}", "completed") for n in range(3)) if nested else ()
    count = 2_500 if nested else 10_000
    work = tuple(Subtask(f"f{n}", f"f{n}", "running", subtasks=below) for n in range(count))
    return detail(step("a", 1, "running", subtasks=work))


@pytest.mark.parametrize("nested", [False, True])
def test_ten_thousand_rows_are_made_without_a_look_below_each(nested: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, below = list[Node](), _Tree._below

    def look(tree: _Tree, parent: Key, node: Node) -> Sequence[Node]:
        looked.append(node)
        return below(tree, parent, node)

    monkeypatch.setattr(_Tree, "_below", look)
    assert len(rows(many(nested), {})) > 10_000
    assert len(looked) == (2_502 if nested else 2)
