"""What the demo's past left behind: an archive of logs, and artifacts that are small and different in every run."""

from __future__ import annotations

import json
import time
from pathlib import Path
from random import Random

_PATHS = ("/basket", "/checkout", "/search?q=ink", "/login", "/orders/7", "/api/stock")
_FILES = ("inkwell/words.py", "inkwell/slugs.py", "inkwell/tables.py", "docs/start.md", "docs/words.md")
_LINES = 400
_DAY = 86_400.0


def write_logs(folder: Path, now: float, rng: Random) -> None:
    """Six days of two services' access logs, newest until ``now`` (unix seconds)."""
    folder.mkdir(parents=True)
    for back in range(6, 0, -1):
        day = now - back * _DAY
        for service in ("shop", "search"):
            name = f"{service}-{time.strftime('%Y%m%d', time.gmtime(day))}.log"
            (folder / name).write_text("\n".join(_log_line(day + 200 * n, rng) for n in range(_LINES)) + "\n")


def content(kind: str, title: str, rng: Random) -> bytes:
    """The bytes of an artifact by its type; ``title`` says what it belongs to."""
    counts = {path: rng.randint(1, 240) for path in _FILES}
    if kind == "json":
        return (json.dumps({"title": title, "files": counts, "complete": True}, indent=2) + "\n").encode()
    if kind == "binary":
        return b"PK\x05\x06" + rng.randbytes(rng.randint(600, 4_000))
    rows = [f"| `{path}` | {count} |" for path, count in counts.items()]
    return "\n".join([f"# {title}", "", "| file | lines |", "| --- | ---: |", *rows, ""]).encode()


def _log_line(at: float, rng: Random) -> str:
    if rng.random() < 0.004:
        return "Traceback (most recent call last):"
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    status = rng.choices((200, 304, 404, 500, 503), (80, 10, 6, 3, 1))[0]
    level = "ERROR" if status >= 500 else "WARN" if status >= 400 else "INFO"
    return f"{moment} {level} {rng.choice(('GET', 'GET', 'POST'))} {rng.choice(_PATHS)} {status} {_milliseconds(rng)}ms"


def _milliseconds(rng: Random) -> int:
    return int(min(9_000, rng.lognormvariate(4.5, 1.0)))
