"""The environment that a step's processes see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ....address import Address
from .definition import Step
from .parts import Context, StepPlace
from .places import ARTIFACTS, StepFiles
from .templates import LONGEST_VARIABLE

ALLOWED = (
    "HOME",
    "PATH",
    "ANTHROPIC_API_KEY",
    "CLAUDE_CODE_USE_BEDROCK",
    "AWS_PROFILE",
    "AWS_REGION",
    "TERM",
    "USER",
    "SHELL",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
)
"""Variables of the caller that steps get in allow-list mode, besides those that wave.yaml passes through."""


def base_environment(context: Context) -> dict[str, str]:
    """The caller's variables: all of them, or in allow-list mode those that are named."""
    caller = context.spec.environ
    if context.spec.environment != "allowlist":
        return dict(caller)
    return {name: caller[name] for name in (*ALLOWED, *context.manifest.passthrough) if name in caller}


def step_environment(
    context: Context, step: Step, place: StepPlace, files: StepFiles, attempt: int, extra: Mapping[str, str]
) -> dict[str, str]:
    """Everything a step's process sees; ``extra`` comes last."""
    return {
        **base_environment(context),
        "WAVE_RUN_ID": context.run,
        "WAVE_PIPELINE": context.definition.name,
        "WAVE_STEP_ID": step.id,
        "WAVE_ATTEMPT": str(attempt),
        "WAVE_PROJECT_ROOT": str(context.spec.root),
        "WAVE_WORKSPACE": str(place.workspace),
        "WAVE_ARTIFACTS": str(place.workspace / ARTIFACTS),
        "WAVE_EVENT_FILE": str(files.events),
        "WAVE_ADDRESS": str(Address(context.run, step.id, attempt)),
        "WAVE_RUN_TOKEN": context.spec.token,
        **_input(context, files.folder),
        **extra,
    }


def _input(context: Context, folder: Path) -> dict[str, str]:
    """The run's input, through a file when it is longer than a variable may be."""
    if len(context.input.encode("utf-8", "surrogateescape")) <= LONGEST_VARIABLE:
        return {"WAVE_INPUT": context.input}
    file = folder / "input"
    write_private(file, context.input)
    return {"WAVE_INPUT_FILE": str(file)}


def write_private(file: Path, text: str) -> None:
    """Write a file that its owner alone can read."""
    file.touch(mode=0o600)
    file.write_text(text, "utf-8", "surrogateescape")
