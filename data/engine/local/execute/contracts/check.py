"""Checks every contract of a step in its order and decides what a failure means."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from .....errors import WaveTuiError
from .....store.control import wording
from ..definition import Contract, Step
from ..parts import Context, ContractResult, StepPlace
from ..places import files_folder
from ..retries import CANCELED
from .diff import diff_verdict
from .documents import format_verdict, non_empty_verdict
from .judging import Document, judged
from .source import read_schema, read_source, source_name
from .spec import sections, specification
from .suite import suite_verdict
from .verdict import Verdict

KINDS = ("json_schema", "test_suite", "non_empty_file", "format", "markdown_spec", "source_diff")
"""The contracts that this engine can check."""

ANSWERS = ("fail", "skip", "continue", "rework", "warn", "rejected")
"""What ``on_failure`` may say."""

_SOFT = {"continue": ("contract_soft_failure", "and the step goes on"), "warn": ("contract_warning", "as a warning")}


async def check_contracts(step: Step, place: StepPlace, context: Context) -> ContractResult:
    """Check every contract of a step and record what comes out.

    A failure ends the check, except: ``continue`` and ``warn`` go on with the next contract, ``skip`` passes over those
    that follow. Without ``on_failure`` a contract fails the step, unless it says ``must_pass: false``.
    """
    held = 0
    for number, contract in enumerate(step.contracts, 1):
        context.recorder.contract(step.id, "validating", wording.validating(_shown(contract)), name=_shown(contract))
        verdict = await _verdict(contract, number, step, place, context)
        if context.cancelled.is_set():
            return ContractResult(False, wording.CANCELED, CANCELED)
        held += verdict.holds
        if not verdict.holds and (result := _failed(verdict, contract, step, context)) is not None:
            return result
    if step.contracts and held:
        context.recorder.contract(step.id, "contract_passed", _counted(held, len(step.contracts)), count=held)
    return ContractResult(True)


def answer_to_failure(contract: Contract) -> str:
    """What happens when a contract does not hold: its on_failure, else what must_pass means."""
    optional = "must_pass" in contract.keys and not contract.must_pass
    return contract.on_failure or ("continue" if optional else "fail")


def _failed(verdict: Verdict, contract: Contract, step: Step, context: Context) -> ContractResult | None:
    """Record a failure; None when the next contract is looked at."""
    error = wording.contract_error(contract.kind, verdict.text)
    context.recorder.contract(step.id, "contract_failed", error, kind=contract.kind)
    answer = answer_to_failure(contract)
    if answer in _SOFT:
        state, how = _SOFT[answer]
        context.recorder.contract(
            step.id, state, f"{contract.kind} contract does not hold, {how}: {verdict.problem}", kind=contract.kind
        )
        return None
    if answer == "skip":
        said = f"{contract.kind} contract does not hold, the remaining ones are skipped: {verdict.problem}"
        context.recorder.contract(step.id, "contract_skip", said, kind=contract.kind)
        return ContractResult(True)
    return ContractResult(
        passed=False,
        error=wording.step_contract_error(contract.kind, verdict.text),
        failure_class=verdict.failure_class,
        action=answer,
        rework_step=(contract.rework_step or step.retry.rework_step) if answer == "rework" else "",
    )


async def _verdict(contract: Contract, number: int, step: Step, place: StepPlace, context: Context) -> Verdict:
    """What a contract says; one that cannot be checked does not hold."""
    log = files_folder(context, step.id) / f"contract.{place.workspace.name}.{number}.log"
    if contract.kind not in KINDS:
        return Verdict(f"this engine checks no contract of type {contract.kind}")
    try:
        if contract.kind == "test_suite":
            return await suite_verdict(contract, step, place, log, context)
        if contract.kind == "source_diff":
            return await diff_verdict(contract, step, place, log, context)
        return await _of_file(contract, step, place, log, context)
    except (WaveTuiError, OSError) as error:
        return Verdict(str(error))


async def _of_file(contract: Contract, step: Step, place: StepPlace, log: Path, context: Context) -> Verdict:
    name = source_name(contract, step, context)
    content = await asyncio.to_thread(read_source, name, place)
    if contract.kind == "non_empty_file":
        return non_empty_verdict(name, content)
    if contract.kind == "format" and not (found := format_verdict(name, content)).holds:
        return found
    if contract.kind == "markdown_spec":
        parts = sections(content.decode("utf-8-sig", "replace"))
        if not parts:
            return Verdict(f"{name} has no heading, so it is no specification in Markdown")
        content = json.dumps(specification(parts)).encode()
    schema = read_schema(contract, context)
    if not schema.strip():
        missing = f"the {contract.kind} contract has no schema; add schema_path or schema"
        return Verdict(missing if contract.kind == "json_schema" else "")
    file = context.spec.root / (contract.schema_path or ".schema.json")
    return await judged(Document(name, content, schema, file), step, log, context)


def _shown(contract: Contract) -> str:
    return Path(contract.schema_path).name if contract.schema_path else contract.kind


def _counted(held: int, total: int) -> str:
    return wording.contracts_passed(total) if held == total else f"{held} of {total} contract(s) validated"
