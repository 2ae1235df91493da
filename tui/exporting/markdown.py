"""A report in Markdown (GitHub's tables)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..commandline.times import moment
from . import sheet
from .story import Story

_SPECIAL = str.maketrans({each: f"\\{each}" for each in "\\`*_{}[]<>#|~&!"} | {"\n": "<br>"})


def pieces(story: Story) -> Iterator[str]:
    """Title, facts, tables, events."""
    run = story.detail.run
    yield f"# {escaped(run.pipeline or run.id)}\n\nExported {moment(story.now)}.\n\n"
    yield from _table(("fact", "value"), sheet.facts(story.detail, story.now))
    for one in sheet.sheets(story):
        if one.rows:
            yield f"\n## {one.title}\n\n"
            yield from _table(one.head, one.rows)
    yield "\n## Events\n\n"
    yield from _head(sheet.EVENT_HEAD)
    yield from (_row(cells) for cells in sheet.events(story))


def escaped(text: str) -> str:
    """Text that Markdown and HTML in Markdown take for nothing but text."""
    return text.translate(_SPECIAL)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from _head(head)
    yield from (_row(row) for row in rows)


def _head(names: Sequence[str]) -> Iterator[str]:
    yield _row(names)
    yield f"|{' --- |' * len(names)}\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |\n"
