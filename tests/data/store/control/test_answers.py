"""A gate's question is answered once, by whoever is first, from anywhere."""

from __future__ import annotations

import pytest
from recording import Person, Scene
from together import at_once

from wave_tui.data.errors import RefusedError
from wave_tui.data.store.control import wording
from wave_tui.data.store.control.answers import Choice, answer, waiting
from wave_tui.data.store.control.recorder import Recorder

CHOICES = (Choice("a", "Approve"), Choice("r", "Reject"))
ANA, BEN = Person(), Person("ben", 2000)


def asks(scene: Scene, message: str = "Ship it?") -> Recorder:
    recorder = scene.starts()
    recorder.run_started(["approve"])
    recorder.step_running("approve", wording.gate("approval"))
    recorder.gate_waiting("approve", "approval", message, CHOICES)
    return recorder


def test_a_question_is_there_for_everybody_until_it_is_answered(scene: Scene) -> None:
    recorder = asks(scene)
    (question,) = waiting(scene.store)
    assert (question.run, question.step, question.message) == (recorder.run, "approve", "Ship it?")
    assert (question.choices, question.asked) == (CHOICES, scene.now)
    assert recorder.gate_answer("approve") is None
    scene.after(5)
    answer(scene.store, recorder.run, "approve", "a", ANA, scene.now)
    assert waiting(scene.store) == ()
    found = recorder.gate_answer("approve")
    assert found is not None and (found.choice, found.by, found.answered) == ("a", "ana", scene.now)


def test_the_first_answer_wins_and_the_second_is_told_who_was_first(scene: Scene) -> None:
    recorder = asks(scene)
    answer(scene.store, recorder.run, "approve", "a", ANA, scene.now)
    scene.after(3)
    with pytest.raises(RefusedError, match=r"ana has answered it with Approve \(a\) 3 s ago"):
        answer(scene.store, recorder.run, "approve", "r", BEN, scene.now)
    assert scene.rows("SELECT choice, answered_by FROM wtui_gate_answer") == [("a", "ana")]


def test_an_answer_is_one_row_of_the_log(scene: Scene) -> None:
    recorder = asks(scene)
    answer(scene.store, recorder.run, "approve", "r", BEN, scene.now)
    said = "gate answered at step approve: Reject (r) by ben (uid 2000) on box, CLI"
    assert scene.rows("SELECT message FROM event_log WHERE state = 'gate_answered'") == [(said,)]


def test_only_what_a_gate_offers_can_be_answered(scene: Scene) -> None:
    recorder = asks(scene)
    with pytest.raises(RefusedError, match="no choice 'x'; choose one of: a, r"):
        answer(scene.store, recorder.run, "approve", "x", ANA, scene.now)
    with pytest.raises(RefusedError, match="does not wait"):
        answer(scene.store, recorder.run, "other", "a", ANA, scene.now)


def test_a_gate_that_is_passed_again_asks_again(scene: Scene) -> None:
    recorder = asks(scene, "First?")
    answer(scene.store, recorder.run, "approve", "r", ANA, scene.now)
    recorder.gate_waiting("approve", "approval", "Second?", CHOICES)
    assert recorder.gate_answer("approve") is None
    assert [question.message for question in waiting(scene.store, recorder.run)] == ["Second?"]
    answer(scene.store, recorder.run, "approve", "a", BEN, scene.now)
    found = recorder.gate_answer("approve")
    assert found is not None and (found.choice, found.visit) == ("a", 2)


def test_a_run_that_is_over_asks_nobody(scene: Scene) -> None:
    recorder = asks(scene)
    recorder.run_finished("cancelled", "cancelled by ana")
    assert waiting(scene.store) == ()
    with pytest.raises(RefusedError, match="its run has ended"):
        answer(scene.store, recorder.run, "approve", "a", ANA, scene.now)


def test_a_store_without_gates_has_no_questions(scene: Scene) -> None:
    assert waiting(scene.store) == ()


def test_text_of_a_question_is_safe_to_show(scene: Scene) -> None:
    asks(scene, "\x1b]0;title\x07Ship?\x1b[31m")
    assert waiting(scene.store)[0].message == "Ship?"


ANSWERS = """
from pathlib import Path
from recording import Person
from wave_tui.data.errors import RefusedError
from wave_tui.data.store.control.answers import answer
wait()
try:
    print(answer(Path(sys.argv[1]), sys.argv[2], 'approve', sys.argv[3], Person('user-' + sys.argv[4]), 9.0).by)
except RefusedError:
    print('late')
"""


def test_of_people_who_answer_at_once_one_is_first(scene: Scene) -> None:
    recorder = asks(scene)
    said = at_once(ANSWERS, [(scene.store, recorder.run, "ar"[place % 2], place) for place in range(6)])
    assert said.count("late") == 5
    (winner,) = set(said) - {"late"}
    assert scene.rows("SELECT answered_by FROM wtui_gate_answer") == [(winner,)]
