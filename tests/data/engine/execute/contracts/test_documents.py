"""Contracts about files that a step left, and specifications in Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from executions import context, definition, place

from wave_tui.data.engine.local.execute.contracts import check_contracts
from wave_tui.data.engine.local.execute.contracts.documents import format_verdict
from wave_tui.data.engine.local.execute.contracts.spec import sections, specification
from wave_tui.data.engine.local.execute.parts import ContractResult

SPEC = """# Checkout

## User stories

As a buyer, I want to pay by card, so that I need no cash.

- [ ] a declined card is told

## Edge cases
1. the network is down
```
# not a heading
```
## Data model
Order has lines.
"""


async def check(tmp_path: Path, contract: str, files: dict[str, str]) -> ContractResult:
    step = f'  - {{id: a, type: command, script: "true", handover: {{contract: {contract}}}}}\n'
    made = definition(tmp_path, step)
    where = place(tmp_path, made.steps[0])
    for name, text in files.items():
        (where.workspace / name).write_text(text)
    return await check_contracts(made.steps[0], where, context(tmp_path, made))


@pytest.mark.parametrize(("text", "passes"), [("x", True), ("", False), (" \n\t", False)])
async def test_a_non_empty_file_has_more_than_blanks(tmp_path: Path, text: str, passes: bool) -> None:
    result = await check(tmp_path, "{type: non_empty_file, source: notes.md}", {"notes.md": text})
    assert result.passed is passes
    assert passes or "notes.md is empty" in result.error


async def test_without_a_source_the_first_artifact_is_meant(tmp_path: Path) -> None:
    step = (
        '  - {id: a, type: command, script: "true", output_artifacts: [{name: n, path: notes.md}],'
        " handover: {contract: {type: non_empty_file}}}\n"
    )
    made = definition(tmp_path, step)
    where = place(tmp_path, made.steps[0])
    (where.workspace / "notes.md").write_text("done")
    assert (await check_contracts(made.steps[0], where, context(tmp_path, made))).passed


async def test_without_source_and_artifact_it_says_what_is_missing(tmp_path: Path) -> None:
    assert "names no file; add source" in (await check(tmp_path, "{type: non_empty_file}", {})).error


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"title": "done"}', ""),
        ("{}", "empty object"),
        ("[1]", "must hold a JSON object"),
        ("nothing", "not valid JSON"),
        ('{"steps": [{"note": "TODO: write"}]}', "/steps/0/note contains TODO"),
    ],
)
def test_a_format_is_a_finished_json_object(text: str, problem: str) -> None:
    verdict = format_verdict("out.json", text.encode())
    assert problem in verdict.problem
    assert verdict.holds is (problem == "")


def test_deep_nesting_has_no_effect_on_the_search_for_placeholders() -> None:
    text = '{"a": ' * 400 + '"TBD"' + "}" * 400
    assert "contains TBD" in format_verdict("out.json", text.encode()).problem


async def test_a_specification_needs_a_heading(tmp_path: Path) -> None:
    contract = "{type: markdown_spec, source: spec.md}"
    assert (await check(tmp_path, contract, {"spec.md": SPEC})).passed
    assert "no heading" in (await check(tmp_path, contract, {"spec.md": "plain text"})).error


async def test_a_specification_can_be_described_by_a_schema(tmp_path: Path) -> None:
    (tmp_path / "spec.schema.json").write_text('{"required": ["risk_assessment"]}')
    contract = "{type: markdown_spec, source: spec.md, schema_path: spec.schema.json}"
    assert "'risk_assessment' is a required property" in (await check(tmp_path, contract, {"spec.md": SPEC})).error


def test_the_sections_of_a_specification_become_values() -> None:
    assert specification(sections(SPEC)) == {
        "title": "Checkout",
        "user_stories": [
            {
                "as_a": "buyer",
                "i_want": "pay by card",
                "so_that": "I need no cash",
                "acceptance_criteria": ["a declined card is told"],
            }
        ],
        "edge_cases": ["the network is down"],
        "data_model": "Order has lines.",
    }


def test_a_hostile_document_is_read_to_its_end() -> None:
    hostile = "# " + " " * 300_000 + "x\n\n# ok\n\nAs a " + "I want " * 50_000
    assert specification(sections(hostile))["title"] == "ok"
