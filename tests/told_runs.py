"""The runs of the real project told once more, happening by happening, to a recorder."""

from __future__ import annotations

from dataclasses import dataclass

from recording import Scene

from wave_tui.data.store.control import wording
from wave_tui.data.store.control.answers import Choice
from wave_tui.data.store.control.recorder import Recorder
from wave_tui.data.store.control.rows import Lineage

TOOLS = ("Read /project/main.go", "Grep func main", "Bash go test ./...")


@dataclass(frozen=True, slots=True)
class Work:
    """What a persona does in one try; ``file`` is the name, type, size and original of what it leaves."""

    step: str
    persona: str
    tokens: int = 7393
    model: str = "sonnet"
    tier: str = ""
    tools: tuple[str, ...] = TOOLS
    warning: str = ""
    file: tuple[str, str, int, str] | None = None
    folder: str = ""


def tries(recorder: Recorder, work: Work, number: int = 1, of: int = 1) -> None:
    """A try up to the end of the persona's work."""
    folder = work.folder or f".agents/workspaces/{recorder.run}/{work.step}"
    chosen = {"persona": work.persona, "model": work.model, "adapter": "claude", "configured_model": work.tier}
    recorder.step_running(work.step, folder=folder, **chosen)
    recorder.attempt_started(work.step, number, of)
    for tool in work.tools:
        recorder.tool_used(work.step, *tool.split(" ", 1))
    if work.warning:
        recorder.step_message(work.step, "warning", work.warning)
    if work.tokens:
        recorder.progress(work.step, 75, "Processing results", tokens=work.tokens)
    if work.file:
        name, kind, size, original = work.file
        copy = f"{folder}/.agents/artifacts/{work.step}/{name}{'.json' if kind == 'json' else ''}"
        recorder.artifact(work.step, name, copy, kind, size, f"{folder}/{original}")


def does(scene: Scene, recorder: Recorder, work: Work, schema: str = "") -> None:
    """A persona's step that goes well at once."""
    tries(recorder, work)
    succeeds(scene, recorder, work.step, schema)


def succeeds(scene: Scene, recorder: Recorder, step: str, schema: str = "") -> None:
    """The contract holds and the step is completed."""
    scene.after(0.8)
    if schema:
        recorder.contract(step, "validating", wording.validating(schema), name=schema)
        recorder.contract(step, "contract_passed", wording.contracts_passed(1))
    recorder.attempt_ended(step, "succeeded", duration=0.8)
    recorder.step_completed(step, duration=0.8)


def breaks_contract(scene: Scene, recorder: Recorder, step: str, error: str) -> None:
    """The contract does not hold."""
    scene.after(0.8)
    recorder.contract(step, "validating", wording.validating("demo-report.schema.json"), name="demo-report.schema.json")
    recorder.contract(step, "contract_failed", error, kind="json_schema")
    whole = f"contract validation failed: {error}"
    recorder.attempt_ended(step, "failed", error=whole, failure_class="contract_failure", duration=0.8)


def commands(scene: Scene, recorder: Recorder, *scripts: tuple[str, str]) -> None:
    """A pipeline of command steps that all go well."""
    recorder.run_started([step for step, _ in scripts])
    for place, (step, script) in enumerate(scripts, 1):
        command(scene, recorder, step, script)
        recorder.pipeline_progress(place, len(scripts))
    recorder.run_finished("completed")


def command(scene: Scene, recorder: Recorder, step: str, script: str) -> None:
    """A command step that goes well."""
    recorder.step_running(step, wording.command(script))
    recorder.attempt_started(step, 1)
    scene.after(1)
    recorder.attempt_ended(step, "succeeded")
    recorder.step_completed(step, wording.COMMAND_DONE)


LIST = "ls -la && echo hello && sleep 1"
COUNT = "for i in 1 2 3; do echo line $i; sleep 0.3; done"


