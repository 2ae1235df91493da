"""How prompts reach the programs that answer them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from adapters import install
from execution import Project

from wave_tui.data.engine.local.execute.adapters import Tools, call, model_for
from wave_tui.data.engine.local.execute.definition import Step
from wave_tui.data.engine.local.execute.manifest import EngineAdapter, EnginePersona
from wave_tui.data.errors import RefusedError

SECRET = "marker-4711"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with one pipeline that asks its input."""
    project = Project(tmp_path)
    project.pipeline("steps: [{id: ask, persona: navigator, exec: {type: prompt, source: 'Do {{ input }}'}}]")
    return project


def asked(project: Project, step: str = "ask.1") -> dict[str, Any]:
    """What the program was given."""
    value: dict[str, Any] = json.loads((project.root / "asked" / step).read_text())
    return value


async def test_x4_the_prompt_is_not_among_the_arguments(project: Project) -> None:
    install(project)
    ran = await project.run(input=SECRET)
    assert ran.outcome.state == "completed", ran.outcome
    assert asked(project)["prompt"] == f"Do {SECRET}"
    assert not any(SECRET in part for argv, _ in ran.processes.started for part in argv)


async def test_the_persona_s_system_prompt_comes_first(project: Project) -> None:
    install(project)
    project.write(".agents/personas/navigator.md", "You read code.\n")
    await project.run(input="x")
    assert asked(project)["prompt"] == "You read code.\n\nDo x"


async def test_a_prompt_from_a_file_is_filled_too(project: Project) -> None:
    install(project)
    project.write("prompts/ask.md", "From file: {{ input }}")
    project.pipeline("steps: [{id: ask, persona: navigator, exec: {type: prompt, source_path: prompts/ask.md}}]")
    await project.run(input="x")
    assert asked(project)["prompt"] == "From file: x"


async def test_a_mode_of_argument_hands_the_prompt_over_as_one_argument(project: Project) -> None:
    install(project, "reader", mode="argument")
    await project.run(input='"; rm -rf /')
    assert asked(project)["argv"] == ['Do "; rm -rf /']


async def test_a_prompt_of_200_kb_arrives_whole(project: Project) -> None:
    install(project)
    ran = await project.run(input="x" * 200_000)
    assert ran.outcome.state == "completed", ran.outcome
    assert len(asked(project)["prompt"]) == 200_003


async def test_the_answer_is_the_step_s_output(project: Project) -> None:
    install(project)
    project.pipeline("""
steps:
  - {id: ask, persona: navigator, exec: {type: prompt, source: 'FAKE: {"text": "forty-two"}'}}
  - {id: use, type: command, dependencies: [ask], script: "echo {{ ask.output }} > $WAVE_PROJECT_ROOT/seen"}
""")
    await project.run()
    assert (project.root / "seen").read_text() == "forty-two\n"


@pytest.mark.parametrize(
    ("binary", "expected"),
    [
        ("claude", "-p --output-format stream-json --verbose --model M --permission-mode bypassPermissions"),
        ("/opt/bin/codex", "exec --model M --full-auto --json -"),
        ("gemini", "--model M --yolo"),
        ("opencode", "run --model M"),
        ("mine", ""),
    ],
)
def test_each_program_is_told_its_model_by_its_own_options(binary: str, expected: str) -> None:
    made = call(EngineAdapter("a", binary), "M", Tools(("*",)), "the prompt")
    assert made.argv == (binary, *expected.split())
    assert made.stdin == b"the prompt"


def test_claude_is_told_which_tools_are_allowed() -> None:
    made = call(EngineAdapter("a", "claude"), "", Tools(("Read", "Bash(git:*)"), ("Write",)), "p")
    assert made.argv[-4:] == ("--allowedTools", "Read,Bash(git:*)", "--disallowedTools", "Write")


def test_an_argument_never_begins_as_an_option_and_is_never_too_long() -> None:
    reader = EngineAdapter("a", "reader", mode="argument")
    assert call(reader, "", Tools(), "--help").argv == ("reader", "\n--help")
    with pytest.raises(RefusedError, match="too long for an argument"):
        call(reader, "", Tools(), "x" * 140_000)


@pytest.mark.parametrize(
    ("model", "attempt", "escalates", "expected"),
    [("cheapest", 1, True, "haiku"), ("cheapest", 2, True, "sonnet"), ("cheapest", 9, True, "opus"),
     ("cheapest", 2, False, "haiku"), ("literal", 3, True, "literal"), ("", 1, True, "default")],
)  # fmt: skip
def test_a_tier_becomes_stronger_with_every_try(model: str, attempt: int, escalates: bool, expected: str) -> None:
    adapter = EngineAdapter("claude", "claude", "default")
    step = Step("s", 0, "prompt", model=model)
    assert model_for(step, EnginePersona("p", "claude"), adapter, attempt, escalates=escalates) == expected


async def test_the_tools_that_a_program_uses_are_told_while_it_works(project: Project) -> None:
    program = install(project)
    content = [{"type": "tool_use", "name": "Read", "input": {"path": "a.py"}}]
    used = {"type": "assistant", "message": {"content": content}}
    program.write_text(f"#!/bin/sh\ncat >/dev/null\necho '{json.dumps(used)}'\necho 'tool_use {{'\n")
    ran = await project.run()
    assert [fact.args for fact in ran.recorder.told("tool_used")] == [("ask", "Read", "a.py")]
