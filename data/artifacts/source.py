"""Source text as rows with roles, found by Pygments where the text is small enough to be safe to analyse."""

from __future__ import annotations

from functools import cache

from .model import PreviewRow, Span

_MOST_CHARACTERS = 200_000
_LONGEST_LINE = 2_000

# Beginnings of the names that Pygments gives to token types, the most particular first.
_ROLES = (
    ("Token.Comment", "comment"),
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Name.Tag", "key"),
    ("Token.Name.Attribute", "key"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Generic.Heading", "heading"),
    ("Token.Generic.Subheading", "heading"),
    ("Token.Generic.Inserted", "string"),
    ("Token.Generic.Deleted", "number"),
    ("Token.Operator", "punctuation"),
    ("Token.Punctuation", "punctuation"),
)


def source_rows(lines: list[str], language: str) -> tuple[PreviewRow, ...]:
    """One row per line; without spans when the language is unknown, or a line or the text so long that it could
    keep the analysis busy."""
    plain = tuple(PreviewRow(line) for line in lines)
    if not language or max(map(len, lines), default=0) > _LONGEST_LINE or sum(map(len, lines)) > _MOST_CHARACTERS:
        return plain
    spans = _spans("\n".join(lines) + "\n", language)
    return tuple(PreviewRow(line, spans=tuple(found)) for line, found in zip(lines, spans, strict=False)) or plain


def _spans(text: str, language: str) -> list[list[Span]]:
    from pygments.lexers import get_lexer_by_name  # costs 20 ms, so not before it is needed

    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    rows: list[list[Span]] = [[] for _ in range(text.count("\n") + 1)]
    row = column = 0
    for token, piece in lexer.get_tokens(text):
        role = _role(str(token))
        for index, part in enumerate(piece.split("\n")):
            if index:
                row, column = row + 1, 0
            if role and part.strip():
                rows[row].append((column, column + len(part), role))
            column += len(part)
    return rows


@cache
def _role(token: str) -> str:
    return next((role for name, role in _ROLES if token.startswith(name)), "")
