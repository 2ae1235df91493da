"""Definitions as frozen records: pipelines with their steps and edges, and the manifest behind them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..models import Note


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What a pipeline asks for at its start; ``kind`` is string or a typed reference such as issue_ref."""

    kind: str = "string"
    source: str = ""
    description: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A result that a pipeline promises: the artifact of a step under a public name."""

    name: str
    step: str
    artifact: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A way out of a step; ``condition`` is empty for the default way, targets may be _complete or _fail."""

    target: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a gate; an empty ``target`` goes on with the next step."""

    label: str
    key: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A step that waits for a person, a timer, a merge or a CI run; ``timeout`` is written like 90s or 24h."""

    kind: str
    auto: bool = False
    timeout: str = ""
    message: str = ""
    choices: tuple[Choice, ...] = ()
    default: str = ""
    freeform: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A pipeline that runs below a step; ``label`` is the branch case that selects it, ``pipeline`` may be skip."""

    pipeline: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often a step's work repeats: over items (iterate, matrix) or until a condition (loop)."""

    over: str = ""
    mode: str = "sequential"
    at_once: int | None = None
    most: int | None = None
    until: str = ""


@dataclass(frozen=True, slots=True)
class Inject:
    """An artifact of an earlier step, or of another pipeline, that a step is given under the name ``given``."""

    artifact: str
    step: str = ""
    pipeline: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class PlannedArtifact:
    """A file that a step is to leave behind, relative to its workspace."""

    name: str
    path: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PipelineStep:
    """One node of a pipeline's graph.

    ``kind`` is persona, command, conditional, gate, pipeline, iterate, branch, loop or aggregate, and empty when
    the definition does not say what the step does. ``work`` is its script or prompt, or the file that holds it.
    ``rework`` names the steps that repair this one, ``contracts`` the kinds of checks on its output. ``steps`` are
    the inner steps of a loop; ``parts`` the pipelines that run below the step.
    """

    id: str
    index: int
    kind: str
    persona: str = ""
    adapter: str = ""
    model: str = ""
    thread: str = ""
    work: str = ""
    needs: tuple[str, ...] = ()
    optional: bool = False
    rework_only: bool = False
    max_attempts: int | None = None
    max_visits: int | None = None
    timeout_minutes: int | None = None
    on_failure: str = ""
    rework: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    injects: tuple[Inject, ...] = ()
    artifacts: tuple[PlannedArtifact, ...] = ()
    contracts: tuple[str, ...] = ()
    gate: Gate | None = None
    repeat: Repeat | None = None
    parts: tuple[Part, ...] = ()
    steps: tuple[PipelineStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection of two steps in the direction of work.

    ``kind`` is needs, edge (a route, ``label`` is its condition), rework, choice (of a gate, ``label`` names it) or
    inject (``label`` is the artifact; it orders nothing). ``back`` edges lead to something earlier.
    """

    source: str
    target: str
    kind: str
    label: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A definition; a broken one has an ``error`` (one sentence) and whatever else could be understood.

    ``unknown`` are the places of keys that nothing here understands; an engine refuses them.
    """

    name: str
    file: Path
    description: str = ""
    category: str = ""
    disabled: bool = False
    input: InputSpec = InputSpec()
    steps: tuple[PipelineStep, ...] = ()
    edges: tuple[Edge, ...] = ()
    outputs: tuple[Output, ...] = ()
    tools: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    max_step_visits: int = 50
    unknown: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    error: str = ""

    def step(self, id: str) -> PipelineStep | None:
        """The top-level step of that id."""
        return next((step for step in self.steps if step.id == id), None)


@dataclass(frozen=True, slots=True)
class Adapter:
    """A program that runs a model."""

    name: str
    binary: str = ""
    model: str = ""
    mode: str = ""
    output_format: str = ""


@dataclass(frozen=True, slots=True)
class Persona:
    """A role with its program, model and permissions; ``temperature`` is None when the model's own is used."""

    name: str
    adapter: str = ""
    description: str = ""
    prompt_file: str = ""
    temperature: float | None = None
    model: str = ""
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The project's wave.yaml; a broken one has an ``error`` and what could be understood of it."""

    file: Path
    name: str = ""
    description: str = ""
    adapters: tuple[Adapter, ...] = ()
    personas: tuple[Persona, ...] = ()
    max_workers: int = 5
    workspace_root: str = ".agents/workspaces"
    notes: tuple[Note, ...] = ()
    error: str = ""

    def persona(self, name: str) -> Persona | None:
        """The persona of that name."""
        return next((persona for persona in self.personas if persona.name == name), None)
