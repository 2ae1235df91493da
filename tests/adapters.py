"""A program that stands in for a model: it does what a line ``FAKE: {...}`` of its prompt says."""

from __future__ import annotations

import sys
from pathlib import Path

from execution import Project

_PROGRAM = """#!{python}
import json, os, pathlib, sys

prompt = sys.stdin.read() if "{mode}" == "stdin" else sys.argv[-1]
log = pathlib.Path({log!r})
log.mkdir(exist_ok=True)
(log / ("%s.%s" % (os.environ["WAVE_STEP_ID"], os.environ["WAVE_ATTEMPT"]))).write_text(
    json.dumps({{"argv": sys.argv[1:], "prompt": prompt}})
)
orders = json.loads(prompt.rpartition("FAKE: ")[2].strip().splitlines()[0]) if "FAKE: " in prompt else {{}}
first = False
if "fail_first" in orders:
    mark = log / orders["fail_first"]
    first = not mark.exists()
    mark.touch()
for path, content in orders.get("write_first" if first and "write_first" in orders else "write", {{}}).items():
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(path).write_text(content if isinstance(content, str) else json.dumps(content))
usage = {{"input_tokens": 90, "output_tokens": 10}}
print(json.dumps({{"type": "result", "result": orders.get("text", "done"), "usage": usage}}))
sys.exit(1 if orders.get("fail") or first and orders.get("exit_first") else 0)
"""

PERSONAS = "navigator craftsman philosopher summarizer auditor debugger"


def install(project: Project, name: str = "claude", *, mode: str = "stdin", more: str = "") -> Path:
    """Put the program on the project's own path under a name, and a manifest with its personas beside it."""
    program = project.root / "bin" / name
    program.parent.mkdir(exist_ok=True)
    program.write_text(_PROGRAM.format(python=sys.executable, mode=mode, log=str(project.root / "asked")))
    program.chmod(0o755)
    personas = "".join(
        f"  {one}: {{adapter: {name}, system_prompt_file: .agents/personas/{one}.md, "
        "permissions: {allowed_tools: ['*']}}\n"
        for one in PERSONAS.split()
    )
    project.write(
        "wave.yaml",
        f"kind: WaveManifest\nadapters:\n  {name}: {{binary: {program}, default_model: m, mode: {mode}}}\n"
        f"personas:\n{personas}{more}",
    )
    return program
