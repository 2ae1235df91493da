"""What the demo's artifacts hold: small, readable, and different in every run."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from random import Random

_FILES = ("src/cart/basket.py", "src/payment/refund.py", "src/account/login.py", "src/search/index.py")
_RULES = ("open-redirect", "missing-timeout", "weak-hash", "unchecked-amount", "verbose-error")


def content(name: str, kind: str, subject: str, rng: Random) -> bytes:
    """The bytes of an artifact by its name and type; ``subject`` is the input of its run."""
    suffix = PurePosixPath(name).suffix
    makers: dict[str, Callable[[str, Random], bytes]] = {
        ".csv": _table,
        ".ndjson": _trace,
        ".log": _log,
        ".png": _chart,
    }
    make = makers.get(suffix) or (_json if kind == "json" else _page)
    return make(f"{name}: {subject}" if make is _page else subject, rng)


def _page(title: str, rng: Random) -> bytes:
    lines = [f"# {title}", "", f"{rng.randint(2, 9)} places are concerned, {rng.randint(0, 3)} need a decision.", ""]
    lines += ["| file | line | weight |", "| --- | ---: | --- |"]
    lines += [f"| `{path}` | {rng.randint(8, 240)} | {rng.choice(('low', 'middle', 'high'))} |" for path in _FILES]
    lines += ["", "## Order of work", ""]
    lines += [f"{place}. {verb} `{path}`" for place, (verb, path) in enumerate(_edits(rng), 1)]
    lines += [
        "",
        "```python",
        "def total(basket: Basket) -> Decimal:",
        "    return sum(map(price, basket.lines))",
        "```",
    ]
    return ("\n".join(lines) + "\n").encode()


def _json(subject: str, rng: Random) -> bytes:
    findings = [
        {
            "rule": rng.choice(_RULES),
            "severity": rng.choice(("low", "medium", "high")),
            "file": rng.choice(_FILES),
            "line": rng.randint(5, 300),
        }
        for _ in range(rng.randint(2, 7))
    ]
    record = {"title": subject, "findings": findings, "score": round(rng.uniform(0.6, 0.99), 3), "complete": True}
    return (json.dumps(record, indent=2) + "\n").encode()


def _table(_: str, rng: Random) -> bytes:
    lines = ["file,statements,missed,covered"]
    for path in _FILES:
        total, missed = rng.randint(60, 400), rng.randint(0, 40)
        lines.append(f"{path},{total},{missed},{100 * (total - missed) / total:.1f}")
    return ("\n".join(lines) + "\n").encode()


def _trace(_: str, rng: Random) -> bytes:
    lines = []
    for place in range(rng.randint(12, 40)):
        record = {"n": place, "tool": rng.choice(("Read", "Edit", "Bash")), "ms": rng.randint(20, 2_400)}
        lines.append(json.dumps(record | {"target": rng.choice(_FILES)}))
    return ("\n".join(lines) + "\n").encode()


def _log(subject: str, rng: Random) -> bytes:
    lines = [f"$ make  # {subject}"]
    lines += [f"[{place:>3}/24] {verb} {path}" for place, (verb, path) in enumerate(_edits(rng) * 6, 1)]
    lines += [f"\x1b[32mok\x1b[0m in {rng.uniform(2, 9):.2f}s, {rng.randint(0, 4)} warnings"]
    return ("\n".join(lines) + "\n").encode()


def _edits(rng: Random) -> list[tuple[str, str]]:
    return [(rng.choice(("check", "rewrite", "compile", "move")), path) for path in _FILES]


def _chart(_: str, rng: Random) -> bytes:
    width, height = 48, 24
    bars = [rng.randint(3, height) for _ in range(width // 4)]
    rows = [b"".join(_dot(x, bars, height - y) for x in range(width)) for y in range(height)]
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _dot(x: int, bars: list[int], level: int) -> bytes:
    return b"\x5f\xa8\xd3" if x % 4 < 3 and bars[x // 4] >= level else b"\x14\x18\x1c"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
