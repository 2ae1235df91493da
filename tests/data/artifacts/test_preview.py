"""What a viewer shows of every kind of artifact, and how little it reads for that."""

from __future__ import annotations

import os
import resource
import zipfile
from pathlib import Path

import pytest
from payloads import SECRETS, SEQUENCES, unsafe_characters

from wave_tui.data.artifacts import Preview, preview
from wave_tui.data.artifacts.preview import link_warning
from wave_tui.data.models import Artifact


def _shown(
    folder: Path, name: str, content: bytes | str, *, kind: str = "", offset: int = 0, limit: int = 65_536
) -> Preview:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(errors="surrogatepass"))
    return preview(folder, Artifact("run", "step", name, name), limit=limit)


def _text(view: Preview) -> str:
    return "\n".join(row.text for row in view.rows)


def _everything(view: Preview) -> str:
    facts = "".join(name + value for name, value in view.facts)
    return f"{_text(view)}{view.title}{view.message}{facts}"


def _all_pages(folder: Path, name: str, limit: int) -> list[Preview]:
    pages = [preview(folder, Artifact("run", "step", name, name), limit=limit)]
    while pages[-1].next_offset is not None:
        pages.append(preview(folder, Artifact("run", "step", name, name), offset=pages[-1].next_offset, limit=limit))
    return pages


def test_text_is_shown_with_its_facts(tmp_path: Path) -> None:
    view = _shown(tmp_path, "notes.txt", "one\r\ntwo\n")
    assert (view.kind, [row.text for row in view.rows], view.size, view.truncated) == (
        "text",
        ["one", "two"],
        10 - 1,
        False,
    )
    assert ("encoding", "UTF-8") in view.facts and ("size", "9 bytes") in view.facts


def test_source_text_has_roles_that_lie_inside_its_rows(tmp_path: Path) -> None:
    view = _shown(tmp_path, "a.py", '# why\ndef f():\n    return "x" + 1\n')
    roles = {(row.text[start:end], role) for row in view.rows for start, end, role in row.spans}
    assert {("# why", "comment"), ("def", "keyword"), ("1", "number")} <= roles
    assert view.language == "python"


def test_pages_follow_each_other_without_a_gap(tmp_path: Path) -> None:
    lines = [f"line {number} é漢" for number in range(5_000)]
    (tmp_path / "log.txt").write_text("\n".join(lines))
    pages = _all_pages(tmp_path, "log.txt", 4_000)
    assert len(pages) > 10
    assert [row.text for page in pages for row in page.rows] == lines
    assert pages[0].truncated and not pages[-1].truncated


def test_a4_a_view_of_a_huge_file_reads_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.log"
    path.touch()
    os.truncate(path, 10 * 2**30)
    with path.open("r+b") as file:
        file.write(b"first line\n" * 10_000)
    counted = _count_reads(monkeypatch)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    view = preview(tmp_path, Artifact("run", "step", "huge.log", "huge.log"), limit=10 * 2**30)
    assert view.truncated and view.size == 10 * 2**30
    assert sum(counted) <= 2**20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def _count_reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    counted: list[int] = []
    original = os.pread

    def counting(descriptor: int, length: int, offset: int) -> bytes:
        data = original(descriptor, length, offset)
        counted.append(len(data))
        return data

    monkeypatch.setattr(os, "pread", counting)
    return counted


def test_a4_a_file_that_shrinks_while_it_is_read_is_shown_as_far_as_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.log"
    original = os.pread

    def shrinking(descriptor: int, length: int, offset: int) -> bytes:
        os.truncate(path, 11)
        return original(descriptor, length, offset)

    monkeypatch.setattr(os, "pread", shrinking)
    view = _shown(tmp_path, "a.log", "first line\n" * 1_000)
    assert [row.text for row in view.rows] == ["first line"]
    assert "ends before" in preview(tmp_path, Artifact("run", "step", "a", "a.log"), offset=500).message


