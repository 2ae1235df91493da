"""How outputs are joined, and where the result goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from executions import context, definition, remembered
from hypothesis import given, settings
from hypothesis import strategies as st

from wave_tui.data.engine.local.execute.composition import run_composition
from wave_tui.data.engine.local.execute.composition.aggregate import joined
from wave_tui.data.engine.local.execute.definition import Aggregate
from wave_tui.data.engine.local.execute.parts import Context, StepOutcome
from wave_tui.data.errors import RefusedError


def plan(strategy: str = "merge_arrays", key: str = "") -> Aggregate:
    return Aggregate("", "", strategy, key)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("[[1],[2,3]]", "", "[1,2,3]"),
        ("[1,2]", "", "[1,2]"),
        ("[[1],2,null]", "", "[1,2]"),
        ('[{"findings":[1]},{"findings":[2]}]', "findings", "[1,2]"),
        ('[{"findings":[1]},null]', "findings", "[1]"),
        ("[1] [2]", "", "[1,2]"),
        ('{"a":1}, {"a":2}', "", '[{"a":1},{"a":2}]'),
        ("[]", "", "[]"),
    ],
)
def test_lists_are_merged(text: str, key: str, expected: str) -> None:
    assert joined(text, plan(key=key)) == expected


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ("nothing", "", "aggregate.from is no JSON: 'nothing'"),
        ("[1] oops", "", "aggregate.from is no JSON: 'oops'"),
        ("[{}]", "findings", "element 1 has no key 'findings'"),
        ("[7]", "findings", "element 1 has no key 'findings'"),
        ('[{"findings":7}]', "findings", "element 1 holds no list under 'findings'"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_its_place(text: str, key: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why.replace("'", ".")):
        joined(text, plan(key=key))


@pytest.mark.parametrize("strategy", ["concat", "reduce"])
def test_other_strategies_keep_the_text(strategy: str) -> None:
    assert joined("a\nb", plan(strategy)) == "a\nb"


@given(values=st.lists(st.lists(st.integers())))
@settings(max_examples=30, deadline=None)
def test_merged_lists_lose_nothing_and_keep_their_order(values: list[list[int]]) -> None:
    assert json.loads(joined(json.dumps(values), plan())) == [one for below in values for one in below]


def prepare(tmp_path: Path, into: str = ".agents/output/merged-findings.json") -> Context:
    text = (
        '  - {id: scan, type: command, script: "true"}\n'
        f"  - {{id: merge, dependencies: [scan], aggregate: {{from: '{{{{ scan.output }}}}', into: '{into}',"
        " strategy: merge_arrays}}\n"
    )
    run = context(tmp_path, definition(tmp_path, text))
    run.state.outputs["scan"] = "[[1],[2]]"
    return run


async def merge(run: Context) -> StepOutcome:
    return await run_composition(run.definition.steps[1], run)


async def test_the_result_becomes_a_file_and_an_artifact_of_its_name(tmp_path: Path) -> None:
    run = prepare(tmp_path)
    outcome = await merge(run)
    path = ".agents/output/merged-findings.json"
    assert (outcome.output, outcome.message) == ("[1,2]", f"aggregate: wrote {path} (strategy: merge_arrays)")
    assert (tmp_path / path).read_text() == "[1,2]"
    assert [one.name for one in outcome.artifacts] == ["merged-findings"]
    assert [values[:4] for values in remembered(run).of("artifact")] == [("merge", "merged-findings", path, "json")]


@pytest.mark.parametrize("into", ["../out.json", "/etc/out.json", "link/out.json"])
async def test_a1_a_file_outside_of_the_project_is_not_written(tmp_path: Path, into: str) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (root / "link").symlink_to(tmp_path / "elsewhere")
    outcome = await merge(prepare(root, into))
    assert "leads out of the project" in outcome.error
    assert not (tmp_path / "out.json").exists()
    assert list((tmp_path / "elsewhere").iterdir()) == []


async def test_a_file_that_cannot_be_written_fails_the_step_with_the_systems_words(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    outcome = await merge(prepare(tmp_path, "taken/out.json"))
    assert outcome.state == "failed"
    assert "Not a directory" in outcome.error or "File exists" in outcome.error
