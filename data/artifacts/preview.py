"""Chooses how an artifact is shown and reads no more of it than one view needs."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import NotFoundError, RefusedError
from ..models import Artifact
from ..text import clean
from .archives import archive_rows
from .hexdump import hex_rows
from .images import image_facts
from .json_rows import json_rows, record_rows
from .kinds import format_of, kind_of, language_of
from .markdown import markdown_rows
from .model import Fact, Preview, PreviewRow
from .open import FolderError, open_artifact
from .read import HEAD, MOST, Window, cut, encoding_of, read_at, rows_of, text_window
from .source import source_rows
from .tables import table_rows

_MOST_FOLDED_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class _File:
    """An open artifact with what is known before its content is looked at."""

    artifact: Artifact
    descriptor: int
    size: int
    head: bytes
    facts: tuple[Fact, ...]


def preview(root: Path, artifact: Artifact, *, offset: int = 0, limit: int = 65_536) -> Preview:
    """The part of an artifact that begins at byte ``offset`` and is about ``limit`` bytes long (at most 1 MiB).

    ``root`` is the folder that stored paths count from and that nothing outside of is ever read. JSON up to 1 MiB,
    pictures, archives and binary files are shown as a whole, whatever the offset. Never raises for a bad file: the
    kinds missing, refused and directory carry a message.
    """
    title = clean(artifact.name or artifact.path, limit=200)
    try:
        descriptor = open_artifact(root, artifact.path)
    except NotFoundError as error:
        return Preview("missing", title, message=f"{error}.")
    except FolderError as error:
        return Preview("directory", title, message=f"{error}.")
    except RefusedError as error:
        return Preview("refused", title, message=f"{error}.")
    try:
        return replace(_shown(_described(root, artifact, descriptor), offset, limit), title=title)
    except OSError as error:
        return Preview("refused", title, message=f"“{title}” could not be read: {clean(error.strerror)}.")
    finally:
        os.close(descriptor)


def link_warning(links: int, owner: int, expected: int) -> str:
    """A sentence when a file has other names too and belongs to somebody else than the project, else empty."""
    if links < 2 or owner == expected:
        return ""
    return f"it has {links} names and belongs to user {owner}: it may be somebody else's file"


def _described(root: Path, artifact: Artifact, descriptor: int) -> _File:
    found = os.fstat(descriptor)
    facts = [("size", _bytes(found.st_size))]
    if artifact.size is not None and artifact.size != found.st_size:
        facts.append(("size when recorded", _bytes(artifact.size)))
    warning = link_warning(found.st_nlink, found.st_uid, os.stat(root).st_uid)
    if warning:
        facts.append(("warning", warning))
    return _File(artifact, descriptor, found.st_size, read_at(descriptor, 0, HEAD), tuple(facts))


def _shown(file: _File, offset: int, limit: int) -> Preview:
    kind = kind_of(file.artifact.path, file.artifact.kind, file.head)
    if kind == "empty":
        return Preview("empty", "", size=0, facts=file.facts, message="The file is empty.")
    if kind in ("image", "binary"):
        return _bytes_shown(file, kind)
    if kind == "archive":
        return _archive_shown(file)
    if kind == "json" and offset == 0:
        return _json_shown(file, limit)
    return _text_shown(file, "text" if kind == "json" else kind, offset, limit)


def _bytes_shown(file: _File, kind: str) -> Preview:
    image = image_facts(file.head) if kind == "image" else None
    what = image or (format_of(file.head) or "unknown", "")
    facts = (("format", what[0]), *((("picture", what[1]),) if image else ()), *file.facts)
    message = f"{kind.capitalize()}, {_bytes(file.size)}; its first bytes are shown."
    return Preview(kind, "", hex_rows(file.head), facts, file.size > 256, file.size, message=message)


def _archive_shown(file: _File) -> Preview:
    try:
        rows, facts = archive_rows(file.descriptor, file.size)
    except ValueError as error:
        return replace(_bytes_shown(file, "binary"), message=f"The names in this zip are not listed: {error}.")
    message = "Names only: nothing is unpacked here."
    return Preview("archive", "", rows, (("format", "zip"), *facts, *file.facts), size=file.size, message=message)


def _json_shown(file: _File, limit: int) -> Preview:
    if file.size > MOST:
        text = _text_shown(file, "text", 0, limit)
        return replace(text, message="JSON of more than 1 MiB is shown as plain text.")
    data = file.head + read_at(file.descriptor, len(file.head), MOST - HEAD)
    try:
        rows = json_rows(data.decode("utf-8-sig"))
    except ValueError as error:
        why = "it is not valid UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        return replace(_text_shown(file, "text", 0, limit), message=f"This JSON is shown as plain text: {why}.")
    return Preview("json", "", rows, file.facts, size=file.size)


def _text_shown(file: _File, kind: str, offset: int, limit: int) -> Preview:
    encoding = encoding_of(file.head)
    window = text_window(file.descriptor, offset, limit, encoding)
    language = language_of(file.artifact.path) if kind == "text" else ""
    rows, message = _rows(kind, window, language, offset == 0)
    more = window.end < file.size
    return Preview(
        kind if rows is not None else "text",
        "",
        rows if rows is not None else _plain(window.text),
        (*_text_facts(window, encoding, language, offset, file.size), *file.facts),
        more,
        file.size,
        window.end if more else None,
        message or (f"The file ends before byte {offset:,}." if offset > file.size else ""),
        language,
    )


def _rows(kind: str, window: Window, language: str, first: bool) -> tuple[tuple[PreviewRow, ...] | None, str]:
    """Rows of that kind, or None and the reason why the text is shown as it is."""
    if kind == "csv":
        try:
            return table_rows(window.text, heading=first)[0], ""
        except ValueError as error:
            return None, f"Shown as plain text: {error}."
    if kind == "ndjson":
        return _records(window.raw)
    lines = rows_of(window.text)
    return (markdown_rows(lines) if kind == "markdown" else source_rows(lines, language)), ""


def _records(raw: str) -> tuple[tuple[PreviewRow, ...], str]:
    """Rows of NDJSON; lines in a row that are no records are made safe together, as a secret may span them."""
    rows: list[PreviewRow] = []
    others: list[str] = []
    bad = 0
    for line in raw.removesuffix("\n").split("\n"):
        try:
            found = record_rows(line, fold=len(rows) < _MOST_FOLDED_ROWS)
        except ValueError:
            others.append(line)
            bad += bool(line.strip())
            continue
        rows.extend((*_unread(others), *found))
        others.clear()
    rows.extend(_unread(others))
    return tuple(rows), f"Lines that are no valid JSON and are shown as they are: {bad}." if bad else ""


def _unread(lines: list[str]) -> tuple[PreviewRow, ...]:
    text = "\n".join(lines)
    return _plain(clean(text, limit=len(text), lines=True)) if lines else ()


def _plain(text: str) -> tuple[PreviewRow, ...]:
    return tuple(PreviewRow(cut(line)) for line in rows_of(text))


def _text_facts(window: Window, encoding: str, language: str, offset: int, size: int) -> tuple[Fact, ...]:
    facts = [("encoding", encoding.upper())]
    if language:
        facts.append(("language", language))
    if window.invalid:
        facts.append(("not decoded", f"{window.invalid} places are no valid {encoding.upper()}"))
    if offset or window.end < size:
        facts.append(("shown", f"bytes {offset:,} to {window.end:,} of {size:,}"))
    return tuple(facts)


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count:,} bytes"
