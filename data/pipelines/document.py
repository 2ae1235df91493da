"""One YAML file as plain values, with the line of each; every scalar stays the text that was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from ..config_file import read_config
from ..models import Note
from ..text import clean
from .guard import TooMuchError, duplicates

Place = tuple[str | int, ...]

_TEXT = ("str", "int", "float", "bool", "timestamp")


class _Loader(yaml.CSafeLoader):
    """Builds text, lists and mappings alone: on, yes and 08 are words here, as in YAML 1.2."""

    yaml_implicit_resolvers = {
        "<": [("tag:yaml.org,2002:merge", re.compile(r"^<<$"))],
        **dict.fromkeys("~nN", [("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL)$"))]),
        "": [("tag:yaml.org,2002:null", re.compile(r"^$"))],
    }
    yaml_constructors = {
        **dict.fromkeys((f"tag:yaml.org,2002:{kind}" for kind in _TEXT), yaml.CSafeLoader.construct_yaml_str),
        "tag:yaml.org,2002:null": yaml.CSafeLoader.construct_yaml_null,
        "tag:yaml.org,2002:seq": yaml.CSafeLoader.construct_yaml_seq,
        "tag:yaml.org,2002:map": yaml.CSafeLoader.construct_yaml_map,
        None: yaml.CSafeLoader.construct_undefined,
    }


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a file, or the one sentence that says why there are none; ``mark`` finds line and column."""

    file: Path
    values: object = None
    error: str = ""
    notes: tuple[Note, ...] = ()
    mark: Callable[[Place], tuple[int, int]] = lambda place: (1, 1)


def read_document(file: Path) -> Document:
    """The document in ``file``; what makes it unreadable is told, never raised."""
    try:
        text, _ = read_config(file)
    except OSError as error:
        return Document(file, error=f"{clean(file)} cannot be read: {error.strerror or error}; repair or remove it")
    try:
        return _document(file, text)
    except TooMuchError as error:
        return Document(file, error=sentence(file, error.line, error.column, str(error), "write it out more simply"))
    except yaml.MarkedYAMLError as error:
        return Document(file, error=_syntax(file, error))
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        return Document(file, error=f"{clean(file)}, line {line}: {clean(error.reason)}; remove that character")


def _document(file: Path, text: str) -> Document:
    notes = tuple(
        Note(clean(file.name), f"line {twice.line}: {clean(twice.key, limit=80)!r} was already set in line "
             f"{twice.earlier}; the later one counts, remove the other")
        for twice in duplicates(text)
    )  # fmt: skip
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        values = loader.construct_document(root) if root else None
    finally:
        loader.dispose()
    return Document(file, values, notes=notes, mark=lambda place: _mark(root, place))


def _syntax(file: Path, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    what = clean(" ".join(part for part in (error.context, error.problem) if part), limit=200)
    if mark is None:
        return f"{clean(file)}: {what}; correct it there"
    return sentence(file, mark.line + 1, mark.column + 1, what, "correct the YAML there, often it is the indentation")


def sentence(file: Path, line: int, column: int, what: str, remedy: str) -> str:
    """What is wrong in a file, where, and what to do."""
    return f"{clean(file)}, line {line}, column {column}: {what}; {remedy}"


def _mark(root: yaml.Node | None, place: Place) -> tuple[int, int]:
    node, mark = root, root.start_mark if root else None
    for part in place:
        step = _step(node, part)
        if step is None:
            break
        node, mark = step
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _step(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, yaml.Mark] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((value, key.start_mark) for key, value in reversed(node.value) if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        inner: yaml.Node = node.value[part]
        return inner, inner.start_mark
    return None
