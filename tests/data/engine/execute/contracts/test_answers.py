"""What a contract that does not hold means for its step."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from executions import context, definition, place, remembered

from wave_tui.data.engine.local.execute.contracts import check_contracts
from wave_tui.data.engine.local.execute.parts import Context, ContractResult

GOOD = "{type: non_empty_file, source: there.md}"


def bad(keys: str = "") -> str:
    return f"{{type: non_empty_file, source: gone.md{', ' if keys else ''}{keys}}}"


async def check(tmp_path: Path, *contracts: str) -> tuple[ContractResult, Context]:
    listed = ", ".join(contracts)
    step = f'  - {{id: a, type: command, script: "true", handover: {{contract: {GOOD}, contracts: [{listed}]}}}}\n'
    made = definition(tmp_path, step)
    where, run = place(tmp_path, made.steps[0]), context(tmp_path, made)
    (where.workspace / "there.md").write_text("text")
    return await check_contracts(made.steps[0], where, run), run


def states(run: Context) -> list[str]:
    return [values[1] for values in remembered(run).of("contract")]


@pytest.mark.parametrize(
    ("keys", "passed", "action", "said"),
    [
        ("", False, "fail", ["contract_failed"]),
        ("on_failure: fail", False, "fail", ["contract_failed"]),
        ("on_failure: rejected", False, "rejected", ["contract_failed"]),
        ("on_failure: rework, rework_step: fix", False, "rework", ["contract_failed"]),
        ("on_failure: skip", True, "fail", ["contract_failed", "contract_skip"]),
        ("must_pass: true", False, "fail", ["contract_failed"]),
        ("on_failure: warn", True, "fail", ["contract_failed", "contract_warning"]),
        ("on_failure: continue", True, "fail", ["contract_failed", "contract_soft_failure"]),
        ("must_pass: false", True, "fail", ["contract_failed", "contract_soft_failure"]),
        ("must_pass: false, on_failure: fail", False, "fail", ["contract_failed"]),
    ],
)
async def test_every_answer_to_a_failure(tmp_path: Path, keys: str, passed: bool, action: str, said: list[str]) -> None:
    result, run = await check(tmp_path, bad(keys))
    assert (result.passed, result.action) == (passed, action)
    assert states(run) == ["validating", *said]
    assert result.rework_step == ("fix" if action == "rework" else "")


async def test_after_a_failure_nothing_else_is_checked(tmp_path: Path) -> None:
    _, run = await check(tmp_path, bad("on_failure: fail"), GOOD)
    assert states(run) == ["validating", "contract_failed"]


async def test_skip_passes_over_the_remaining_contracts(tmp_path: Path) -> None:
    result, run = await check(tmp_path, GOOD, bad("on_failure: skip"), bad("on_failure: fail"))
    assert result.passed
    assert states(run) == ["validating", "validating", "contract_failed", "contract_skip"]


async def test_a_warning_goes_on_and_the_count_says_how_many_hold(tmp_path: Path) -> None:
    result, run = await check(tmp_path, bad("on_failure: warn"), GOOD)
    assert result.passed
    assert remembered(run).of("contract")[-1] == ("a", "contract_passed", "1 of 2 contract(s) validated")


async def test_the_list_wins_over_the_single_contract(tmp_path: Path) -> None:
    result, _ = await check(tmp_path, bad())
    assert not result.passed


async def test_a_step_without_contracts_says_nothing(tmp_path: Path) -> None:
    made = definition(tmp_path, '  - {id: a, type: command, script: "true"}\n')
    run = context(tmp_path, made)
    assert (await check_contracts(made.steps[0], place(tmp_path, made.steps[0]), run)).passed
    assert remembered(run).calls == []


async def test_a_cancelled_run_is_not_judged(tmp_path: Path) -> None:
    made = definition(tmp_path, f'  - {{id: a, type: command, script: "true", handover: {{contract: {bad()}}}}}\n')
    cancelled = asyncio.Event()
    cancelled.set()
    run = context(tmp_path, made, cancelled=cancelled)
    result = await check_contracts(made.steps[0], place(tmp_path, made.steps[0]), run)
    assert (result.passed, result.failure_class) == (False, "canceled")
    assert states(run) == ["validating"]
