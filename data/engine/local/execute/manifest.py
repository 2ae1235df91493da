"""The project's wave.yaml as the engine uses it: programs, personas, limits; every value exactly as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ....pipelines.document import read_document
from .definition import Hook
from .reading_hooks import read_hooks
from .values import Values

WORKSPACE_ROOT = ".agents/workspaces"
_REMOTE = re.compile(r"^\s*url\s*=\s*\S*?\b(github|gitlab|gitea|bitbucket)\b", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EngineAdapter:
    """A program that answers prompts; ``tiers`` are its models by tier."""

    name: str
    binary: str
    model: str = ""
    mode: str = ""
    allowed_tools: tuple[str, ...] = ()
    denied_tools: tuple[str, ...] = ()
    tiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EnginePersona:
    """A role in which an adapter is asked."""

    name: str
    adapter: str
    prompt_file: str = ""
    model: str = ""
    allowed_tools: tuple[str, ...] = ()
    denied_tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineManifest:
    """What wave.yaml sets, with its defaults; times in seconds, ``faults`` are values of the wrong shape."""

    file: Path
    adapters: tuple[EngineAdapter, ...] = ()
    personas: tuple[EnginePersona, ...] = ()
    project: tuple[tuple[str, str], ...] = ()
    forge: str = ""
    hooks: tuple[Hook, ...] = ()
    workspace_root: str = WORKSPACE_ROOT
    max_workers: int = 5
    step_timeout: float = 1800.0
    gate_timeout: float = 86_400.0
    max_retry_delay: float = 60.0
    passthrough: tuple[str, ...] = ()
    breaker_limit: int = 3
    breaker_classes: tuple[str, ...] = ("deterministic", "contract_failure", "test_failure")
    max_stdout: int = 10_000_000
    faults: tuple[str, ...] = ()

    def adapter(self, name: str) -> EngineAdapter | None:
        """The adapter with this name."""
        return next((one for one in self.adapters if one.name == name), None)

    def persona(self, name: str) -> EnginePersona | None:
        """The persona with this name."""
        return next((one for one in self.personas if one.name == name), None)


def read_manifest(file: Path) -> EngineManifest:
    """The manifest in a file, the defaults when there is none; what is wrong with it is in ``faults``."""
    if not file.exists():
        return EngineManifest(file)
    document = read_document(file)
    if document.error:
        return EngineManifest(file, faults=(document.error,))
    values = Values(document.values)
    adapters = tuple(_adapter(name, values.group("adapters").group(name)) for name in values.group("adapters"))
    personas = tuple(_persona(name, values.group("personas").group(name)) for name in values.group("personas"))
    return _with_limits(file, values, adapters, personas)


def _with_limits(
    file: Path, values: Values, adapters: tuple[EngineAdapter, ...], personas: tuple[EnginePersona, ...]
) -> EngineManifest:
    runtime = values.group("runtime")
    times, breaker = runtime.group("timeouts"), runtime.group("circuit_breaker")
    step_minutes = times.minutes("step_default_minutes") or runtime.minutes("default_timeout_minutes") or 30.0
    return EngineManifest(
        file=file,
        adapters=adapters,
        personas=personas,
        project=_project(values.group("project")),
        forge=values.group("metadata").text("forge") or _forge_of(file.parent),
        hooks=read_hooks(values),
        workspace_root=runtime.text("workspace_root") or WORKSPACE_ROOT,
        max_workers=runtime.whole("max_concurrent_workers", least=1) or 5,
        step_timeout=step_minutes * 60,
        gate_timeout=(times.whole("gate_approval_hours", least=1) or 24) * 3600.0,
        max_retry_delay=float(times.whole("retry_max_delay_seconds") or 60),
        passthrough=runtime.group("sandbox").texts("env_passthrough"),
        breaker_limit=breaker.whole("limit", least=1) or 3,
        breaker_classes=breaker.texts("tracked_classes") or ("deterministic", "contract_failure", "test_failure"),
        max_stdout=runtime.group("artifacts").whole("max_stdout_size", least=1) or 10_000_000,
        faults=tuple(values.faults),
    )


def _adapter(name: str, values: Values) -> EngineAdapter:
    permissions = values.group("default_permissions")
    return EngineAdapter(
        name=name,
        binary=values.text("binary"),
        model=values.text("default_model"),
        mode=values.text("mode"),
        allowed_tools=permissions.texts("allowed_tools"),
        denied_tools=permissions.texts("deny"),
        tiers=values.pairs("tier_models"),
    )


def _persona(name: str, values: Values) -> EnginePersona:
    permissions = values.group("permissions")
    return EnginePersona(
        name=name,
        adapter=values.text("adapter"),
        prompt_file=values.text("system_prompt_file"),
        model=values.text("model"),
        allowed_tools=permissions.texts("allowed_tools"),
        denied_tools=permissions.texts("deny"),
    )


def _project(values: Values) -> tuple[tuple[str, str], ...]:
    lists = ("test_file_pattern", "services")
    return tuple((key, values.text(key)) for key in values if key not in lists)


def _forge_of(root: Path) -> str:
    """The forge that the repository's remotes name, "" when they name none."""
    try:
        config = (root / ".git" / "config").read_text("utf-8", "replace")
    except OSError:
        return ""
    found = _REMOTE.search(config)
    return found[1].lower() if found else ""
