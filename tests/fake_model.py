"""A program that answers prompts in the tests: the prompt's line ``FAKE: {...}`` says what it writes and how it ends.

Keys: write (path to value, JSON unless it is text), fail (end with status 1), fail_first, exit_first and write_first
(the same for the first prompt with that mark; the next ones are answered well).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main() -> int:
    """Answer the prompt on stdin."""
    told = next((line for line in sys.stdin.read().splitlines() if line.strip().startswith("FAKE:")), "FAKE: {}")
    asked: dict[str, Any] = json.loads(told.partition(":")[2])
    first = "fail_first" in asked and _is_first(Path(asked["fail_first"]))
    for name, value in asked.get("write_first" if first else "write", {}).items():
        file = Path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(value if isinstance(value, str) else json.dumps(value))
    print(json.dumps({"type": "result", "result": "done", "usage": {"input_tokens": 5, "output_tokens": 2}}))
    if asked.get("fail") or (first and asked.get("exit_first")):
        print(asked.get("text", "API Error: 500"), file=sys.stderr)
        return 1
    return 0


def _is_first(mark: Path) -> bool:
    if mark.exists():
        return False
    mark.touch()
    return True


if __name__ == "__main__":
    sys.exit(main())
