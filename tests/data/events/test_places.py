"""Event files are found where they may be, and what may not be read is refused once with a sentence."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from uid import OWNER, VIEWER, as_user, needs_root, open_to_all

from wave_tui.data.events.places import Found, Places
from wave_tui.data.events.tail import Tail


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / ".wave"
    (folder / "events").mkdir(parents=True)
    return folder


@pytest.fixture
def places(state: Path) -> Places:
    return Places(state.parent, state)


def put(path: Path, text: str = "{}\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(found: tuple[Found, ...]) -> set[str]:
    return {one.path.name for one in found}


def test_files_are_found_where_producers_put_them(state: Path, places: Places) -> None:
    root = state.parent
    lines = {put(state / "events/a.ndjson"), put(state / "events/x/y/b.jsonl"), put(root / "logs/ci-1.log")}
    whole = {put(state / "progress/x/c.json"), put(root / ".github/deployment-state.json")}
    for other in ("events/a.txt", "events/.a.ndjson", "events/.x/a.ndjson", "progress/c.json.tmp", "progress/c.jsonl"):
        put(state / other)
    for other in ("logs/app.log", "logs/x/ci-2.log", ".github/x/deployment-state.json", "a.ndjson"):
        put(root / other)
    found = places.found()
    assert {one.path for one in found if not one.whole} == lines
    assert {one.path for one in found if one.whole} == whole
    assert places.refused() == ()


def test_a_found_file_says_what_it_is(state: Path, places: Places) -> None:
    path = put(state / "events/a.ndjson")
    [found] = places.found()
    facts = path.stat()
    assert found == Found(path, False, 3, facts.st_mtime, facts.st_dev, facts.st_ino, state)
    assert Tail(found.path, found.root).read().data == b"{}\n"


def test_n1_missing_folders_are_empty_until_they_are_there(tmp_path: Path) -> None:
    places = Places(tmp_path / "none", tmp_path / "none" / ".wave")
    assert places.found() == () and not places.folders
    put(tmp_path / "none/.wave/events/a.ndjson")
    assert names(places.found()) == {"a.ndjson"}


def test_n1_a_file_in_place_of_a_folder_is_empty(state: Path, places: Places) -> None:
    (state / "events").rmdir()
    put(state / "events")
    assert places.found() == ()


@pytest.mark.parametrize("relative", [True, False])
def test_n1_a_folder_that_became_a_link_inside_the_project_is_followed(
    state: Path, places: Places, relative: bool
) -> None:
    put(state / "events/a.ndjson")
    (state / "events").rename(state.parent / "kept")
    (state / "events").symlink_to("../kept" if relative else state.parent / "kept")
    [found] = places.found()
    assert Tail(found.path, found.root).read().data == b"{}\n"
    assert places.takes(str(found.path)) and places.look([str(found.path)]) == (found,)


def test_n1_a_folder_that_became_a_link_out_of_the_project_is_refused_once(
    state: Path, places: Places, tmp_path: Path
) -> None:
    put(tmp_path / "else/a.ndjson")
    (state / "events").rmdir()
    (state / "events").symlink_to(tmp_path / "else")
    assert places.found() == ()
    [refused] = places.refused()
    assert "leads out of the project" in refused.reason and str(state / "events") in refused.reason
    assert places.found() == () and places.refused() == ()
    (state / "events").unlink()
    put(state / "events/a.ndjson")
    assert names(places.found()) == {"a.ndjson"}


def test_n1_a_project_below_a_link_is_read(state: Path, tmp_path: Path) -> None:
    put(state / "events/a.ndjson")
    (tmp_path / "link").symlink_to(state.parent)
    [found] = Places(tmp_path / "link", tmp_path / "link/.wave").found()
    assert Tail(found.path, found.root).read().data == b"{}\n"


@needs_root
def test_n1_a_folder_that_may_not_be_read_is_refused_and_found_again(state: Path, places: Places) -> None:
    put(state / "events/a.ndjson")
    open_to_all(state / "events")

    def look() -> tuple[set[str], list[str]]:
        return names(places.found()), [refused.reason for refused in places.refused()]

    (state / "events").chmod(0o700)
    assert "Permission denied; its event files are not seen" in as_user(VIEWER, look)
    (state / "events").chmod(0o755)
    assert as_user(VIEWER, look) == str(({"a.ndjson"}, []))


def test_n5_a_file_that_goes_while_its_folder_is_listed_hides_no_other(
    state: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put(state / f"events/{number}.ndjson")
    (state / "events/1.ndjson").chmod(0o600)
    real = os.access

    def one_goes(path: str, mode: int) -> bool:
        (state / "events/1.ndjson").unlink(missing_ok=True)
        return real(path, mode)

    monkeypatch.setattr(os, "access", one_goes)
    places.found()
    assert names(places.found()) == {"0.ndjson", "2.ndjson"}


def test_n5_a_file_that_did_not_change_is_the_same_object(state: Path, places: Places) -> None:
    path = put(state / "events/a.ndjson")
    [first] = places.found()
    assert places.found()[0] is first
    with path.open("a") as file:
        file.write("{}\n")
    assert places.found()[0].size == 6 and places.look([str(path), str(path) + "x"])[0].size == 6


def test_n8_what_is_no_regular_file_is_refused_once_each_with_a_sentence(state: Path, places: Places) -> None:
    events = state / "events"
    os.mkfifo(events / "pipe.ndjson")
    (events / "zero.ndjson").symlink_to("/dev/zero")
    (events / "inside.ndjson").symlink_to(put(events / "a.ndjson"))
    (events / "folder").symlink_to("/etc")
    (events / "looks.ndjson").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(events / "s.ndjson"))
    assert names(places.found()) == {"a.ndjson"}
    reasons = {refused.path.name: refused.reason for refused in places.refused()}
    assert set(reasons) == {"pipe.ndjson", "zero.ndjson", "inside.ndjson", "folder", "s.ndjson"}
    assert "not a regular file" in reasons["pipe.ndjson"] and "link" in reasons["zero.ndjson"]
    assert all("“" in reason and "not read: " in reason for reason in reasons.values())
    places.found()
    assert places.refused() == ()


def test_n8_what_is_refused_again_later_is_told_again(state: Path, places: Places) -> None:
    path = state / "events/a.ndjson"
    for _ in range(2):
        os.mkfifo(path)
        places.found()
        assert len(places.refused()) == 1
        path.unlink()
        put(path)
        assert names(places.found()) == {"a.ndjson"} and places.refused() == ()
        path.unlink()


@needs_root
def test_n8_the_file_of_another_user_is_found_when_it_may_be_read(state: Path, places: Places) -> None:
    path = put(state / "events/a.ndjson")
    open_to_all(state / "events")
    os.chown(path, OWNER, OWNER)
    path.chmod(0o600)

    def look() -> tuple[set[str], list[str]]:
        found = names(places.found())
        return found, [refused.reason for refused in places.refused()]

    assert "you may not read it; ask its owner" in as_user(VIEWER, look)
    path.chmod(0o644)
    assert as_user(VIEWER, look) == str(({"a.ndjson"}, []))


def test_n8_a_file_with_two_names_is_one_file(state: Path, places: Places) -> None:
    first = put(state / "events/a.ndjson")
    (state / "events/b.ndjson").hardlink_to(first)
    assert names(places.found()) == {"a.ndjson"}
    assert places.look([str(state / "events/b.ndjson")]) == ()
    first.unlink()
    assert names(places.found()) == {"b.ndjson"}


def test_n8_a_hostile_name_is_shown_safely(state: Path, places: Places) -> None:
    os.mkfifo(os.fsencode(state / "events") + b"/\x1b[2J\xff\n.ndjson")
    put(state / "events/\udcff.ndjson")
    [found] = places.found()
    assert Tail(found.path, found.root).read().data == b"{}\n"
    [refused] = places.refused()
    assert refused.reason.isprintable() and "\x1b" not in refused.reason
