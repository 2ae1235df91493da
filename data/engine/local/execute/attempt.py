"""One try of a step: its workspace, what it needs there, its command or prompt, its artifacts and its contracts."""

from __future__ import annotations

from pathlib import Path

from ....errors import RefusedError
from ....store.control import wording
from ....text import clean
from ..service import Exit
from . import retries
from .adapters import call, model_for, tools_of
from .artifacts import ArtifactError, keep_outputs, put_in
from .contracts import check_contracts
from .definition import Step
from .hooks import run_hooks
from .manifest import EngineAdapter, EnginePersona
from .parts import CANCELLED, COMPLETED, FAILED, NO_ITEM, Context, Produced, Scope, StepOutcome, StepPlace
from .places import relative, step_files, tail
from .references import TemplateError
from .starting import Try, program_call, script_call, start
from .templates import fill
from .usage import result_in, tokens_in
from .workspace import prepare

_SAID = 4_096
_LONGEST_OUTPUT = 1_048_576


async def run_try(
    context: Context, step: Step, number: int, of: int, scope: Scope = NO_ITEM, item: str = ""
) -> StepOutcome:
    """Try a step once, as soon as there is a free slot; nothing is raised.

    With ``item`` it is a part of the step: its own folder below the step's, and no record of a try.
    """
    async with context.slots:
        if context.cancelled.is_set():
            return StepOutcome(CANCELLED, wording.CANCELED, failure_class=retries.CANCELED)
        try:
            return await _try(context, step, number, of, scope, item)
        except (ArtifactError, TemplateError) as error:
            return StepOutcome(FAILED, str(error), failure_class=retries.CONTRACT_FAILURE)
        except (RefusedError, ValueError) as error:
            return StepOutcome(FAILED, str(error), failure_class=retries.DETERMINISTIC)
        except OSError as error:
            said = f"{error.strerror or error}: {clean(error.filename or '')}".removesuffix(": ")
            return StepOutcome(FAILED, said, failure_class=retries.classify(said))


async def _try(context: Context, step: Step, number: int, of: int, scope: Scope, item: str) -> StepOutcome:
    place = await _place(context, step, number, of, scope, item)
    one = Try(step, place, step_files(context, step.id, number, item), number, scope)
    if not item:
        context.state.places[step.id] = place
        _announce(context, one, of)
    put_in(context, step, place)
    _put_failure(context, step, place)
    hooked = await run_hooks("workspace_created", context, step=step.id)
    if not hooked.ok:
        return StepOutcome(FAILED, hooked.error, failure_class=retries.DETERMINISTIC)
    worked = await (_prompt(context, one) if step.kind == "prompt" else _command(context, one))
    if worked.state != COMPLETED:
        return worked
    return await finish(context, step, place, worked, one.files.stdout)


async def _place(context: Context, step: Step, number: int, of: int, scope: Scope, item: str) -> StepPlace:
    """Where the step works: where it did before, or a new place. That it began is told even when there is none."""
    known = context.state.places.get(f"{step.id}/{item}")
    try:
        place = known or await prepare(context, step, scope, item)
    except (RefusedError, OSError):
        if not item:
            context.recorder.step_running(step.id, "preparing its workspace")
            context.recorder.attempt_started(step.id, number, of)
        raise
    context.state.places[f"{step.id}/{item}"] = place
    return place


async def finish(context: Context, step: Step, place: StepPlace, worked: StepOutcome, stdout: Path) -> StepOutcome:
    """Keep what a step left and check its contracts. Raises ArtifactError when a required artifact is missing."""
    kept = keep_outputs(context, step, place, stdout)
    if kept:
        await run_hooks("artifact_created", context, step=step.id)
    checked = await check_contracts(step, place, context)
    if not checked.passed:
        return StepOutcome(
            FAILED,
            checked.error,
            failure_class=checked.failure_class or retries.CONTRACT_FAILURE,
            artifacts=kept,
            tokens=worked.tokens,
            action=checked.action,
            rework_step=checked.rework_step,
        )
    if step.contracts:
        await run_hooks("contract_validated", context, step=step.id)
    output = _text(kept[0]) if kept else worked.output
    return StepOutcome(COMPLETED, output=output, artifacts=kept, tokens=worked.tokens, message=worked.message)


def _announce(context: Context, one: Try, of: int) -> None:
    """Tell that a try begins, and with whom."""
    step, recorder, folder = one.step, context.recorder, relative(context, one.place.workspace)
    if step.kind == "prompt":
        persona, adapter = _who(context, one)
        model = _model(context, one, persona, adapter)
        tier = step.model if step.model != model else ""
        recorder.step_running(
            step.id, persona=persona.name, model=model, adapter=adapter.name, configured_model=tier, folder=folder
        )
    else:
        recorder.step_running(step.id, wording.command(_script_of(step)), folder=folder)
    recorder.attempt_started(step.id, one.number, of)


