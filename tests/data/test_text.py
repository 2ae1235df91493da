"""What comes out of the one place that makes outside text safe."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payloads import MARKUP, SEQUENCES, longest_mark_run, unsafe_characters

from wave_tui.data.text import _visible, cells, clean, clean_id, safe_window

_PIECES = (
    *SEQUENCES.values(),
    *("\x1b", "[", "]", "31", "m", "\x9d", "\x9c", "\x07", "\u0301", "e", "漢", "👩", "\u200d"),
    *("password", "token", "=", ": ", '"', "'", "\\", "ghp_", "a1B2" * 9, " ", "\r\n", "\n", "://u:", "@", ","),
)
_FRAGMENTS = st.lists(st.one_of(st.sampled_from(_PIECES), st.characters()), max_size=40).map("".join)
_HOSTILE = (
    *("\x1b]", "\x1bP\x1b\x1b", "\x9d", "\x1b[", "\u0301", "password='a\\", "://a:", "://a:b\n", "-eyJ", "sk-a"),
    *("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY", "ghp_a\n", "cookie:a=", "--token ", "login a ", ",a="),
    *("token: ", "key", "a@"),
)


@pytest.mark.parametrize("payload", SEQUENCES.values(), ids=SEQUENCES)
@pytest.mark.parametrize("lines", [False, True])
def test_t1_t2_t3_t4_t5_no_control_sequence_survives(payload: str, lines: bool) -> None:
    shown = clean(f"before{payload}after", lines=lines)
    assert not unsafe_characters(shown, lines=lines)
    assert shown.startswith("before") and shown.endswith("after")


@pytest.mark.parametrize(
    "about", ["clear screen", "colour", "leave alternate screen", "C1 CSI", "C1 OSC", "title", "APC"]
)
def test_t1_a_whole_sequence_leaves_no_litter(about: str) -> None:
    assert clean(f"a{SEQUENCES[about]}b") == "ab"


def test_t2_a_sequence_without_end_is_shown_as_text() -> None:
    assert clean("\x1b]0;PWNED") == "0;PWNED"
    assert clean("trunc \x1b[31") == "trunc 31"


def test_t2_a_body_of_more_than_4096_characters_is_shown_and_nothing_raw() -> None:
    shown = clean("\x1b]52;c;" + "A" * 5000 + "\x07 end")
    assert shown.startswith("52;c;AAAA") and shown.endswith("A␇ end")


def test_t3_tmux_pass_through_is_stripped_whole() -> None:
    assert clean("a\x1bPtmux;\x1b\x1b]52;c;QUFB\x1b\x1b\\\x1b\\b") == "ab"
    assert clean("a\x1bPq#0;2;0;0;0~~\x1b\\b") == "ab"


def test_t4_bytes_that_are_not_utf8_become_replacement_characters() -> None:
    assert clean(b"a\x9b31mb\xff") == "a\ufffd31mb\ufffd"


def test_t5_runs_that_differ_in_what_cannot_be_seen_stay_distinguishable() -> None:
    ids = ["run", "run\u200b", "run\u202e", "run\x1b[0m", "run\U000e0041", "run\udc9b", "run\n", "run\x85"]
    shown = [clean_id(name) for name in ids]
    assert len(set(shown)) == len(ids)
    assert shown[1] == "run\\u200b"
    assert not any(unsafe_characters(name) for name in shown)


def test_t6_at_most_four_marks_stay_on_a_base() -> None:
    assert clean("e" + "\u0301" * 50 + "x") == "e" + "\u0301" * 4 + "x"
    assert clean("👩\u200d👩\u200d👧 ❤\ufe0f") == "👩\u200d👩\u200d👧 ❤\ufe0f"


def test_t7_a_name_is_one_line_of_at_most_200_cells() -> None:
    assert clean_id("x\n\nPress y") == "x\\x0a\\x0aPress y"
    long = clean_id("n" * 10_000)
    assert cells(long) == 200
    assert long != clean_id("n" * 10_001)
    assert cells(clean_id("漢" * 300)) <= 200


def test_ids_are_composed_and_stay_as_they_are_when_cleaned_again() -> None:
    assert clean_id("cafe\u0301") == "café"
    for name in ("a\u200bb", "n" * 500, "漢" * 300, None, b"\xff"):
        assert clean_id(clean_id(name)) == clean_id(name)


def test_t10_whatever_an_error_carries_is_shown_safely() -> None:
    assert clean(FileNotFoundError("\x1b[2J no such file")) == " no such file"
    assert clean(UnicodeDecodeError("utf-8", b"\x9b", 0, 1, "bad\x07")).endswith("bad␇")


def test_a_value_that_cannot_be_written_is_named_by_its_type() -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("no")

    assert clean(Broken()) == "(Broken that cannot be shown)"
    assert clean(10**5000) == "(int that cannot be shown)"
    assert (clean(None), clean(12), clean(1.5), clean(b"a"), clean(memoryview(b"b"))) == ("", "12", "1.5", "a", "b")


def test_control_characters_become_visible_and_line_ends_follow_the_mode() -> None:
    assert clean("a\tb\x00\x7f") == "a    b␀␡"
    assert clean("a\r\nb\nc\u2028d") == "a⏎b⏎c⏎d"
    assert clean("a\r\nb\nc\u2028d", lines=True) == "a\nb\nc⏎d"


def test_cut_text_says_how_many_characters_are_missing() -> None:
    assert clean("x" * 16_384) == "x" * 16_384
    assert clean("x" * 20_000) == "x" * 16_384 + " … [3616 characters cut]"
    assert clean("\t" * 10, limit=8) == " " * 8 + " … [32 characters cut]"


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_only_text(text: str) -> None:
    assert clean(text) == text


@settings(deadline=None, max_examples=400)
@given(st.one_of(st.text(), _FRAGMENTS, st.binary()), st.booleans())
def test_t1_t5_t6_any_input_comes_out_safe_and_stays_as_it_is(value: str | bytes, lines: bool) -> None:
    shown = clean(value, lines=lines)
    assert not unsafe_characters(shown, lines=lines)
    assert longest_mark_run(shown) <= 4
    assert clean(shown, lines=lines) == shown
    name = clean_id(value)
    assert not unsafe_characters(name) and longest_mark_run(name) <= 4 and cells(name) <= 200


@settings(deadline=None, max_examples=300)
@given(_FRAGMENTS, st.integers(0, 40))
def test_cut_text_stays_as_it_is_when_cleaned_again(text: str, limit: int) -> None:
    shown = clean(text, limit=limit)
    assert clean(shown, limit=limit) == shown
    assert len(shown) <= limit + len(" … [99999 characters cut]")


@settings(deadline=None, max_examples=300)
@given(_FRAGMENTS, st.integers(0, 200), st.integers(0, 200))
def test_any_window_is_safe(text: str, start: int, length: int) -> None:
    assert not unsafe_characters(safe_window(text, start, start + length), lines=True)


@pytest.mark.parametrize("piece", _HOSTILE)
def test_hostile_text_is_cleaned_to_its_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    shown = clean(text + " end", limit=len(text) + 4)
    assert shown and not unsafe_characters(shown)


def test_a_name_of_a_million_characters_costs_no_more_than_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    long, shown = "n\u200b" * 500_000, list[str]()

    def count(character: str) -> str:
        shown.append(character)
        return _visible(character)

    monkeypatch.setattr("wave_tui.data.text._visible", count)
    made = [clean_id(long + end) for end in ("a", "b")]
    assert len(shown) <= 4_000
    assert made[0] != made[1] and made[0].startswith("n\\u200bn")
