"""The one place where bytes and text from outside become text that is safe to display."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from .redact import masked, redact, secrets

OVERLAP = 512
"""Characters beside a window that are read with it, so that no secret hides on its edge."""

_MOST_MARKS = 4
_ID_CELLS = 200
_ID_CHARACTERS = 10 * _ID_CELLS  # more than 200 cells whatever they are: what follows is in the digest alone
_LONGEST_SEQUENCE = 4096

# What begins a control string (OSC, DCS, SOS, PM, APC), in its 7-bit and its C1 form; ESC ESC is tmux's pass-through.
_STRING_START = r"\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]"
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]"
    rf"|(?:{_STRING_START})"
    rf"(?P<body>(?:[^\x07\x1b\x90\x98\x9c-\x9f]|\x1b\x1b){{0,{_LONGEST_SEQUENCE}}}+)(?P<end>\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]++[0-~]|\x1b[0-~]"
)
_INTRODUCER = re.compile("[\x1b\x90\x98\x9b\x9d-\x9f]")
# Letters that may be marks: not Latin, symbols, CJK or Hangul, so that ordinary text is not looked at one by one.
_MAYBE_MARKS = re.compile(f"[^\x00-\u02ff\u2190-\u27bf\u3100-\u9fff\uac00-\ud7af]{{{_MOST_MARKS + 1},}}")
_CUT = re.compile(r" … \[\d+ characters cut\]\Z")
_ZERO_WIDTH_JOINER = "\u200d"

_REPLACED = (
    *range(0x80, 0xA0),
    *(0x061C, 0x200E, 0x200F),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x2070),
    *range(0xFFF9, 0xFFFC),
    *(0xFFFE, 0xFFFF),
    *range(0xD800, 0xE000),
)
_REMOVED = (
    *(0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200C, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x180E),
    *range(0x2060, 0x2066),
    *range(0xFE00, 0xFE0E),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE01F0),
)
_LINES: dict[int, str | None] = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    **dict.fromkeys(_REPLACED, "\ufffd"),
    **dict.fromkeys(_REMOVED, None),
    0x7F: "␡",
    0x09: "    ",
    0x2028: "⏎",
    0x2029: "⏎",
    0x0A: "\n",
}
_LINE: dict[int, str | None] = {**_LINES, 0x0A: "⏎"}
_UNSAFE = frozenset(chr(code) for code in _LINES)


def clean(value: object, *, limit: int = 16_384, lines: bool = False) -> str:
    """Anything from outside as safe text of at most ``limit`` characters plus a remark that says how many were cut.

    Whole escape sequences go, other control characters become visible, invisible ones go, secrets are masked.
    ``lines`` keeps line ends; otherwise they are shown as ⏎. None is empty. Never raises; idempotent.
    """
    text = value if type(value) is str else as_text(value)
    if len(text) <= limit and text.isascii() and text.isprintable():
        return redact(text)
    remark = _CUT.search(text)
    body = text[: remark.start()] if remark else text
    if len(body) <= limit:
        safe = _sanitised(body, lines)
        if len(safe) <= limit:
            return redact(safe) + (remark.group() if remark else "")
    return _clipped(text, limit, lines)


def clean_id(value: object) -> str:
    """A name or id on one line: NFC, at most 200 cells, what cannot be seen written as an escape such as ``\\u200b``.

    Nothing is removed, so two ids that differ in invisible characters alone look different; a long one keeps its
    beginning and a digest of the whole. Secrets are not masked: that could make two ids equal.
    """
    text = value if type(value) is str else as_text(value)
    if len(text) <= _ID_CELLS and text.isascii() and text.isprintable():
        return text
    shown = "".join(_visible(character) for character in unicodedata.normalize("NFC", text[:_ID_CHARACTERS]))
    shown = _MAYBE_MARKS.sub(_escape_marks, shown)
    if len(text) <= _ID_CHARACTERS and cells(shown) <= _ID_CELLS:
        return shown
    import hashlib  # loads OpenSSL, which nearly no id is long enough to need

    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{_first_cells(shown, _ID_CELLS - len(digest) - 1)}…{digest}"


def safe_window(text: str, start: int, end: int, *, lines: bool = True) -> str:
    """``text[start:end]`` made safe, with the text on both sides as context for sequences and secrets."""
    edges = (_after_sequence(text, start), _after_sequence(text, end))
    before, inside, after = text[: edges[0]], text[edges[0] : edges[1]], text[edges[1] :]
    parts = [_sanitised(part, lines) for part in (before, inside, after)]
    whole = "".join(parts)
    first = len(parts[0])
    return masked(whole, secrets(whole), first, first + len(parts[1]))


def cells(text: str) -> int:
    """Width of safe text on a terminal."""
    return len(text) if text.isascii() else sum(_cell(character) for character in text)


def as_text(value: object) -> str:
    """Any value as text that is not yet safe: bytes as UTF-8, None empty, what cannot be written by its type."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode(errors="replace")
    try:
        return str(value)
    except Exception:
        return f"({type(value).__name__} that cannot be shown)"


def _sanitised(text: str, lines: bool) -> str:
    """Steps 3 to 5: sequences stripped, characters translated, combining marks limited; secrets still there."""
    safe = text.replace("\r\n", "\n") if "\r" in text else text
    if _INTRODUCER.search(safe):
        safe = _SEQUENCE.sub(_sequence_rest, safe)
    safe = safe.translate(_LINES if lines else _LINE)
    return safe if safe.isascii() else _MAYBE_MARKS.sub(_limit_marks, safe)


def _sequence_rest(match: re.Match[str]) -> str:
    """Nothing of a complete sequence; of a control string without end everything that follows its introducer."""
    return "" if match["body"] is None or match["end"] else match["body"]


def _clipped(text: str, limit: int, lines: bool) -> str:
    taken = text[: limit + _LONGEST_SEQUENCE + OVERLAP]
    safe = _sanitised(taken, lines)
    lost = max(0, len(safe) - limit) + len(text) - len(taken)
    shown = redact(masked(safe, secrets(safe), 0, min(limit, len(safe))))
    return f"{shown} … [{lost} characters cut]" if lost else shown


def _after_sequence(text: str, edge: int) -> int:
    """The edge, moved behind a sequence that it would cut in two."""
    for match in _SEQUENCE.finditer(text, max(0, edge - OVERLAP)):
        if match.start() >= edge:
            break
        if match.end() > edge and match["body"] is None:
            return match.end()
    return edge


def _is_mark(character: str) -> bool:
    return character == _ZERO_WIDTH_JOINER or unicodedata.category(character) in ("Mn", "Me")


def _limit_marks(match: re.Match[str]) -> str:
    return _marks_beyond(match.group(), lambda _: "")


def _escape_marks(match: re.Match[str]) -> str:
    return _marks_beyond(match.group(), _escape)


def _marks_beyond(text: str, replace: Callable[[str], str]) -> str:
    pieces: list[str] = []
    marks = kept = 0
    for index, character in enumerate(text):
        marks = marks + 1 if _is_mark(character) else 0
        if marks > _MOST_MARKS:
            pieces += (text[kept:index], replace(character))
            kept = index + 1
    return "".join((*pieces, text[kept:]))


def _visible(character: str) -> str:
    hidden = character in _UNSAFE or character == _ZERO_WIDTH_JOINER or character == "\ufffd"
    return _escape(character) if hidden else character


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _cell(character: str) -> int:
    if _is_mark(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _first_cells(text: str, width: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += _cell(character)
        if used > width:
            return text[:index]
    return text
