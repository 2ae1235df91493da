"""Runs a pipeline of no-op commands to its end and prints the processor seconds that guardian and supervisor took.

``python -m bench.engine_run COUNT``. What the commands themselves took is part of the sum.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from wave_tui.data.engine.local import kernel
from wave_tui.data.engine.local.engine import LocalEngine
from wave_tui.data.engine.model import StartRequest
from wave_tui.data.engine.open import caller
from wave_tui.data.project import find_project


def engine_for(folder: Path, *scripts: str) -> LocalEngine:
    """The engine of a new project whose pipeline ``many`` runs these scripts side by side."""
    pipelines = folder / ".agents" / "pipelines"
    pipelines.mkdir(parents=True)
    steps = [f"  - {{id: s{n}, type: command, script: '{script}'}}" for n, script in enumerate(scripts)]
    head = ["kind: WavePipeline", "metadata: {name: many}", "steps:"]
    (pipelines / "many.yaml").write_text("\n".join([*head, *steps, ""]))
    return LocalEngine(find_project(folder, folder), caller("CLI", os.environ), grace=1.0)


def begin(engine: LocalEngine) -> str:
    """Start the pipeline; the id of the run."""
    return engine.start(StartRequest("many", engine.caller)).run


def main() -> None:
    """The guardian becomes a child of this process, which therefore hears what it and all below it took."""
    kernel.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="wave-tui-bench-") as folder:
        begin(engine_for(Path(folder), *["true"] * int(sys.argv[1])))
        _, _, used = os.wait4(-1, 0)
        print(used.ru_utime + used.ru_stime)


if __name__ == "__main__":
    main()
