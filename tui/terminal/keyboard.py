"""What a terminal sends besides keys is taken out of its bytes before they are read as keys."""

from __future__ import annotations

import re

PASTE_LIMIT = 65_536
"""Bytes of one paste that are kept."""

_PASTE_START, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
_LONGEST_REPLY = 4_096

# DCS, OSC and their kind; private CSI except mode reports; status and size reports except the in-band resize.
_REPLY = (
    rb"\x1b(?:[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|(?=\x1b[^\\]))"
    rb"|\[[?>=](?![0-9;]*\$y)[0-9;:]*[ -/]*[@-~]"
    rb"|\[(?!48;)[0-9;]+[cntxy])"
)
_FOUND = re.compile(rb"\x1b\[200~|\x1b\[M[\x20-\xff]{3}|" + _REPLY)
# What a read may end in: the first kind may be a key as well, so it is passed on at once and only remembered.
_BEGUN_KEY = re.compile(rb"\x1b(?:\[[0-9;]*)?\Z")
_BEGUN_REPLY = re.compile(rb"\x1b(?:[\]PX^_][^\x07\x1b]*\x1b?|\[[?>=][0-9;:]*[ -/]*|\[M[\x20-\xff]{0,2})\Z")

_UNWANTED = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\r")
_INVISIBLE = re.compile("[\x80-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Keyboard:
    """Bytes of a terminal in; bytes that are keys, mouse reports and bounded pastes out."""

    def __init__(self) -> None:
        self._seen = b""
        self._passed = 0
        self._room: int | None = None
        self._cut = 0

    def feed(self, data: bytes) -> bytes:
        """What remains of the next bytes; the beginning of a reply waits for its end or for ``idle``."""
        self._seen += data
        parts: list[bytes] = []
        more = True
        while more:
            part, more = self._keys() if self._room is None else self._pasted()
            parts.append(part)
        return b"".join(parts)

    def idle(self) -> None:
        """Nothing came for a while, so what began a reply has no end."""
        if self._room is None:
            self._seen, self._passed = b"", 0

    def take_cut(self) -> int:
        """Bytes that a paste which has ended lost to the limit; told once."""
        if self._room is not None:
            return 0
        cut, self._cut = self._cut, 0
        return cut

    def _keys(self) -> tuple[bytes, bool]:
        found = _FOUND.search(self._seen)
        if found is None:
            return self._last(), False
        before = self._take(found.start())
        if found.group() == _PASTE_START:
            self._room = PASTE_LIMIT
            return before + self._take(len(_PASTE_START)), True
        if found.group().startswith(b"\x1b[M"):
            # A legacy report counts columns in bytes that are not UTF-8; the parser only needs to see three characters.
            before += self._take(3) + b"!!!"
            self._take(3)
        else:
            self._take(len(found.group()))
        return before, True

    def _last(self) -> bytes:
        reply = _BEGUN_REPLY.search(self._seen)
        if reply is not None:
            before = self._take(reply.start())
            if len(self._seen) > _LONGEST_REPLY:
                self._seen = self._seen[:2]
            return before
        key = _BEGUN_KEY.search(self._seen)
        begun = key.group() if key is not None else b""
        whole = self._take(len(self._seen))
        self._seen, self._passed = begun, len(begun)
        return whole

    def _pasted(self) -> tuple[bytes, bool]:
        end = self._seen.find(_PASTE_END)
        if end < 0:
            return self._kept(self._take(len(self._seen) - _overlap(self._seen, _PASTE_END))), False
        kept = self._kept(self._take(end)) + self._take(len(_PASTE_END))
        self._room = None
        return kept, True

    def _kept(self, body: bytes) -> bytes:
        wanted = body.translate(None, _UNWANTED)
        room = self._room or 0
        self._cut += max(0, len(wanted) - room)
        self._room = max(0, room - len(wanted))
        return wanted[:room]

    def _take(self, count: int) -> bytes:
        """The next bytes without those of them that were already passed on."""
        fresh = self._seen[self._passed : count]
        self._seen, self._passed = self._seen[count:], max(0, self._passed - count)
        return fresh


def pasted(text: str) -> str:
    """Pasted text with one kind of line end and without characters that cannot be seen."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _overlap(data: bytes, mark: bytes) -> int:
    """How many bytes at the end of the data may begin the mark."""
    return next(size for size in range(len(mark) - 1, -1, -1) if data.endswith(mark[:size]))
