"""The first bytes of a file in hexadecimal."""

from __future__ import annotations

from .model import PreviewRow

_PER_ROW = 16
_MOST = 256


def hex_rows(head: bytes) -> tuple[PreviewRow, ...]:
    """Sixteen rows of sixteen bytes: place, bytes, printable ASCII."""
    shown = head[:_MOST]
    return tuple(_row(shown[at : at + _PER_ROW], at) for at in range(0, len(shown), _PER_ROW))


def _row(part: bytes, at: int) -> PreviewRow:
    letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in part)
    return PreviewRow(f"{at:08x}  {part.hex(' '):<47}  {letters}", spans=((0, 8, "comment"),))
