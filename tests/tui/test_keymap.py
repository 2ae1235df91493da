"""Every action has a plain key, a stable id and a place in the help, and its keys can be changed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from decks import deck_app, opened
from waiting import until_async

from wave_tui.tui.actions import Action, action_ids, actions, clashes, keymap
from wave_tui.tui.keys import PANEL_HINTS, caps, hints
from wave_tui.tui.present.box import EDGES
from wave_tui.tui.present.help import Entry, help_lines
from wave_tui.tui.present.line import plain
from wave_tui.tui.present.look import Look
from wave_tui.tui.screens.deck import Deck
from wave_tui.tui.screens.help import Help
from wave_tui.tui.screens.panels import PANELS

FORBIDDEN = {
    *(f"ctrl+{letter}" for letter in "abhjklgnost"),
    *(f"f{number}" for number in range(2, 13)),
}  # fmt: skip
CHORD = re.compile(r"(ctrl|alt|super|meta|hyper)\+|f\d+")
CONTROL_ONLY = {"program.suspend", "program.copy"}
NUMBERED = {kind.tab.name: name for name, kind in PANELS.items() if kind.tab.name}
IN_PANELS = [action for action in actions() if action.place in NUMBERED]
IN_DECK = [action for action in actions() if not action.place]


def by_id(action: Action) -> str:
    return action.id


def test_every_binding_has_an_id_of_its_own() -> None:
    assert [id for id, count in Counter(action.id for action in actions()).items() if count > 1 or not id] == []


def test_every_binding_says_what_it_does() -> None:
    assert [action.id for action in actions() if not action.label] == []


@pytest.mark.parametrize("action", actions(), ids=by_id)
def test_no_action_has_keys_of_multiplexers_or_chords_alone(action: Action) -> None:
    assert not FORBIDDEN & set(action.keys)
    assert action.id in CONTROL_ONLY or any(not CHORD.match(key) for key in action.keys)


def test_no_key_does_two_things_in_one_place() -> None:
    assert clashes({}) == ()
    taken = Counter((action.place, key) for action in actions() for key in action.keys)
    assert [each for each, count in taken.items() if count > 1] == []


async def entries(deck: Deck, name: str) -> set[tuple[str, str]]:
    """Key caps and texts of the help that is opened from a panel."""
    deck.action_panel(name)
    deck.action_help()
    await until_async(lambda: isinstance(deck.app.screen, Help))
    screen = deck.app.screen
    assert isinstance(screen, Help)
    found = {(entry.cap, entry.text) for entry in screen._entries}
    screen.action_close()
    await until_async(lambda: deck.app.screen is deck)
    return found


async def test_the_help_lists_every_key_of_the_deck_and_of_the_panel(deployed_project: Path) -> None:
    async with opened(deck_app(deployed_project)) as (deck, _):
        for place, name in NUMBERED.items():
            listed = await entries(deck, name)
            own = [action for action in IN_PANELS if action.place == place]
            for action in (*IN_DECK, *own):
                assert (caps(",".join(action.keys)), action.label) in listed


@pytest.mark.parametrize("place", NUMBERED)
def test_the_help_of_a_deck_of_120_columns_cuts_no_label(place: str) -> None:
    listed = [action for action in actions() if action.place in ("", place)]
    entries = [Entry(action.place or "Deck", caps(",".join(action.keys)), action.label) for action in listed]
    shown = "\n".join(map(plain, help_lines(entries, Help.CELLS - EDGES, Look())))
    assert [action.label for action in listed if action.label not in shown] == []


async def test_the_help_lists_keys_as_they_were_changed(fixture_project: Path) -> None:
    keys = keymap({"view.wrap": ["W", "f6"], "tree.follow": [","]})
    async with opened(deck_app(fixture_project, keys=keys)) as (deck, _):
        await until_async(lambda: bool(deck.keymap))
        listed = await entries(deck, "tree")
        assert ("W f6", "wrap long lines") in listed
        assert (",", "follow the running step") in listed


async def test_every_key_of_the_deck_and_of_the_panels_can_be_changed(deployed_project: Path) -> None:
    app = deck_app(deployed_project)
    async with opened(app) as (deck, pilot):
        for action in (*IN_DECK, *IN_PANELS):
            if action.place:
                deck.action_panel(NUMBERED[action.place])
                await pilot.pause()
            app.set_keymap(keymap({action.id: ["f24"]}))
            chain = [bindings.key_to_bindings.get("f24", []) for _, bindings in deck._binding_chain]
            assert {binding.id for bound in chain for binding in bound} == {action.id}
            gone = [bindings.key_to_bindings.get(key, []) for _, bindings in deck._binding_chain for key in action.keys]
            assert action.id not in [binding.id for bound in gone for binding in bound]


async def test_a_changed_key_acts_and_the_old_one_does_not(fixture_project: Path) -> None:
    keys = keymap({"view.wrap": [","], "view.zoom": ["Z"]})
    async with opened(deck_app(fixture_project, keys=keys)) as (deck, pilot):
        await until_async(lambda: bool(deck.keymap))
        await pilot.press("w", "z")
        assert not deck.view.wrap and not deck.wish.zoomed
        await pilot.press("comma")
        assert deck.view.wrap


def test_keys_written_as_characters_get_their_names() -> None:
    assert keymap({"a": [",", "f5"], "b": ["?"], "c": ["x"]}) == {"a": "comma,f5", "b": "question_mark", "c": "x"}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"view.wrap": ["e"]}, "e is now the key of view.wrap and no longer of failure.next"),
        ({"view.wrap": [","], "view.zoom": [","]}, ", is given to both"),
        ({"panel.next": ["j"]}, "j is runs.down in Runs, Tree"),
        ({"runs.drill": ["?"]}, "? is runs.drill in Runs, where help.keys cannot be reached by it"),
    ],
)
def test_keys_that_are_given_away_twice_are_told(keys: dict[str, list[str]], told: str) -> None:
    assert any(told in sentence for sentence in clashes(keymap(keys)))


def test_changed_keys_that_are_free_are_no_clash() -> None:
    swapped = {
        "view.wrap": ["e"],
        **{id: ["w"] for id in action_ids() if id.endswith(("failure.next", "next_failure"))},
    }
    assert clashes(keymap(swapped)) == ()


@pytest.mark.parametrize("name", PANEL_HINTS)
async def test_the_footer_names_only_keys_that_work(deployed_project: Path, name: str) -> None:
    async with opened(deck_app(deployed_project), (120, 40)) as (deck, pilot):
        deck.action_panel(name)
        await pilot.pause()
        footer = "\n".join(plain(line) for line in deck.panels["footer"].drawn)
        for id, _, label in PANEL_HINTS[name]:
            assert id in action_ids() and label in footer


async def test_the_footer_on_the_screen_changes_with_the_keys(fixture_project: Path) -> None:
    async with opened(deck_app(fixture_project, keys=keymap({"view.zoom": [","]}))) as (deck, _):
        await until_async(lambda: ", zoom" in plain(deck.panels["footer"].drawn[0]))


def test_the_footer_shows_keys_as_they_were_changed() -> None:
    shown = dict(hints(PANEL_HINTS["runs"], {"view.zoom": "Z", "runs.drill": "f5", "help.keys": "f1"}))
    assert (shown["Z"], shown["f5"], shown["f1"]) == ("zoom", "drill", "help")


def test_the_footer_leaves_out_keys_that_can_do_nothing() -> None:
    shown = dict(hints(PANEL_HINTS["runs"], {}, frozenset({"run.retry"})))
    assert "r" not in shown and (shown["t"], shown["x"]) == ("start", "cancel")
