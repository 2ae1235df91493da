"""Hostile text, names, files and secrets that every place taking data from outside is tested with.

The secrets are put together from parts: none of them was ever valid.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

BEL, ESC, ST = "\x07", "\x1b", "\x1b\\"

SEQUENCES = {
    "clear screen": f"{ESC}[2J",
    "colour": f"{ESC}[31m",
    "leave alternate screen": f"{ESC}[?1049l",
    "ask cursor position": f"{ESC}[6n",
    "write clipboard, BEL": f"{ESC}]52;c;QUFBQQ=={BEL}",
    "write clipboard, ST": f"{ESC}]52;c;QUFBQQ=={ST}",
    "hyperlink": f"{ESC}]8;;https://evil.example/{ST}",
    "title": f"{ESC}]0;PWNED{BEL}",
    "DCS": f"{ESC}P1$r0m{ST}",
    "APC": f"{ESC}_Gi=1;AAAA{ST}",
    "BEL": BEL,
    "CR": "\r",
    "BS": "\b",
    "VT and FF": "\x0b\x0c",
    "NUL": "\0",
    "DEL": "\x7f",
    "SO": "\x0e",
    "TAB": "\t",
    "C1 CSI": "\x9b31m",
    "C1 OSC": "\x9d0;PWNED\x9c",
    "C1 DCS": "\x90q\x9c",
    "C1 NEL": "\x85",
    "right-to-left override": "\u202eabc\u202c",
    "isolate": "\u2066abc\u2069",
    "zero-width space": "\u200b",
    "line separator": "\u2028",
    "tag character": "\U000e0041",
    "lone surrogate": "\udc9b",
}
"""Set C: control sequences and characters that must never reach a terminal."""

MARKUP = (
    "[bold]X[/bold]",
    "[/]",
    "[/foo]",
    "[bold",
    "[@click=app.quit]CLICK[/]",
    "[@click=app.pwn('hi')]CLICK[/]",
    "[link=https://evil.example/]L[/link]",
    "[red on blue]X[/]",
    "[#zzzzzz]X[/]",
    "a[0] = b[i]; list[str] [INFO] [12:30]",
    "[$primary]X[/]",
    "[hidden]",
    "['unterminated",
    "[a=b c=]Z",
    "\\[bold]X",
    "[@click=]x[/]",
    ":bomb: :smile:",
)
"""Set K: text that a markup parser would take for markup."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text and the part of it that nobody may see."""

    text: str
    hidden: str


_ALNUM36 = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
_GITHUB = "gh" + "p_" + _ALNUM36


def _whole(token: str) -> Secret:
    return Secret(f"using {token} for this call", token)


SECRETS = {
    "anthropic": _whole("sk-" + "ant-api03-" + _ALNUM36 * 2),
    "openai project": _whole("sk-" + "proj-" + _ALNUM36 * 2),
    "github server": _whole("gh" + "s_" + _ALNUM36),
    "json web token": _whole("ey" + "JhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTYifQ." + _ALNUM36),
    "password in an address": Secret("postgres://bob:hunter2horse@db.example/x", "hunter2horse"),
    "private key": Secret(
        f"-----BEGIN RSA {'PRIVATE'} KEY-----\n{_ALNUM36}\n-----END RSA {'PRIVATE'} KEY-----", _ALNUM36
    ),
    "slack webhook": Secret(
        "https://hooks." + "slack.com/services/T00000000/B00000000/" + _ALNUM36[:24],
        "T00000000/B00000000/" + _ALNUM36[:24],
    ),
    "password in json": Secret('{"user": "bob", "password": "correct horse 7"}', "correct horse 7"),
    "token in json": Secret('{"token": "opaque-value-77"}', "opaque-value-77"),
    "github, split by colour": Secret(f"using {_GITHUB[:20]}{ESC}[0m{_GITHUB[20:]} now", _GITHUB),
    "github, split by zero width": Secret(f"using {_GITHUB[:20]}\u200b{_GITHUB[20:]} now", _GITHUB),
    "github, after 262145 characters": Secret("x" * 262_145 + f" {_GITHUB}", _GITHUB),
    "basic authorization": Secret("Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA"),
    "aws temporary": _whole("AS" + "IA" + "Q3EGRIZT5PXW7YLM"),
    "google": _whole("AI" + "za" + _ALNUM36[:35]),
    "npm": _whole("np" + "m_" + _ALNUM36),
    "hugging face": _whole("h" + "f_" + _ALNUM36[:34]),
}
"""Set R: secrets in the words around them."""

