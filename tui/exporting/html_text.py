"""A report as one HTML page that loads nothing and runs nothing."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence

from ..commandline.times import moment
from . import sheet
from .story import Story

_STYLE = """
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #24292e; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: 2px 12px 2px 0; border-bottom: 1px solid #e4e7ea; }
td { font-family: ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
th { font-weight: 600; color: #586069; }
@media (prefers-color-scheme: dark) { body { background: #14181c; color: #d5dade; } th, td { border-color: #2c333a; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def pieces(story: Story) -> Iterator[str]:
    """The page."""
    run = story.detail.run
    title = html.escape(run.pipeline or run.id)
    yield f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n<style>{_STYLE}</style>\n</head>\n'
    yield f"<body>\n<h1>{title}</h1>\n<p>Exported {moment(story.now)}.</p>\n"
    yield from _table((), sheet.facts(story.detail, story.now))
    for one in sheet.sheets(story):
        if one.rows:
            yield f"<h2>{one.title}</h2>\n"
            yield from _table(one.head, one.rows)
    yield "<h2>Events</h2>\n"
    yield from _table(sheet.EVENT_HEAD, sheet.events(story))
    yield "</body>\n</html>\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "<table>\n"
    if head:
        yield _row(head, "th")
    for row in rows:
        yield _row(row, "td")
    yield "</table>\n"


def _row(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>\n"
