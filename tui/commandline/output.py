"""What every command shares: the option ``--json``, printing, and how an error is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

Global = tuple[Path | None, dict[str, object]]
"""What the options before the command say: the project, and display settings as dotted names."""

Function = TypeVar("Function", bound=Callable[..., Any])

_PLAIN = str.maketrans({"–": "-", "…": "~", "×": "x", "⏎": "|"})


def as_json(function: Function) -> Function:
    """The option that asks for JSON, as the parameter ``in_json``."""
    option = click.option("--json", "in_json", is_flag=True, help="Print JSON for programs; times are UTC.")
    return option(function)


def machine(value: Mapping[str, Any], *, line: bool = False) -> None:
    """Print one JSON object, on one line or indented; control and non-ASCII characters are escaped."""
    click.echo(json.dumps(value, indent=None if line else 2))


def say(*lines: str) -> None:
    """Print plain lines; what the output's encoding lacks is written with what it has."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    for line in lines:
        try:
            line.encode(encoding)
        except UnicodeEncodeError:
            line = line.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
        click.echo(line)


def complain(error: str, *, in_json: bool) -> None:
    """One error on standard error, as a sentence or as an object."""
    text = json.dumps({"error": error}) if in_json else f"wave-tui: {error}"
    click.echo(text.encode("ascii", "backslashreplace").decode() if not _encodable(text) else text, err=True)


def _encodable(text: str) -> bool:
    try:
        text.encode(getattr(sys.stderr, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
