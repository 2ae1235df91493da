"""What is wrong with a definition is said with its place, and nothing in a file can bring the program down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pipeline_files import load_text

from wave_tui.data.pipelines.layout import layout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps: [{id: a,\n", "line 2, column 1"),
        ("steps:\n- id: a\n  persona: [x]\n", "line 3, column 3: steps[0].persona must be text, but is a list"),
        ("steps:\n- id: a\n  dependencies: b\n", "steps[0].dependencies must be a list, but is the text 'b'"),
        ("steps:\n- persona: a\n", "line 2, column 3: steps[0] has no id"),
        ("steps: [{id: a}, {id: a}]", "steps[1].id 'a' is also the id of steps[0]"),
        ("steps: [{id: a, optional: maybe}]", "optional must be true or false, but is 'maybe'"),
        ("steps: [{id: a, timeout_minutes: soon}]", "must be a whole number"),
        ("steps: [{id: a, retry: {policy: keen}}]", "'keen' is no retry policy; use one of none, standard"),
        ("steps: [a]", "steps[0] must be a mapping of keys to values, but is the text 'a'"),
        ("kind: WaveManifest\nsteps: [{id: a}]", "kind is 'WaveManifest', a pipeline has WavePipeline"),
        ("", "steps are missing"),
        ("- a", "the document must be a mapping"),
        ("a: 1\n---\nb: 2\n", "another document"),
        ("steps: !!python/object:os.system x", "could not determine a constructor"),
        ("a: \x01", "line 1: control characters are not allowed"),
        (b"a: \xff", "line 1 is not UTF-8"),
    ],
)
def test_a_broken_file_says_what_is_wrong_and_where(tmp_path: Path, text: str | bytes, said: str) -> None:
    found = load_text(tmp_path, text)
    assert found.name == "under-test"
    assert said in found.error
    assert found.error.startswith(str(tmp_path / "under-test.yaml")) and "\n" not in found.error


def test_what_can_be_understood_of_a_broken_file_is_kept(tmp_path: Path) -> None:
    found = load_text(tmp_path, "steps: [{id: a, persona: p}, {id: b, optional: x, thread: [y]}]")
    assert [step.id for step in found.steps] == ["a", "b"]
    assert "optional" in found.error
    assert ["thread" in note.text for note in found.notes] == [False, True]


def test_a_key_that_stands_twice_is_noted(tmp_path: Path) -> None:
    found = load_text(tmp_path, "steps:\n- id: a\n  persona: x\n  persona: y\n")
    assert found.steps[0].persona == "y"
    assert [note.text for note in found.notes] == [
        "line 4: 'persona' was already set in line 3; the later one counts, remove the other"
    ]


def _bomb(merge: bool) -> str:
    lines = ["a0: &a0 {" + ", ".join(f"k{key}: x" for key in range(9)) + "}"]
    for level in range(1, 12):
        inner = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} " + (f"{{<<: [{inner}]}}" if merge else f"[{inner}]"))
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_bomb(merge=False), "repeats more than 10000 values through aliases"),
        (_bomb(merge=True), "repeats more than 10000 values through aliases"),
        ("a: &a [*a]", "refers to itself through *a"),
        ("[" * 500_000, "nested deeper than 64 levels"),
        ("- " * 500_000, "nested deeper than 64 levels"),
        ("{a: " * 200_000, "nested deeper than 64 levels"),
        ("[" + "a," * 500_000 + "]", "holds more than 100000 values"),
        ("#" * 1_100_000, "larger than 1 MiB"),
    ],
)
def test_a_document_made_to_exhaust_the_machine_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert said in load_text(tmp_path, text).error


_WORDS = st.sampled_from(
    (
        "steps: ",
        "id: ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        ": ",
        "\n",
        "\n  ",
        "&a ",
        "*a",
        "<<: ",
        "'",
        '"',
        "#",
        "|",
        ">",
    )
    + ("!!int ", "? ", "a", "~", "\ufeff", "\x00", "\x85", "persona: ", "edges: ", "loop: ", "gate: ", "cases: ")
)
_BYTES = st.one_of(st.binary(max_size=200), st.lists(_WORDS, max_size=40).map(lambda words: "".join(words).encode()))


_KEYS = st.sampled_from(
    ("metadata", "name", "input", "schema", "steps", "id", "persona", "dependencies", "optional", "retry", "policy")
    + ("max_attempts", "memory", "exec", "type", "inject_artifacts", "step", "gate", "choices", "target", "loop")
    + ("branch", "cases", "iterate", "strategy", "handover", "contracts", "edges")
)
_SHAPES = st.recursive(
    st.sampled_from((None, True, 3, -1, 0.5, "a", "b", "yes", "steps")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=25,
)


def _check_total(folder: Path, content: bytes) -> None:
    found = load_text(folder, content)
    assert found.error or found.steps
    assert len(layout(found)) == len({step.id for step in found.steps})


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=_BYTES)
def test_no_content_of_a_file_is_too_strange_to_load(tmp_path: Path, content: bytes) -> None:
    _check_total(tmp_path, content)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_SHAPES, max_size=4), rest=st.dictionaries(_KEYS, _SHAPES, max_size=4))
def test_no_shape_of_a_definition_is_too_strange_to_load(
    tmp_path: Path, steps: list[object], rest: dict[str, object]
) -> None:
    _check_total(tmp_path, json.dumps({"steps": steps} | rest).encode())