def demo_cmd(scene: Scene, recorder: Recorder) -> None:
    """Two commands."""
    commands(scene, recorder, ("list", LIST), ("count", COUNT))


def demo_retry(scene: Scene, recorder: Recorder, error: str) -> None:
    """A contract that holds at the second try, then a step whose adapter ends with 1."""
    recorder.run_started(["draft", "publish"])
    first = Work(
        "draft", "craftsman", 8124, "claude-haiku-4-5", "cheapest", file=("draft", "json", 22, ".agents/output/d.json")
    )
    tries(recorder, first, 1, 3)
    breaks_contract(scene, recorder, "draft", error)
    whole = f"contract validation failed: {error}"
    recorder.retrying("draft", 2, 3, error=whole, failure_class="contract_failure")
    scene.after(1)
    second = Work("draft", "craftsman", 8124, "sonnet", "cheapest", file=("draft", "json", 34, ".agents/output/d.json"))
    tries(recorder, second, 2, 3)
    succeeds(scene, recorder, "draft", "demo-report.schema.json")
    recorder.pipeline_progress(1, 2)
    does(scene, recorder, Work("publish", "summarizer", warning="adapter exited with code 1: general_error"))
    recorder.pipeline_progress(2, 2)
    recorder.run_finished("completed")


def demo_contract_fail(scene: Scene, recorder: Recorder, error: str, folder: str = "") -> None:
    """A contract that does not hold ends the run."""
    recorder.run_started(["produce", "use"])
    file = ("bad", "json", 45, ".agents/output/bad.json")
    tries(recorder, Work("produce", "craftsman", 8124, file=file, folder=folder))
    breaks_contract(scene, recorder, "produce", error)
    whole = f"contract validation failed: {error}"
    recorder.step_failed("produce", whole)
    recorder.run_finished("failed", wording.step_error("produce", whole))


def demo_cmd_fail(scene: Scene, recorder: Recorder) -> None:
    """A command that ends with 2."""
    recorder.run_started(["prepare", "build", "ship"])
    does(scene, recorder, Work("prepare", "navigator"))
    recorder.pipeline_progress(1, 3)
    recorder.step_running("build", wording.command("echo compiling; echo 'main.go:7: undefined: foo' >&2; exit 2"))
    recorder.attempt_started("build", 1)
    recorder.attempt_ended("build", "failed", error="exit status 2", failure_class="transient")
    said = wording.command_failed("exit status 2", "main.go:7: undefined: foo\n")
    recorder.step_failed("build", "exit status 2", first=said)
    recorder.run_finished("failed", wording.step_error("build", "exit status 2"))


def demo_gate(scene: Scene, recorder: Recorder) -> None:
    """Two personas with a question between them."""
    recorder.run_started(["propose", "approve", "ship"])
    does(scene, recorder, Work("propose", "navigator"))
    recorder.pipeline_progress(1, 3)
    recorder.step_running("approve", wording.gate("approval"))
    recorder.gate_waiting("approve", "approval", "", [Choice("a", "Approve"), Choice("r", "Reject")])
    recorder.gate_resolved("Approve (a)")
    recorder.step_completed("approve", wording.GATE_DONE)
    recorder.pipeline_progress(2, 3)
    does(scene, recorder, Work("ship", "craftsman"))
    recorder.pipeline_progress(3, 3)
    recorder.run_finished("completed")


def demo_iterate(scene: Scene, recorder: Recorder) -> list[Recorder]:
    """A step that starts a child run for each of three items; the children's recorders."""
    recorder.run_started(["plan", "fanout", "report"])
    does(scene, recorder, Work("plan", "navigator"))
    recorder.pipeline_progress(1, 3)
    recorder.step_running("fanout", wording.iterate(3, "parallel"))
    children = [_item(scene, recorder, index, item) for index, item in enumerate(("alpha", "beta", "gamma"))]
    recorder.artifact("fanout", "collected-output", ".agents/output/fanout-collected.json", "json", 217)
    recorder.step_completed("fanout", wording.iterate_completed(3, "parallel"))
    recorder.pipeline_progress(2, 3)
    does(scene, recorder, Work("report", "summarizer"))
    recorder.pipeline_progress(3, 3)
    recorder.run_finished("completed")
    return children