HARMLESS = (
    "The author said tokens used: 5123",
    "authentication tests passed",
    "token budget is fine",
)
"""Sentences that a careless redaction damages."""


@dataclass(frozen=True, slots=True)
class FileCase:
    """A stored path and whether a viewer may open it."""

    about: str
    path: str
    opens: bool


OUTSIDE = b"SECRET FROM OUTSIDE"


def make_files(folder: Path) -> tuple[Path, tuple[FileCase, ...]]:
    """Set F: a workspace below ``folder`` with every kind of name; ``folder/secret`` must stay unread.

    The hard link opens: it cannot be told from a file of the workspace.
    """
    root = folder / "workspace"
    (root / "sub").mkdir(parents=True)
    (root / "..foo").mkdir()
    for name in ("plain.txt", "sub/inner.txt", "..foo/a..b"):
        (root / name).write_text("inside\n")
    (folder / "secret").write_bytes(OUTSIDE)
    _make_links(root, folder)
    _make_devices(root)
    os.truncate(_touched(root / "sparse"), 10 * 2**30)
    return root, (*_ORDINARY, FileCase("absolute path outside", str(folder / "secret"), False), *_HOSTILE)


_ORDINARY = (
    FileCase("ordinary file", "plain.txt", True),
    FileCase("file in a folder", "sub/inner.txt", True),
    FileCase("dots that are a name", "..foo/a..b", True),
    FileCase("link to a folder inside", "inner-link/inner.txt", True),
    FileCase("hard link to a file outside", "hard", True),
    FileCase("sparse file of 10 GB", "sparse", True),
)
_HOSTILE = (
    FileCase("parent folder", "../secret", False),
    FileCase("link to a file outside", "link", False),
    FileCase("path through a link to the parent", "up/secret", False),
    FileCase("link into /proc", "environ", False),
    FileCase("loop of links", "loop", False),
    FileCase("fifo", "fifo", False),
    FileCase("null device", "null", False),
    FileCase("zero device", "zero", False),
    FileCase("link to a zero device", "zero-link", False),
    FileCase("socket", "socket", False),
    FileCase("folder", "sub", False),
    FileCase("missing", "missing.txt", False),
    FileCase("NUL in the name", "plain.txt\0.png", False),
    FileCase("300 characters", "n" * 300, False),
)


def _touched(path: Path) -> Path:
    path.touch()
    return path


def _make_links(root: Path, folder: Path) -> None:
    links: dict[str, str | Path] = {
        "inner-link": "sub",
        "link": folder / "secret",
        "up": "..",
        "environ": "/proc/self/environ",
        "loop": "loop",
        "zero-link": "/dev/zero",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    (root / "hard").hardlink_to(folder / "secret")


def _make_devices(root: Path) -> None:
    """Devices where the user may make them; elsewhere FIFOs of that name, which must not open either."""
    os.mkfifo(root / "fifo")
    for name, minor in (("null", 3), ("zero", 5)):
        try:
            os.mknod(root / name, stat.S_IFCHR | 0o666, os.makedev(1, minor))
        except PermissionError:
            os.mkfifo(root / name)
    with contextlib.chdir(root), socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")  # a relative name, because a socket's path may have 107 bytes at most


_INVISIBLE = frozenset("\u00ad\u034f\u115f\u1160\u3164\uffa0\ufeff\u200b\u200c\u2060")
_ZERO_WIDTH_JOINER = "\u200d"


def unsafe_characters(text: str, *, lines: bool = False) -> set[str]:
    """What a terminal or a reader must not get: controls, bidi, surrogates, invisible characters, separators."""
    bad = {character for character in text if _is_unsafe(character)}
    return bad - {"\n"} if lines else bad


def longest_mark_run(text: str) -> int:
    """The most combining marks that follow one another."""
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


def _is_unsafe(character: str) -> bool:
    if character in _INVISIBLE or 0xE0000 <= ord(character) <= 0xE01EF:
        return True
    category = unicodedata.category(character)
    formatting = category == "Cf" and unicodedata.bidirectional(character) not in ("AN", "AL", "L")
    return category in ("Cc", "Cs", "Zl", "Zp") or (formatting and character != _ZERO_WIDTH_JOINER)
