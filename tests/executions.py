"""Parts of an execution for tests: a context, a recorder that remembers, and processes that are really run."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from real_commands import Running

from wave_tui.data.engine.local.execute.definition import Definition, Step
from wave_tui.data.engine.local.execute.manifest import EngineManifest
from wave_tui.data.engine.local.execute.parts import (
    COMPLETED,
    FAILED,
    ChildRun,
    Context,
    Outcome,
    RunState,
    StepPlace,
)
from wave_tui.data.engine.local.execute.reading import read_definition
from wave_tui.data.engine.model import Caller, RunSpec, StartRequest

RUN = "shop-20261120-050000-0123456789abcdef"


class Remembering:
    """Takes every call of a recorder and remembers its name, values and named values."""

    run = RUN

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        def remember(*values: Any, **named: Any) -> None:
            self.calls.append((name, values, named))

        return remember

    def of(self, *names: str) -> list[tuple[Any, ...]]:
        """The values of the calls with one of those names."""
        return [values for name, values, _ in self.calls if name in names]


async def nobody(*_: Any) -> Any:
    """Stands in for what a test must not reach."""
    raise AssertionError("this was not to be called")


def definition(tmp_path: Path, text: str) -> Definition:
    """The definition that a text is, or its only steps when it begins with a list; without faults."""
    file = tmp_path / "shop.yaml"
    head = "kind: WavePipeline\nmetadata: {name: shop}\nsteps:\n"
    file.write_text(text if text.lstrip().startswith("kind:") else head + text)
    made = read_definition(file)
    assert not made.faults, made.faults
    assert not made.unknown, made.unknown
    return made


def context(tmp_path: Path, made: Definition, **fields: Any) -> Context:
    """A run of a definition whose project is ``tmp_path``."""
    request = StartRequest(made.name, Caller("CLI", "ada", 1000, "buildbox"))
    spec = RunSpec(
        run=RUN,
        token="t0k3n",
        pipeline=made.name,
        definition=made.file,
        root=tmp_path,
        state_folder=tmp_path / ".agents",
        store=tmp_path / ".agents/state.db",
        request=request,
        created=time.time(),
        environ={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )
    given: dict[str, Any] = {
        "spec": spec,
        "run": RUN,
        "input": "the input",
        "definition": made,
        "manifest": EngineManifest(tmp_path / "wave.yaml"),
        "recorder": Remembering(),
        "processes": Running(),
        "cancelled": asyncio.Event(),
        "now": time.time,
        "sleep": asyncio.sleep,
        "state": RunState(),
        "run_child": nobody,
        "run_task": nobody,
        "slots": asyncio.Semaphore(5),
    }
    return Context(**(given | fields))


def place(tmp_path: Path, step: Step) -> StepPlace:
    """A fresh workspace of a step."""
    workspace = tmp_path / ".agents/workspaces" / RUN / step.id
    workspace.mkdir(parents=True, exist_ok=True)
    return StepPlace(workspace, workspace)


def remembered(made: Context) -> Remembering:
    """The recorder of a context that this module made."""
    assert isinstance(made.recorder, Remembering)
    return made.recorder


def processes(made: Context) -> Running:
    """The processes of a context that this module made."""
    assert isinstance(made.processes, Running)
    return made.processes


class Children:
    """Stands in for the runs of other pipelines: remembers them and ends each as it is told."""

    def __init__(self, end: Callable[[ChildRun], Outcome] | None = None) -> None:
        self.started: list[ChildRun] = []
        self.running = 0
        self.most = 0
        self._end = end or (lambda child: done(child, f'{{"input": {json.dumps(child.input)}}}'))

    async def run(self, made: Context, step: Step, child: ChildRun) -> Outcome:
        """One child: it is there for two turns of the loop."""
        self.started.append(child)
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.running -= 1
        return self._end(child)


def done(child: ChildRun, output: str = "") -> Outcome:
    """A child that went well."""
    return Outcome(f"{child.pipeline}-run", COMPLETED, output=output)


def failed(child: ChildRun, error: str = "it broke") -> Outcome:
    """A child that failed."""
    return Outcome(f"{child.pipeline}-run", FAILED, error)
