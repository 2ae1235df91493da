"""A guardian whose supervisor runs the shell commands in the run's input, one step for each, all at once or in turn.

The input is JSON: a list of scripts, or {"together": [...]}. The program takes the arguments of the guardian.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

from wave_tui.data.engine.local import guardian

if TYPE_CHECKING:
    from wave_tui.data.engine.local.commands import Commands
    from wave_tui.data.engine.local.verdict import Verdict
    from wave_tui.data.engine.model import RunSpec
    from wave_tui.data.store.control.recorder import Recorder


def supervise(spec_file: str, ready: int) -> int:
    """The usual supervision of an execution that is simple."""
    from wave_tui.data.engine.local.supervisor import supervise

    return supervise(spec_file, ready, execute)


async def execute(spec: RunSpec, recorder: Recorder, commands: Commands, cancelled: asyncio.Event) -> Verdict:
    """Run the scripts; the first that fails ends the run, a cancel too."""
    from wave_tui.data.engine.local.verdict import Verdict

    asked = json.loads(spec.request.input)
    scripts = asked["together"] if isinstance(asked, dict) else asked
    recorder.run_started([f"s{number}" for number in range(len(scripts))])
    work = [_step(spec, recorder, commands, number, script) for number, script in enumerate(scripts)]
    if isinstance(asked, dict):
        errors = await asyncio.gather(*work)
    else:
        errors = [await one for one in work]
    if cancelled.is_set():
        return Verdict("cancelled", "cancelled")
    error = next(filter(None, errors), "")
    return Verdict("failed" if error else "completed", error)


async def _step(spec: RunSpec, recorder: Recorder, commands: Commands, number: int, script: str) -> str:
    step = f"s{number}"
    recorder.step_running(step, f"executing command step: {script[:60]}")
    argv = json.loads(script)["argv"] if script.startswith("{") else ["sh", "-c", script]
    output = spec.state_folder / "logs" / f"{spec.run}.{step}.log"
    done = await commands.run(argv, cwd=spec.root, environ=spec.environ, output=output, step=step)
    if done.why():
        recorder.step_failed(step, done.why())
    else:
        recorder.step_completed(step, duration=0.1)
    return f'step "{step}" failed: {done.why()}' if done.why() else ""


if __name__ == "__main__":
    sys.exit(guardian.main(sys.argv[1:], supervise))