def test_text_that_begins_like_a_picture_is_text(tmp_path: Path) -> None:
    assert _shown(tmp_path, "a.txt", "BMW and RIFFs\n").kind == "text"


def test_a5_random_bytes_are_binary_with_a_hex_head(tmp_path: Path) -> None:
    view = _shown(tmp_path, "blob", bytes(range(256)) * 10)
    assert (view.kind, view.message) == ("binary", "Binary, 2,560 bytes; its first bytes are shown.")
    assert view.rows[1].text == "00000010  10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  ................"


def test_a5_text_with_some_bad_bytes_stays_text(tmp_path: Path) -> None:
    view = _shown(tmp_path, "a.log", b"good \xff\x9b[31m text\n" + b"line\n" * 20)
    assert view.kind == "text" and view.rows[0].text == "good \ufffd\ufffd[31m text"
    assert ("not decoded", "2 places are no valid UTF-8") in view.facts


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a5_utf16_is_recognised(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Grüße, world\nnext line\n".encode(encoding) * 500)
    pages = _all_pages(tmp_path, "a.txt", 1_001)
    joined = "".join(row.text for page in pages for row in page.rows)
    assert joined == "Grüße, worldnext line" * 500


def test_a5_a_line_of_100_mb_is_cut_with_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_bytes(b"x" * 100_000)
    os.truncate(path, 100_000_000)
    view = preview(tmp_path, Artifact("run", "step", "line", "line.txt"))
    assert len(view.rows) == 1 and view.truncated
    assert view.rows[0].text.startswith("x" * 16_384 + " … [") and view.rows[0].text.endswith(" characters cut]")


def test_json_becomes_rows_that_fold(tmp_path: Path) -> None:
    view = _shown(tmp_path, "a.json", '{"n": 1.50, "list": [true, null], "empty": {}, "s": "a\\n\\"b\\""}')
    assert [(row.text, row.depth, row.folds) for row in view.rows] == [
        ("{", 0, 8),
        ('"n": 1.50,', 1, 0),
        ('"list": [', 1, 3),
        ("true,", 2, 0),
        ("null", 2, 0),
        ("],", 1, 0),
        ('"empty": {},', 1, 0),
        ('"s": "a\\n\\"b\\""', 1, 0),
        ("}", 0, 0),
    ]
    assert view.rows[1].spans == ((0, 3, "key"), (3, 4, "punctuation"), (5, 9, "number"), (9, 10, "punctuation"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[" * 100_000 + "]" * 100_000, "nests too deep"),
        ("[" * 300 + "]" * 300, "nests deeper than 200"),
        ("[" + "1" * 5_000 + "]", "5,000 digits"),
        ('{"a": NaN}', "NaN"),
        ("[-Infinity]", "-Infinity"),
        ('{"a": 1, "a": 2}', "same key twice"),
        ('["\\ud800"]', "half a character"),
        ('{"a": 1,', "no valid JSON"),
        (b'{"a": "\xff"}', "not valid UTF-8"),
        ("[" + "0," * 30_000 + "0]", "more than 20,000 rows"),
    ],
    ids=["depth", "depth 300", "digits", "NaN", "Infinity", "duplicate", "surrogate", "broken", "bytes", "rows"],
)
def test_a6_json_that_cannot_be_shown_faithfully_is_plain_text(tmp_path: Path, content: str | bytes, why: str) -> None:
    view = _shown(tmp_path, "a.json", content)
    assert view.kind == "text" and view.rows
    assert why in view.message and view.message.startswith("This JSON is shown as plain text")


def test_json_of_more_than_1_mib_is_plain_text(tmp_path: Path) -> None:
    view = _shown(tmp_path, "a.json", "[" + "1,\n" * 400_000 + "1]")
    assert (view.kind, view.truncated) == ("text", True)
    assert "more than 1 MiB" in view.message


def test_ndjson_records_are_closed_folds_and_bad_lines_are_counted(tmp_path: Path) -> None:
    view = _shown(tmp_path, "a.ndjson", '{"a": {"b": 1}}\nnot json\n3\n')
    assert view.kind == "ndjson"
    assert (view.rows[0].text, view.rows[0].folds, view.rows[0].folded) == ('{"a": {"b": 1}}', 5, True)
    assert [row.text for row in view.rows[6:]] == ["not json", "3"]
    assert view.message == "Lines that are no valid JSON and are shown as they are: 1."


def test_markdown_has_roles_and_its_links_are_text(tmp_path: Path) -> None:
    text = "# Title\n> quoted\n- item `code` [x](javascript:alert) https://a.example/b\n```py\n# not a title\n```\n"
    view = _shown(tmp_path, "a.md", text)
    roles = [[role for _, _, role in row.spans] for row in view.rows]
    assert roles == [["heading"], ["quote"], ["punctuation", "code", "link", "link"], ["code"], ["code"], ["code"]]
    assert "[x](javascript:alert)" in view.rows[2].text


def test_m5_nested_quotes_and_brackets_do_not_hang(tmp_path: Path) -> None:
    for content in (
        ">" * 60_000,
        "[" * 60_000,
        "[a](" * 15_000,
        "`" * 60_001,
        "**a" * 20_000,
        "<!--" * 15_000,
        "- " * 30_000,
    ):
        assert _shown(tmp_path, "a.md", content).kind == "markdown"


def test_a7_yaml_is_shown_and_never_parsed(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    view = _shown(tmp_path, "a.yaml", bomb)
    assert (view.kind, view.language, len(view.rows)) == ("text", "yaml", 21)


def test_csv_is_a_table(tmp_path: Path) -> None:
    view = _shown(tmp_path, "a.csv", 'name;note\nana;"two\nlines"\n漢字;x\n')
    assert view.kind == "csv"
    assert [row.text for row in view.rows] == ["name │ note", "ana  │ two⏎lines", "漢字 │ x"]
    assert view.rows[0].spans == ((0, 11, "heading"),) and view.rows[1].spans == ((4, 7, "punctuation"),)


def test_csv_with_huge_cells_or_many_columns_stays_bounded(tmp_path: Path) -> None:
    view = _shown(tmp_path, "a.csv", "x" * 60_000 + ",1\n")
    assert view.rows[0].text.startswith("x" * 39 + "… │ 1")
    wide = _shown(tmp_path, "b.csv", ",".join("y" * 500) + "\n")
    assert wide.rows[0].text.endswith("… 436 more columns")
    large = _shown(tmp_path, "c.csv", '"' + "x" * 200_000, limit=2**20)
    assert large.kind == "text" and "no table" in large.message


_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"\x08\x02\0\0\0"
_JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(9) + b"\xff\xc0\0\x11\x08" + b"\x01\xe0\x02\x80" + bytes(10)
_VP8X = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (_PNG, "PNG"),
        (_JPEG, "JPEG"),
        (b"GIF89a" + b"\x80\x02\xe0\x01" + bytes(9), "GIF"),
        (b"BM" + bytes(16) + (640).to_bytes(4, "little") + (480).to_bytes(4, "little") + bytes(9), "BMP"),
        (_VP8X, "WebP"),
    ],
    ids=["png", "jpeg", "gif", "bmp", "webp"],
)
def test_an_image_is_a_fact_sheet(tmp_path: Path, content: bytes, name: str) -> None:
    view = _shown(tmp_path, "picture", content)
    assert view.kind == "image"
    assert ("format", name) in view.facts and ("picture", "640 × 480 pixels") in view.facts
    for length in range(3, len(content)):
        assert _shown(tmp_path, "cut", content[:length]).kind in ("image", "binary", "text")


