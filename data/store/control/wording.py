"""The sentences of an execution in the forms that Wave writes and every reader of a store looks for."""

from __future__ import annotations

import json

CANCELED = "context canceled"
"""What a step says that was stopped with its run."""

_INPUT = 2_000


def run_started(text: str, steps: int) -> str:
    """The first event of a run; its end tells readers how many steps there are."""
    shown = text if len(text) <= _INPUT else f"{text[:_INPUT]}…"
    return f"input={json.dumps(shown, ensure_ascii=False)} steps={steps}"


def workspace_root(folder: str) -> str:
    """Where the steps of a run work."""
    return f"workspace root: {folder.rstrip('/')}/"


def resumed_step(step: str, first: str) -> str:
    """A step of a run that goes on where another one ended."""
    return f"Starting step {step} (resumed from {first})"


def resumed_completed(first: str) -> str:
    """The end of such a run."""
    return f"Pipeline completed successfully (resumed from {first})"


def persona(name: str, folder: str) -> str:
    """A persona begins to work."""
    return f"Starting {name} persona in {folder}"


def command(script: str) -> str:
    """A command step begins."""
    return f"executing command step: {script}"


COMMAND_DONE = "command completed successfully"
GATE_DONE = "gate step completed"


def command_failed(reason: str, stderr: str) -> str:
    """The first event of a failed command; ``reason`` alone is the second one."""
    return f"command failed: {reason}\nstderr: {stderr}"


def gate(kind: str) -> str:
    """A gate begins."""
    return f"gate step: {kind}"


def gate_waiting(kind: str, message: str) -> str:
    """A gate asks."""
    return f"gate: {kind} — {message}"


def gate_resolved(answer: str) -> str:
    """A gate was answered: a choice as ``Approve (a)``, or why it went on by itself."""
    return f"gate resolved: {answer}"


def injected(name: str, step: str, path: str) -> str:
    """A step finds an artifact of another one."""
    return f"injected artifact {name} from {step} ({path})"


def iterate(total: int, mode: str) -> str:
    """A step goes over items; ``mode`` is parallel or serial."""
    return f"iterate: {total} items (mode: {mode})"


def iterate_item(number: int, total: int, mode: str, pipeline: str) -> str:
    """The item with this number, counted from 1."""
    return f"iterate {mode} item {number}/{total}: {pipeline}"


def iterate_completed(total: int, mode: str) -> str:
    """Every item is done."""
    return f"iterate: all {total} items completed ({mode})"


def child_loading(pipeline: str) -> str:
    """The definition of a child run is read."""
    return f'composition: loading sub-pipeline "{pipeline}"'


def child_executing(pipeline: str) -> str:
    """A child run begins."""
    return f'composition: executing sub-pipeline "{pipeline}"'


def child_completed(pipeline: str) -> str:
    """A child run went well."""
    return f'composition: sub-pipeline "{pipeline}" completed'


def loop_iteration(number: int, limit: int) -> str:
    """A loop goes round, counted from 1."""
    return f"loop iteration {number}/{limit}"


def loop_limit(limit: int) -> str:
    """A loop ends because it went round often enough."""
    return f"loop completed: max iterations ({limit}) reached"


LOOP_MET = "loop completed: condition met"
NOTE_LOOP_MET = "loop condition met"
NOTE_LOOP_LIMIT = "max iterations reached"
NOTE_SKIPPED_BRANCH = "skipped by branch"


def branch(value: str, target: str) -> str:
    """A branch was taken."""
    return f'branch "{value}" → {target}'


def contracts_passed(count: int) -> str:
    """Every contract of a step holds."""
    return f"all {count} contract(s) validated"


def validating(name: str) -> str:
    """A contract is being checked; ``name`` is its schema's file name or its type."""
    return f"Validating {name} contract"


def contract_error(kind: str, error: str) -> str:
    """Why a contract does not hold."""
    return f"contract validation failed [{kind}]: {error}"


def step_contract_error(kind: str, error: str) -> str:
    """The same as the error of the step and of its try."""
    return f"contract validation failed: {contract_error(kind, error)}"


def step_error(step: str, error: str) -> str:
    """The error of a run that one of its steps caused."""
    return f'step "{step}" failed: {error}'


def failed_but_goes_on(attempts: int, error: str) -> str:
    """A step failed that its run can do without."""
    return f"step failed after {attempts} attempts but pipeline continues: {error}"


def skipped(why: str) -> str:
    """A step is left out."""
    return f"skipped: {why}"


DEPENDENCY_FAILED = "dependency failed"


def attempt(number: int, of: int) -> str:
    """Another try, counted from 1."""
    return f"attempt {number}/{of}"


def steps_completed(done: int, total: int) -> str:
    """How far a run is."""
    return f"{done}/{total} steps completed"


def all_steps_completed(total: int) -> str:
    """The last but one event of a run that went well."""
    return f"{total} steps completed"


def pipeline_completed(pipeline: str) -> str:
    """The last event of a top-level run that went well."""
    return f"Pipeline '{pipeline}' completed"
