"""No string of data can be read as markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from markup_lint import lint, lint_folder

TUI = Path(__file__).parent.parent / "tui"

PLANTED = [
    "Static(run.name)",
    "Static(f'run {name}')",
    "Label(content=run.name)",
    "Button(label)",
    "self.notify(str(error))",
    "self.notify('failed: ' + error)",
    "table.add_row('one', run.name)",
    "table.add_column(header)",
    "node.add_leaf(step.id)",
    "tree.root.add(step.id)",
    "node.set_label(step.id)",
    "Option(pipeline.name)",
    "Tab(name)",
    "TabPane(name)",
    "Collapsible(title=name)",
    "self.border_title = run.name",
    "self.border_subtitle = f'{count} rows'",
    "widget.tooltip = error",
    "Button('ok', tooltip=error)",
    "Content.from_markup(run.name)",
    "Content.from_markup(f'[b]{name}[/b]')",
    "Text.from_markup('[b]' + name)",
    "RichLog(markup=True)",
    "escape(name)",
    "markup.escape(name)",
    "Static('a' if short else name)",
]
SAFE = [
    "Static('[b]help[/b]')",
    "Static(Content(run.name))",
    "Static(Text(run.name))",
    "Static(Content.assemble((name, 'bold')))",
    "Static(run.name, markup=False)",
    "self.notify(Content(str(error)))",
    "self.notify(str(error), markup=False)",
    "table.add_row(Text(run.id), 'x')",
    "Option(safe(name), id=name)",
    "self.border_title = Content(name)",
    "self.border_title = None",
    "Content.from_markup('[b]$name[/b]', name=name)",
    "RichLog()",
    "re.escape(name)",
    "seen.add(name)",
    "from ..present.title import Tab; Tab(key, name)",
    "Static('a' if short else Content(name))",
]


@pytest.mark.parametrize("code", PLANTED)
def test_m4_a_planted_violation_is_found(code: str) -> None:
    assert [finding.line for finding in lint(f"\n{code}\n")] == [2]


@pytest.mark.parametrize("code", SAFE)
def test_m4_safe_code_is_left_alone(code: str) -> None:
    assert lint(code) == []


def test_m4_the_screen_builds_no_markup_from_data() -> None:
    assert list(TUI.rglob("*.py"))
    assert [str(finding) for finding in lint_folder(TUI)] == []