def _item(scene: Scene, recorder: Recorder, index: int, item: str) -> Recorder:
    recorder.step_message("fanout", "running", wording.iterate_item(index + 1, 3, "parallel", "demo-child"))
    recorder.step_message("fanout", "running", wording.child_loading("demo-child"))
    recorder.step_message("fanout", "running", wording.child_executing("demo-child"))
    lineage = Lineage(kind="iterate_child", ref="demo-child", index=index, total=3, mode="parallel")
    child = recorder.child(f"demo-child-{index}", "fanout", "demo-child", item, lineage)
    demo_child(scene, child)
    recorder.step_message("fanout", "completed", wording.child_completed("demo-child"))
    return child


def demo_child(scene: Scene, child: Recorder) -> None:
    """What a child of the iteration does."""
    child.run_started(["audit", "double-check"])
    tools = (*TOOLS, "Write .agents/output/result.json", "Glob **/*.go")
    file = ("findings", "json", 99, ".agents/output/findings.json")
    does(scene, child, Work("audit", "auditor", 9586, tools=tools, file=file))
    child.pipeline_progress(1, 2)
    does(scene, child, Work("double-check", "auditor"))
    child.pipeline_progress(2, 2)
    child.run_finished("completed")


def demo_loop(scene: Scene, recorder: Recorder) -> list[Recorder]:
    """A loop that goes round three times, then a branch; the children's recorders."""
    recorder.run_started(["plan", "refine", "route"])
    does(scene, recorder, Work("plan", "navigator", 6662, tools=TOOLS[:2]))
    recorder.pipeline_progress(1, 3)
    recorder.step_running("refine", wording.loop_iteration(1, 3))
    children = [_round(scene, recorder, number) for number in (1, 2, 3)]
    recorder.step_completed("refine", wording.loop_limit(3), note=wording.NOTE_LOOP_LIMIT)
    recorder.pipeline_progress(2, 3)
    recorder.step_running("route", wording.branch("yes", "demo-cmd"))
    children.append(_called(scene, recorder, "route", "loopy", Lineage(kind="branch_arm", ref="demo-cmd")))
    recorder.pipeline_progress(3, 3)
    recorder.run_finished("completed")
    return children


def _round(scene: Scene, recorder: Recorder, number: int) -> Recorder:
    if number > 1:
        recorder.step_message("refine", "running", wording.loop_iteration(number, 3))
    lineage = Lineage(kind="sub_pipeline_child", ref="demo-cmd")
    return _called(scene, recorder, "refine-child", "loop loopy", lineage, f"-{number}")


def _called(scene: Scene, recorder: Recorder, step: str, text: str, lineage: Lineage, suffix: str = "") -> Recorder:
    recorder.step_message(step, "running", wording.child_loading("demo-cmd"))
    recorder.step_message(step, "running", wording.child_executing("demo-cmd"))
    child = recorder.child(f"{recorder.run}-{step}{suffix}", step, "demo-cmd", text, lineage)
    demo_cmd(scene, child)
    recorder.step_completed(step, wording.child_completed("demo-cmd"))
    return child


def demo_long_cancelled(scene: Scene, recorder: Recorder) -> None:
    """A run that is stopped in its second step."""
    recorder.run_started(["warmup", "grind", "wrap"])
    does(scene, recorder, Work("warmup", "navigator"))
    recorder.pipeline_progress(1, 3)
    tries(recorder, Work("grind", "craftsman", 0, tools=TOOLS[:2]))
    scene.after(2)
    recorder.step_stopped("grind", f"adapter execution failed: general_error: {wording.CANCELED}")
    recorder.run_finished("cancelled", "pipeline cancelled")