def test_a8_a_zip_is_listed_and_never_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/passwd", b"0" * 10_000_000)
        archive.writestr("\x1b[2Jevil\u202e", b"")
        for number in range(1_200):
            archive.writestr(f"file{number}", b"")
    view = preview(tmp_path, Artifact("run", "step", "a", "a.zip"))
    assert view.kind == "archive" and len(view.rows) == 1_001
    assert view.rows[0].text.strip() == "10,000,000  ../../etc/passwd"
    assert view.rows[-1].text == "… 202 more names"
    assert not unsafe_characters(_text(view), lines=True)
    assert ("files", "1,202") in view.facts


@pytest.mark.parametrize("keep", [0.3, 0.9, 0.999])
def test_a8_a_damaged_zip_is_binary_with_the_reason(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("name", b"content" * 100)
    view = _shown(tmp_path, "b.zip", path.read_bytes()[: int(path.stat().st_size * keep)])
    assert view.kind == "binary" and "not listed" in view.message


def test_a9_a_file_with_other_names_of_another_owner_is_warned_of(tmp_path: Path) -> None:
    assert link_warning(1, 2000, 1000) == link_warning(2, 1000, 1000) == ""
    assert "belongs to user 2000" in link_warning(2, 2000, 1000)
    if os.geteuid() == 0:
        foreign = tmp_path / "foreign"
        foreign.write_text("x")
        os.chown(foreign, 2000, 2000)
        (tmp_path / "linked").hardlink_to(foreign)
        view = preview(tmp_path, Artifact("run", "step", "linked", "linked"))
        assert "warning" in dict(view.facts)


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    for path, kind in (("gone", "missing"), ("folder", "directory"), ("fifo", "refused"), ("../x", "refused")):
        view = preview(tmp_path, Artifact("run", "step", "name", path))
        assert view.kind == kind and view.message.startswith(f"“{path}”") and view.message.endswith(".")
    assert _shown(tmp_path, "empty", b"").kind == "empty"


def test_a_size_that_differs_from_the_record_is_a_fact(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("four")
    view = preview(tmp_path, Artifact("run", "step", "a", "a.txt", size=1))
    assert ("size when recorded", "1 byte") in view.facts


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.ndjson", "a.md", "a.csv", "a.py", "a.yaml"])
def test_t1_t5_no_control_sequence_survives_in_any_kind(tmp_path: Path, name: str) -> None:
    raw = "".join(f"x{payload}y\n" for about, payload in SEQUENCES.items() if about not in ("NUL", "lone surrogate"))
    escaped = '{"k": "\\u001b[2J\\u202e\\u200b\\u009b31m"}\n'
    for content in (raw, escaped * 2, escaped):
        view = _shown(tmp_path, name, content)
        assert view.rows and not unsafe_characters(_everything(view), lines=True)


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.ndjson", "a.md", "a.py"])
def test_x1_x2_secrets_are_masked_in_any_kind(tmp_path: Path, name: str) -> None:
    hidden = SECRETS["github server"].hidden
    half = f"{hidden[:20]}\\u001b[0m{hidden[20:]}"
    view = _shown(tmp_path, name, f'{{"a": "{hidden}", "b": "{half}", "password": "hunter2horse", "c": ["x"]}}\n')
    parsed = name in ("a.json", "a.ndjson")
    assert hidden not in _text(view) and "hunter2horse" not in _text(view)
    assert not parsed or (hidden[:20] not in _text(view) and hidden[20:] not in _text(view))


def test_x2_a_secret_across_the_edge_of_two_pages_is_masked_in_both(tmp_path: Path) -> None:
    hidden = SECRETS["npm"].hidden
    for before in (1, 5, 20, 39):
        (tmp_path / "a.txt").write_bytes(
            b"x " * ((65_536 - before) // 2) + b" " * (before % 2) + hidden.encode() + b" y" * 40_000
        )
        pages = _all_pages(tmp_path, "a.txt", 65_536)
        shown = "".join(_text(page) for page in pages)
        assert len(pages) == 3 and hidden[8:16] not in shown and hidden[-8:] not in shown