def _script_of(step: Step) -> str:
    execution = step.exec
    if execution is None:
        return step.script
    return " ".join((execution.command, *execution.args)) if execution.command else execution.source


async def _command(context: Context, one: Try) -> StepOutcome:
    prepared, environ = program_call(context, one) if one.step.exec else script_call(context, one, one.step.script)
    ended = await start(context, one, prepared, environ, timeout_of(context, one.step))
    error = _why(ended, timeout_of(context, one.step))
    if not error:
        output = tail(one.files.stdout, _LONGEST_OUTPUT).strip()
        return StepOutcome(COMPLETED, output=output, message=wording.COMMAND_DONE)
    said = tail(one.files.stderr, _SAID) or tail(one.files.stdout, _SAID)
    first = wording.command_failed(error, said)
    return _failed(ended, error, first, said, retries.TRANSIENT)


async def _prompt(context: Context, one: Try) -> StepOutcome:
    persona, adapter = _who(context, one)
    model = _model(context, one, persona, adapter)
    asked = call(adapter, model, tools_of(one.step, persona, adapter), _question(context, one, persona))
    context.recorder.progress(one.step.id, 25, "Executing agent")
    ended = await start(context, one, asked, {}, timeout_of(context, one.step))
    used = tokens_in(one.files.stdout)
    context.state.tokens += used
    said = tail(one.files.stderr, _SAID) or tail(one.files.stdout, _SAID)
    kind = retries.classify(said, "")
    if ended.code == 0 or (ended.code and not ended.timed_out and not ended.stopped and not kind):
        if ended.code:
            context.recorder.step_message(
                one.step.id, "warning", f"adapter exited with code {ended.code}: general_error"
            )
        context.recorder.progress(one.step.id, 75, "Processing results", tokens=used)
        return StepOutcome(COMPLETED, output=result_in(one.files.stdout), tokens=used)
    error = f"adapter execution failed: {_why(ended, timeout_of(context, one.step))}"
    return _failed(ended, error, f"{error}\n{said}" if said else "", said, kind or retries.TRANSIENT, used)


def _failed(ended: Exit, error: str, first: str, said: str, otherwise: str, tokens: int = 0) -> StepOutcome:
    if ended.stopped:
        return StepOutcome(CANCELLED, wording.CANCELED, failure_class=retries.CANCELED, tokens=tokens)
    kind = retries.classify(said, otherwise)
    if ended.timed_out:
        kind = retries.TRANSIENT
    elif ended.error or ended.code in (126, 127):
        kind = retries.DETERMINISTIC
    return StepOutcome(FAILED, error, first=first, failure_class=kind, tokens=tokens)


def _why(ended: Exit, timeout: float) -> str:
    return f"timed out after {timeout:g} s" if ended.timed_out else ended.why()


def timeout_of(context: Context, step: Step) -> float:
    """Seconds that a try of a step may take."""
    return step.timeout_minutes * 60 if step.timeout_minutes else context.manifest.step_timeout


def _who(context: Context, one: Try) -> tuple[EnginePersona, EngineAdapter]:
    """Whom a prompt is for. Raises RefusedError when the manifest knows no such persona or adapter."""
    name = fill(one.step.persona, context, one.scope, one.step.id)
    persona = context.manifest.persona(name)
    adapter = context.manifest.adapter(one.step.adapter or (persona.adapter if persona else ""))
    if persona is None or adapter is None:
        raise RefusedError(f"persona {clean(name)!r} or its adapter is not in wave.yaml; add it there")
    return persona, adapter


def _model(context: Context, one: Try, persona: EnginePersona, adapter: EngineAdapter) -> str:
    return model_for(one.step, persona, adapter, one.number, escalates=not one.step.retry.no_escalate)


def _question(context: Context, one: Try, persona: EnginePersona) -> str:
    """The persona's system prompt, then the step's prompt with its values."""
    execution = one.step.exec
    source = execution.source if execution else ""
    if execution and execution.source_path and not source:
        source = (context.spec.root / execution.source_path).read_text("utf-8", "replace")
    prompt = fill(source, context, one.scope, one.step.id)
    role = context.spec.root / persona.prompt_file
    system = role.read_text("utf-8", "replace").rstrip() if persona.prompt_file and role.is_file() else ""
    return f"{system}\n\n{prompt}" if system else prompt


def _put_failure(context: Context, step: Step, place: StepPlace) -> None:
    """What went wrong, for a step that is to repair it."""
    failure = context.state.failures.get(step.id)
    if failure is not None:
        file = place.workspace / ".agents" / "artifacts" / "failure_context"
        file.unlink(missing_ok=True)
        file.write_text(failure, "utf-8", "surrogateescape")


def _text(produced: Produced) -> str:
    with produced.path.open("rb") as file:
        return file.read(_LONGEST_OUTPUT).decode("utf-8", "replace")
