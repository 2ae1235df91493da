"""What kind of thing a file is, from its name, what its step declared and its first bytes."""

from __future__ import annotations

from pathlib import PurePosixPath

from .images import image_facts
from .read import encoding_of

_BY_SUFFIX = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "csv",
    ".tsv": "csv",
}
_BY_DECLARATION = {"json": "json", "ndjson": "ndjson", "jsonl": "ndjson", "markdown": "markdown", "csv": "csv"}
_FORMATS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x7fELF", "ELF program"),
    (b"%PDF-", "PDF"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"\xca\xfe\xba\xbe", "Java class or Mach-O"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\b\x1b")

LANGUAGES = {
    ".py": "python",
    ".go": "go",
    ".rs": "rust",
    ".js": "javascript",
    ".ts": "typescript",
    ".tsx": "tsx",
    ".sh": "bash",
    ".bash": "bash",
    ".c": "c",
    ".h": "c",
    ".cpp": "cpp",
    ".java": "java",
    ".rb": "ruby",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".ini": "ini",
    ".cfg": "ini",
    ".sql": "sql",
    ".html": "html",
    ".xml": "xml",
    ".css": "css",
    ".diff": "diff",
    ".patch": "diff",
    "makefile": "make",
    "dockerfile": "docker",
}


def kind_of(path: str, declared: str, head: bytes) -> str:
    """json, ndjson, markdown, csv, image, archive, binary, text or empty.

    A file that only its content speaks for is json or ndjson when it begins like that.
    """
    if not head:
        return "empty"
    if image_facts(head):
        return "image"
    if format_of(head) == "zip":
        return "archive"
    if format_of(head) or (encoding_of(head) == "utf-8" and _is_binary(head)):
        return "binary"
    suffix = PurePosixPath(path).suffix.lower()
    return _BY_SUFFIX.get(suffix) or _BY_DECLARATION.get(declared.lower()) or _by_content(suffix, head)


def format_of(head: bytes) -> str:
    """The name of a format that is no text, empty when the first bytes name none."""
    if head[257:262] == b"ustar":
        return "tar"
    return next((name for magic, name in _FORMATS if head.startswith(magic)), "")


def language_of(path: str) -> str:
    """The language of source text by its file name, empty when unknown."""
    name = PurePosixPath(path)
    return LANGUAGES.get(name.suffix.lower()) or LANGUAGES.get(name.name.lower(), "")


def _is_binary(head: bytes) -> bool:
    sample = head[:4096]
    if 0 in sample:
        return True
    controls = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in sample)
    invalid = sample.decode(errors="replace").count("\ufffd")
    return controls > 0.1 * len(sample) or invalid > 0.3 * len(sample)


def _by_content(suffix: str, head: bytes) -> str:
    if suffix.strip(".") and suffix not in (".txt", ".log", ".out"):
        return "text"
    begin = head.lstrip()
    line, _, rest = begin.partition(b"\n")
    if begin.startswith(b"{") and line.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{"):
        return "ndjson"
    return "json" if begin[:1] in (b"{", b"[") else "text"
