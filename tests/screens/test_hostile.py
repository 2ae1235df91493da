"""Hostile text in every field, looked at in every panel and dialog."""

from __future__ import annotations

import re
from pathlib import Path

from console import call
from decks import deck_app, opened, pressed
from payloads import MARKUP, SECRETS, SEQUENCES, unsafe_characters
from poison import poisoned, walk
from rich.segment import Segment

from wave_tui.tui.present.yank import offers

SHOWN = ("show", "events", "artifacts")
_LITTER = re.compile(r"before \S{0,2}\[?(?:31m|2J|\?1049l|6n)")


async def test_t1_control_sequences_in_every_field_leave_neither_characters_nor_litter(tmp_path: Path) -> None:
    found: set[str] = set()
    previews: list[bool] = []

    def look(segments: list[Segment]) -> None:
        text = "".join(segment.text for segment in segments)
        found.update(unsafe_characters(text))
        found.update(_LITTER.findall(text))
        previews.append("the end" in text)

    await walk(poisoned(tmp_path / "shop", tuple(SEQUENCES.values())), len(SEQUENCES), look)
    assert found == set()
    assert sum(previews) > len(SEQUENCES)


async def test_m1_markup_in_every_field_is_text_and_nothing_to_click_at(tmp_path: Path) -> None:
    seen: set[str] = set()

    def look(segments: list[Segment]) -> None:
        text = "".join(segment.text for segment in segments)
        seen.update(each for each in MARKUP if each in text)
        assert not any(segment.style and segment.style.meta for segment in segments)
        assert not any(segment.style and segment.style.link for segment in segments)

    await walk(poisoned(tmp_path / "shop", MARKUP), len(MARKUP), look)
    assert seen == set(MARKUP)


async def test_x1_secrets_in_every_sentence_are_masked_on_the_screen(tmp_path: Path) -> None:
    shown: set[str] = set()

    def look(segments: list[Segment]) -> None:
        text = "".join(segment.text for segment in segments)
        shown.update(name for name, secret in SECRETS.items() if _telling(secret.hidden) in text)

    texts = tuple(secret.text for secret in SECRETS.values())
    await walk(poisoned(tmp_path / "shop", texts, names=False), len(texts), look)
    assert shown == set()


async def test_x1_secrets_are_masked_in_every_copy_and_export(tmp_path: Path) -> None:
    texts = tuple(secret.text for secret in SECRETS.values())
    root = poisoned(tmp_path / "shop", texts, names=False)
    said: list[str] = []
    app = deck_app(root)
    async with opened(app) as (deck, pilot):
        await pressed(app, pilot, "g")
        for number in range(len(texts)):
            event = deck.view.snapshot.events.rows[-2]
            said.extend(offer.text for offer in offers(deck.view, event, None))
            said.extend(
                call(root, command, f"{number:04}", *json).stdout for command in SHOWN for json in ((), ("--json",))
            )
            await pressed(app, pilot, "j", "j")
    assert sum("before " in text for text in said) > 6 * len(texts)
    everything = "\n".join(said)
    assert [name for name, secret in SECRETS.items() if _telling(secret.hidden) in everything] == []


def _telling(hidden: str) -> str:
    """A part of a secret that nobody may see either."""
    return hidden[8:20] if len(hidden) > 24 else hidden
