"""lnav as a yardstick: how long it takes to index lines of which it is told time, level and fields."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

_FIELDS = ("pipeline_id", "step_id", "state", "message", "persona", "tool_name", "tool_target")
_FORMAT = {
    "$schema": "https://lnav.org/schemas/format-v1.schema.json",
    "wave_events": {
        "title": "Wave events",
        "json": True,
        "timestamp-field": "timestamp",
        "level-field": "state",
        "body-field": "message",
        "opid-field": "pipeline_id",
        "level": {"error": "^failed$", "warning": "^retrying$"},
        "value": {name: {"kind": "string"} for name in _FIELDS} | {"tokens_used": {"kind": "integer"}},
        "line-format": [{"field": "__timestamp__"}, " ", {"field": "step_id"}, " ", {"field": "message"}],
    },
}
_COUNT = ";SELECT count(*) FROM lnav_file"


def seconds(file: Path) -> float | None:
    """Processor seconds to index the file on one core; None where lnav is not installed."""
    program = shutil.which("lnav")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="wave-tui-bench-") as home:
        folder = Path(home) / "formats" / "wave"
        folder.mkdir(parents=True)
        (folder / "wave.json").write_text(json.dumps(_FORMAT))
        before = _spent()
        subprocess.run(
            [program, "-I", home, "-n", "-q", "-c", _COUNT, str(file)],
            env={**os.environ, "HOME": home},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_one_core,
            check=True,
            timeout=300,
        )
        return _spent() - before


def _one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
