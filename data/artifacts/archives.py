"""Names in a zip archive; nothing is unpacked."""

from __future__ import annotations

import io
import os
import struct

from ..text import clean_id
from .model import Fact, PreviewRow
from .read import MOST, read_at

_MOST_NAMES = 1_000


class _Bounded(io.RawIOBase):
    """A file that refuses to be read further once a view's worth of bytes was read."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor, self._size = descriptor, size
        self._at = self._read = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("its table of contents points before its beginning")
        self._at = base + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        wanted = self._size - self._at if size < 0 else size
        if self._read + wanted > MOST:
            raise ValueError("its table of contents is larger than 1 MiB")
        data = read_at(self._descriptor, self._at, wanted)
        self._read += len(data)
        self._at += len(data)
        return data


def archive_rows(descriptor: int, size: int) -> tuple[tuple[PreviewRow, ...], tuple[Fact, ...]]:
    """At most 1,000 names with their claimed sizes, and how many there are.

    Raises ValueError when the archive is damaged or its table of contents is larger than 1 MiB.
    """
    import zipfile  # costs 6 ms, so not before it is needed

    try:
        with zipfile.ZipFile(_Bounded(descriptor, size)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, struct.error, OverflowError) as error:
        raise ValueError(f"its table of contents cannot be read: {clean_id(str(error))}") from None
    rows = [PreviewRow(f"{member.file_size:>15,}  {clean_id(member.filename)}") for member in members[:_MOST_NAMES]]
    if len(members) > _MOST_NAMES:
        rows.append(PreviewRow(f"… {len(members) - _MOST_NAMES:,} more names"))
    unpacked = sum(member.file_size for member in members)
    return tuple(rows), (("files", f"{len(members):,}"), ("unpacked, as it claims", f"{unpacked:,} bytes"))
