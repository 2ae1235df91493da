"""A scratch project whose pipelines are executed with real commands and a recorder that remembers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from real_commands import Running

from wave_tui.data.engine.local.execute.execute import Clock, execute, prepare
from wave_tui.data.engine.local.execute.parts import Context, Outcome
from wave_tui.data.engine.model import Caller, RunSpec, StartRequest
from wave_tui.data.store.control.answers import Choice, Question
from wave_tui.data.store.control.rows import Lineage

CALLER = Caller("CLI", "tester", os.getuid(), "here")
RUN = "demo-20261120-120000-0123456789abcdef"


@dataclass(frozen=True)
class Fact:
    """One call of the recorder."""

    run: str
    name: str
    args: tuple[Any, ...]
    named: dict[str, Any]

    @property
    def step(self) -> str:
        """The step it is about, "" when it is about the run."""
        return str(self.args[0]) if self.args and isinstance(self.args[0], str) else ""


@dataclass
class Memory:
    """A recorder of one run; ``facts`` is shared with those of its children."""

    run: str = RUN
    facts: list[Fact] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **named: self.facts.append(Fact(self.run, name, args, named))

    def gate_answer(self, step: str) -> Question | None:
        """The answer that a test gave."""
        key = self.answers.get(step)
        choices = (Choice("a", "Approve"), Choice("r", "Reject"))
        return Question(self.run, step, 1, "", choices, 0.0, key, "tester", 1.0) if key else None

    def child(self, run: str, step: str, pipeline: str, text: str, lineage: Lineage) -> Memory:
        """The recorder of a child run."""
        self.facts.append(Fact(self.run, "child", (step, run, pipeline, text, lineage), {}))
        return Memory(run, self.facts, self.answers)

    def told(self, name: str, step: str = "") -> list[Fact]:
        """The facts of a kind, of one step when it is named."""
        return [fact for fact in self.facts if fact.name == name and (not step or fact.step == step)]

    def said(self, step: str) -> list[str]:
        """What became of a step of the top-level run, by the kinds of its facts."""
        kinds = [fact.name for fact in self.facts if fact.step == step and fact.name.startswith(("step_", "retrying"))]
        return [kind for kind in kinds if kind != "step_message"]


@dataclass
class Ran:
    """A run that was executed."""

    context: Context
    recorder: Memory
    processes: Running
    outcome: Outcome

    def file(self, step: str, path: str) -> Path:
        """A file in a step's workspace."""
        return self.context.spec.root / ".agents" / "workspaces" / self.context.run / step / path


@dataclass
class Project:
    """A project in a scratch folder."""

    root: Path
    sleeps: list[float] = field(default_factory=list)

    def write(self, path: str, text: str) -> Path:
        """Write a file of the project."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def pipeline(self, text: str, name: str = "demo") -> Path:
        """Write a pipeline: its steps as YAML, or the whole definition when it names its kind."""
        whole = text if text.lstrip().startswith("kind:") else f"kind: WavePipeline\nmetadata: {{name: {name}}}\n{text}"
        return self.write(f".agents/pipelines/{name}.yaml", whole)

    def spec(self, name: str = "demo", **changes: Any) -> RunSpec:
        """What a supervisor would be given; ``changes`` are fields of the spec or of its request."""
        request = StartRequest(name, CALLER)
        for key in [key for key in changes if key in StartRequest.__dataclass_fields__]:
            request = replace(request, **{key: changes.pop(key)})
        spec = RunSpec(
            run=RUN,
            token="t" * 32,
            pipeline=name,
            definition=self.root / ".agents" / "pipelines" / f"{name}.yaml",
            root=self.root,
            state_folder=self.root / ".agents",
            store=self.root / ".agents" / "state.db",
            request=request,
            created=0.0,
            environ=dict(os.environ),
        )
        return replace(spec, **changes)

    def context(self, spec: RunSpec, recorder: Memory | None = None, *, sleep: Sleep | None = None) -> Context:
        """The context of a run; pauses are noted and not waited for unless ``sleep`` says otherwise."""
        cancelled = asyncio.Event()
        clock = Clock(sleep=sleep or self._noted)
        return prepare(spec, recorder or Memory(spec.run), Running(cancelled), cancelled, clock)

    async def run(self, name: str = "demo", *, recorder: Memory | None = None, **changes: Any) -> Ran:
        """Run a pipeline to its end."""
        return await self.finish(self.context(self.spec(name, **changes), recorder))

    async def finish(self, context: Context) -> Ran:
        """Run to the end with a context."""
        outcome = await execute(context)
        assert isinstance(context.recorder, Memory) and isinstance(context.processes, Running)
        return Ran(context, context.recorder, context.processes, outcome)

    async def _noted(self, seconds: float) -> None:
        self.sleeps.append(seconds)


Sleep = Callable[[float], Awaitable[None]]
