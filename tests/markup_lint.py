"""Finds places in the screen's code where text could be read as markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LABELS = ("Static", "Label", "Button", "Checkbox", "RadioButton", "Placeholder")
_WIDGETS = (*_LABELS, "Option", "Tab", "TabPane", "Collapsible")
_METHODS = ("notify", "add_row", "add_column", "add_columns", "add_leaf", "add", "set_label")
_SINKS = frozenset((*_WIDGETS, *_METHODS))
_EVERY_ARGUMENT = frozenset(("add_row", "add_columns"))
_TEXT_KEYWORDS = frozenset(("content", "label", "message", "prompt", "title", "tooltip", "renderable"))
_TEXT_ATTRIBUTES = frozenset(("border_title", "border_subtitle", "tooltip"))
_CAN_SWITCH_MARKUP_OFF = frozenset(("Static", "Label", "notify"))
_SAFE_MAKERS = frozenset(("Content", "Text", "safe"))
_OTHER_ESCAPES = frozenset(("re", "html", "glob"))
# ``set.add`` and ``Path.add`` are everywhere; only a tree's ``add`` takes a label.
_TREE_RECEIVERS = frozenset(("root", "node", "tree", "branch"))


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a string might become markup."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def lint_folder(folder: Path) -> list[Finding]:
    """Findings in all Python files below a folder."""
    files = sorted(folder.rglob("*.py"))
    return [finding for file in files for finding in lint(file.read_text(encoding="utf-8"), str(file))]


def lint(source: str, path: str = "<source>") -> list[Finding]:
    """Findings in one module."""
    tree = ast.parse(source, path)
    own = frozenset(name for node in ast.walk(tree) for name in _own_names(node))
    return [Finding(path, line, what) for node in ast.walk(tree) for line, what in _findings(node, own)]


def _own_names(node: ast.AST) -> Iterator[str]:
    """Names that come from the house and not from Textual, such as its own ``Tab``."""
    if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("wave_tui")):
        yield from (alias.asname or alias.name for alias in node.names)


def _findings(node: ast.AST, own: frozenset[str]) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call):
        if not (isinstance(node.func, ast.Name) and node.func.id in own):
            yield from ((node.lineno, what) for what in _in_call(node))
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr in _TEXT_ATTRIBUTES and not _is_safe(node.value):
                yield node.lineno, f"{target.attr} is given something else than a literal, Content or Text"


def _in_call(call: ast.Call) -> Iterator[str]:
    name, receiver = _name(call.func)
    if name == "from_markup" and not _is_template(call):
        yield "from_markup takes a literal template and keyword variables only"
    if name == "escape" and receiver not in _OTHER_ESCAPES:
        yield "escape() does not make markup safe; use Content or Text"
    if name == "RichLog" and _constant(call, "markup") is True:
        yield "RichLog(markup=True) reads data as markup"
    if name in _SINKS and (name != "add" or receiver in _TREE_RECEIVERS):
        yield from _unsafe_arguments(call, name)


def _unsafe_arguments(call: ast.Call, name: str) -> Iterator[str]:
    if name in _CAN_SWITCH_MARKUP_OFF and _constant(call, "markup") is False:
        return
    arguments = call.args if name in _EVERY_ARGUMENT else call.args[:1]
    arguments = [*arguments, *(keyword.value for keyword in call.keywords if keyword.arg in _TEXT_KEYWORDS)]
    if not all(_is_safe(argument) for argument in arguments):
        yield f"{name}() is given something else than a literal, Content or Text"


def _is_safe(value: ast.expr | None) -> bool:
    if value is None or isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.IfExp):
        return _is_safe(value.body) and _is_safe(value.orelse)
    if not isinstance(value, ast.Call):
        return False
    name, receiver = _name(value.func)
    return name in _SAFE_MAKERS or receiver in _SAFE_MAKERS


def _is_template(call: ast.Call) -> bool:
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant)


def _constant(call: ast.Call, name: str) -> object:
    values = (keyword.value for keyword in call.keywords if keyword.arg == name)
    return next((value.value for value in values if isinstance(value, ast.Constant)), None)


def _name(function: ast.expr) -> tuple[str, str]:
    """The called name and the name right before its dot."""
    if isinstance(function, ast.Subscript):
        return _name(function.value)
    if isinstance(function, ast.Name):
        return function.id, ""
    if not isinstance(function, ast.Attribute):
        return "", ""
    before = function.value
    if isinstance(before, ast.Attribute):
        return function.attr, before.attr
    return function.attr, before.id if isinstance(before, ast.Name) else ""
