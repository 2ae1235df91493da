"""When hooks run, what they see, and what their failure means."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from executions import RUN, context, definition, remembered

from wave_tui.data.engine.local.execute.definition import Hook
from wave_tui.data.engine.local.execute.hooks import is_blocking, run_hooks
from wave_tui.data.engine.local.execute.parts import Context

STEPS = '  - {id: build, type: command, script: "true"}\n'


def prepare(tmp_path: Path, *hooks: Hook) -> Context:
    made = definition(tmp_path, STEPS)
    return context(tmp_path, replace(made, hooks=hooks))


def hook(command: str = "true", event: str = "run_start", name: str = "h", **keys: object) -> Hook:
    return replace(Hook(name, event, command=command), **keys)  # type: ignore[arg-type]  # keys of Hook


def said(run: Context) -> list[tuple[object, ...]]:
    return remembered(run).of("step_message")


async def test_a_hook_runs_at_its_event_only_and_says_so(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook("touch ran"))
    assert (await run_hooks("run_completed", run)).ok
    assert said(run) == []
    assert (await run_hooks("run_start", run)).ok
    assert (tmp_path / "ran").exists()
    assert said(run) == [("", "hook_started", "hook=h"), ("", "hook_passed", "hook=h")]


async def test_hooks_of_a_definition_are_read_with_all_their_keys(tmp_path: Path) -> None:
    text = (
        "kind: WavePipeline\nmetadata: {name: shop}\nsteps:\n" + STEPS + "hooks:\n"
        "  - {name: a, event: run_start, type: script, script: 'touch a; touch b', timeout: 5s, blocking: false}\n"
    )
    run = context(tmp_path, definition(tmp_path, text))
    assert (await run_hooks("run_start", run)).ok
    assert (tmp_path / "a").exists()
    assert (tmp_path / "b").exists()


async def test_what_a_hook_hears_comes_through_its_environment(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook("env > seen", "step_failed"))
    await run_hooks("step_failed", run, step="build", error="$(touch pwned)\nsecond line")
    seen = (tmp_path / "seen").read_text()
    for line in ("WAVE_HOOK_EVENT=step_failed", f"WAVE_HOOK_PIPELINE={RUN}", "WAVE_HOOK_STEP_ID=build"):
        assert line in seen
    assert "WAVE_HOOK_ERROR=$(touch pwned)\nsecond line" in seen
    assert not (tmp_path / "pwned").exists()


async def test_x5_in_allow_list_mode_a_hook_sees_nothing_else_of_the_caller(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook("env > seen"))
    environ = run.spec.environ | {"AWS_SECRET_ACCESS_KEY": "s3cr3t", "LD_PRELOAD": ""}
    run = replace(run, spec=replace(run.spec, environ=environ, environment="allowlist"))
    await run_hooks("run_start", run)
    assert "AWS_SECRET" not in (tmp_path / "seen").read_text()
    assert "LD_PRELOAD" not in (tmp_path / "seen").read_text()


async def test_a_blocking_hook_that_fails_ends_the_event_and_names_itself(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook("echo no disk >&2; exit 1", name="disk"), hook("touch ran"))
    result = await run_hooks("run_start", run)
    assert (result.ok, result.error) == (False, 'blocking hook "disk" failed: exit status 1: no disk')
    assert said(run)[-1] == ("", "hook_failed", "hook=disk exit status 1: no disk")
    assert not (tmp_path / "ran").exists()


async def test_status_2_gives_its_reason_as_json(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook("""echo '{"reason": "office hours"}'; exit 2"""))
    assert (await run_hooks("run_start", run)).error == 'blocking hook "h" failed: office hours'


async def test_a_hook_that_does_not_block_is_only_noted(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook("exit 1", blocking=False), hook("touch ran"))
    assert (await run_hooks("run_start", run)).ok
    assert said(run)[1] == ("", "hook_failed", "hook=h non-blocking: exit status 1")
    assert (tmp_path / "ran").exists()


async def test_fail_open_lets_the_run_go_on(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook("exit 1", fail_open=True))
    assert (await run_hooks("run_start", run)).ok
    assert said(run)[-1] == ("", "hook_passed", "hook=h fail-open: exit status 1")


async def test_a_hook_that_hangs_is_stopped_after_its_timeout(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook("sleep 60", timeout=0.1))
    assert "timed out after 0.1 s" in (await run_hooks("run_start", run)).error


@pytest.mark.parametrize(("step", "ran"), [("build", True), ("ship", False)])
async def test_a_matcher_chooses_steps(tmp_path: Path, step: str, ran: bool) -> None:
    run = prepare(tmp_path, hook("touch ran", "step_start", matcher="^b"))
    await run_hooks("step_start", run, step=step)
    assert (tmp_path / "ran").exists() is ran


async def test_a_matcher_that_is_no_expression_fails_the_hook_with_a_sentence(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook(event="step_start", matcher="("))
    assert "no regular expression" in (await run_hooks("step_start", run, step="build")).error


async def test_hooks_of_the_project_come_first(tmp_path: Path) -> None:
    run = prepare(tmp_path, hook("printf p >> order"))
    run = replace(run, manifest=replace(run.manifest, hooks=(hook("printf m >> order"),)))
    await run_hooks("run_start", run)
    assert (tmp_path / "order").read_text() == "mp"


async def test_a_cancelled_run_starts_no_hook(tmp_path: Path) -> None:
    cancelled = asyncio.Event()
    cancelled.set()
    run = replace(prepare(tmp_path, hook("touch ran")), cancelled=cancelled)
    assert (await run_hooks("run_start", run)).ok
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("event", "blocks"), [("run_start", True), ("step_start", True), ("step_completed", True), ("run_failed", False)]
)
def test_starts_and_the_end_of_a_step_block_unless_told_otherwise(event: str, blocks: bool) -> None:
    assert is_blocking(hook(event=event)) is blocks
    assert is_blocking(hook(event=event, blocking=not blocks)) is not blocks
