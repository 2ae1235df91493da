"""What a JSON schema contract accepts, refuses and never does."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from executions import context, definition, place, processes, remembered
from hypothesis import given, settings
from hypothesis import strategies as st
from waiting import until_async

from wave_tui.data.engine.local.execute.contracts import check_contracts, judging
from wave_tui.data.engine.local.execute.contracts.schema import schema_verdict
from wave_tui.data.engine.local.execute.parts import Context, ContractResult
from wave_tui.data.errors import RefusedError

REPORT = {
    "type": "object",
    "required": ["summary", "score"],
    "properties": {"summary": {"type": "string"}, "score": {"type": "integer"}},
}
STEP = """
  - id: produce
    type: command
    script: "true"
    handover:
      contract: {type: json_schema, source: out.json, schema_path: .agents/contracts/report.schema.json}
"""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=4), below, max_size=4),
    max_leaves=12,
)


async def check(tmp_path: Path, content: bytes, schema: object = REPORT) -> tuple[ContractResult, Context]:
    made = definition(tmp_path, STEP)
    (tmp_path / ".agents/contracts").mkdir(parents=True)
    (tmp_path / ".agents/contracts/report.schema.json").write_text(json.dumps(schema))
    where, run = place(tmp_path, made.steps[0]), context(tmp_path, made)
    (where.workspace / "out.json").write_bytes(content)
    return await check_contracts(made.steps[0], where, run), run


async def test_a_file_that_follows_its_schema_passes_with_waves_words(tmp_path: Path) -> None:
    result, run = await check(tmp_path, b'{"summary": "s", "score": 7}')
    assert result.passed
    assert remembered(run).of("contract") == [
        ("produce", "validating", "Validating report.schema.json contract"),
        ("produce", "contract_passed", "all 1 contract(s) validated"),
    ]


async def test_a_violation_fails_the_step_and_says_where_and_what(tmp_path: Path) -> None:
    result, run = await check(tmp_path, b'{"summary": "x", "score": "not-a-number"}')
    assert (result.passed, result.action, result.failure_class) == (False, "fail", "contract_failure")
    state, message = remembered(run).of("contract")[-1][1:]
    assert state == "contract_failed"
    assert message.startswith(
        "contract validation failed [json_schema]: out.json does not follow its schema: at /score:"
    )
    assert result.error == f"contract validation failed: {message}"


async def test_every_violation_is_listed(tmp_path: Path) -> None:
    result, _ = await check(tmp_path, b'{"score": "7"}')
    assert "(and 1 more)" in result.error
    assert "'summary' is a required property" in result.error
    assert "at /score: '7' is not of type 'integer'" in result.error


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'{"a": ' + b"9" * 5_000 + b"}"])
async def test_what_is_no_json_fails_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    result, _ = await check(tmp_path, content)
    assert "out.json" in result.error
    assert not result.passed


async def test_a_missing_file_fails_with_its_name(tmp_path: Path) -> None:
    made = definition(tmp_path, STEP)
    result = await check_contracts(made.steps[0], place(tmp_path, made.steps[0]), context(tmp_path, made))
    assert "out.json is not there; the step left no such file" in result.error


async def test_a_link_out_of_the_workspace_is_not_read(tmp_path: Path) -> None:
    made = definition(tmp_path, STEP)
    (tmp_path / "secret.json").write_text('{"summary": "token", "score": 1}')
    where = place(tmp_path, made.steps[0])
    (where.workspace / "out.json").symlink_to(tmp_path / "secret.json")
    result = await check_contracts(made.steps[0], where, context(tmp_path, made))
    assert "leads out" in result.error


@pytest.mark.parametrize("schema", [7, [], {"type": "nothing"}, {"$ref": "https://example.com/schema.json"}])
async def test_a_bad_schema_is_named_and_nothing_is_fetched(tmp_path: Path, schema: object) -> None:
    result, _ = await check(tmp_path, b"{}", schema)
    assert "schema" in result.error
    assert not result.passed


async def test_a_pattern_that_takes_for_ever_ends_after_the_timeout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "TIMEOUT", 2.0)
    schema = {"properties": {"summary": {"pattern": "^(a|a)*$"}}}
    result, _ = await check(tmp_path, json.dumps({"summary": "a" * 60 + "b"}).encode(), schema)
    assert "could not be compared with its schema: timed out after 2 s" in result.error


async def test_a_cancel_is_heard_while_a_document_is_compared(tmp_path: Path) -> None:
    made = definition(tmp_path, STEP)
    (tmp_path / ".agents/contracts").mkdir(parents=True)
    schema = {"properties": {"summary": {"pattern": "^(a|a)*$"}}}
    (tmp_path / ".agents/contracts/report.schema.json").write_text(json.dumps(schema))
    where, run = place(tmp_path, made.steps[0]), context(tmp_path, made)
    (where.workspace / "out.json").write_text(json.dumps({"summary": "a" * 60 + "b"}))
    checking = asyncio.create_task(check_contracts(made.steps[0], where, run))
    await until_async(lambda: processes(run).started)
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(checking, 5)


def test_a_schema_may_refer_to_files_of_the_project_and_to_no_others(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "contracts").mkdir(parents=True)
    (root / "shared.json").write_text('{"type": "integer"}')
    (tmp_path / "outside.json").write_text("{}")
    file = root / "contracts/report.json"
    assert schema_verdict({"$ref": "../shared.json"}, 7, "out", file, root).holds
    assert not schema_verdict({"$ref": "../shared.json"}, "7", "out", file, root).holds
    with pytest.raises(RefusedError, match="no file of the project"):
        schema_verdict({"$ref": "../../outside.json"}, 7, "out", file, root)


def test_a_schema_that_refers_to_itself_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="without end"):
        schema_verdict({"$ref": "#"}, 7, "out", tmp_path / "s.json", tmp_path)


async def test_a_long_value_does_not_make_a_long_message(tmp_path: Path) -> None:
    result, _ = await check(tmp_path, json.dumps({"summary": "s", "score": "x" * 100_000}).encode())
    assert len(result.error) < 2_000
    assert "characters more" in result.error


@given(value=JSON)
@settings(max_examples=50, deadline=None)
def test_any_json_gets_a_verdict(value: object) -> None:
    verdict = schema_verdict(REPORT, value, "out", Path("/schema.json"), Path("/nowhere"))
    assert verdict.holds or "out does not follow" in verdict.text
