"""Short words for runs, steps and histories in tests of the progress arithmetic."""

from __future__ import annotations

from wave_tui.data.models import PipelineHistory, Run, Step, StepHistory

NOW = 1_000.0


def run(state: str = "running", *, done: int | None = None, total: int | None = None) -> Run:
    """A run in a state, with the counts a list row has."""
    return Run("r1", "build", state, state, steps_done=done, steps_total=total, started=0.0)


def history(**durations: list[float]) -> PipelineHistory:
    """Earlier durations in seconds by step."""
    steps = {name: StepHistory(name, tuple(seconds)) for name, seconds in durations.items()}
    return PipelineHistory("build", steps)


def done(name: str, start: float, end: float, *needs: str, index: int = 0) -> Step:
    """A completed step."""
    return Step(name, index, "completed", needs=needs, started=start, ended=end, duration=end - start)


def running(name: str, start: float, *needs: str, index: int = 0, progress: float | None = None) -> Step:
    """A step that runs since start."""
    return Step(name, index, "running", needs=needs, started=start, progress=progress)


def pending(name: str, *needs: str, index: int = 0) -> Step:
    """A step to come."""
    return Step(name, index, "pending", needs=needs)
