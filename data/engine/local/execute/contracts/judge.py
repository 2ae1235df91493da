"""The program that compares one document with its schema: a line of JSON, the schema and the document come on stdin."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .....errors import RefusedError
from .schema import schema_verdict
from .source import parse
from .verdict import Verdict


def judge(asked: bytes) -> Verdict:
    """The verdict on what stdin had; what is wrong with the schema or the document is its problem."""
    line, _, rest = asked.partition(b"\n")
    head = json.loads(line)
    name, file, root, length = head["name"], Path(head["file"]), Path(head["root"]), head["schema"]
    try:
        value = parse(rest[length:], name)
        schema = parse(rest[:length], "the contract's schema")
        return schema_verdict(schema, value, name, file, root)
    except RefusedError as error:
        return Verdict(str(error))


def main() -> int:
    """Print the verdict as one line of JSON."""
    verdict = judge(sys.stdin.buffer.read())
    print(json.dumps({"problem": verdict.problem, "details": verdict.details}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
