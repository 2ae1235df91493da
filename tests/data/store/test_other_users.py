"""A viewer on somebody else's store: it sees the data or a reason, and it never gets in the owner's way."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import Desk
from stores import StoreWriter
from uid import OWNER, VIEWER, as_user, needs_root, open_to_all, start_as_user

pytestmark = needs_root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the owner that others may enter, with a place for private copies."""
    made = tmp_path / "state"
    made.mkdir()
    os.chown(made, OWNER, OWNER)
    made.chmod(0o755)
    open_to_all(tmp_path)
    return made


def give(folder: Path, mode: int = 0o644) -> None:
    for path in folder.iterdir():
        os.chown(path, OWNER, OWNER)
        path.chmod(mode)


def view(path: Path) -> str:
    desk = Desk(path)
    found = desk.read()
    desk.reader.close()
    return " ".join([found.store.state, *(run.id for run in found.runs.rows), found.store.message])


def closed(path: Path) -> StoreWriter | None:
    with StoreWriter(path) as writer:
        writer.run()
    give(path.parent)
    return None


def live(path: Path) -> StoreWriter | None:
    writer = StoreWriter(path)
    writer.run()
    give(path.parent)
    return writer


def crashed(path: Path) -> StoreWriter | None:
    with StoreWriter(path) as writer:
        writer.run()
        kept = {name.name: name.read_bytes() for name in path.parent.iterdir()}
    for name, content in kept.items():
        path.with_name(name).write_bytes(content)
    give(path.parent)
    return None


def log_only(path: Path) -> StoreWriter | None:
    crashed(path)
    path.with_name(path.name + "-shm").unlink()
    return None


STATES: dict[str, tuple[Callable[[Path], StoreWriter | None], str]] = {
    "clean-closed": (closed, "ok demo-1"),
    "live writer": (live, "ok demo-1"),
    "crashed writer": (crashed, "ok demo-1"),
    "log only": (log_only, "snapshot demo-1"),
}


@pytest.mark.parametrize("name", STATES)
def test_d6_a_folder_that_cannot_be_written_is_read_all_the_same(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, expected = STATES[name]
    copies = folder.parent / "copies"
    copies.mkdir()
    copies.chmod(0o777)
    monkeypatch.setattr("tempfile.tempdir", str(copies))
    writer = make(folder / "state.db")
    before = sorted(folder.iterdir())
    assert as_user(VIEWER, lambda: view(folder / "state.db")).startswith(expected)
    assert (sorted(folder.iterdir()), list(copies.iterdir())) == (before, [])
    if writer:
        writer.close()


def test_d6_a_private_store_is_explained(folder: Path) -> None:
    closed(folder / "state.db")
    (folder / "state.db").chmod(0o600)
    found = as_user(VIEWER, lambda: view(folder / "state.db"))
    assert found.startswith("broken ") and f"cannot be read by this user (uid {VIEWER})" in found


def test_d6_the_owners_folder_that_cannot_be_entered_is_explained(folder: Path) -> None:
    closed(folder / "state.db")
    folder.chmod(0o700)
    assert "cannot be looked at: Permission denied" in as_user(VIEWER, lambda: view(folder / "state.db"))


@pytest.mark.parametrize("end", ["close", "kill"])
def test_d7_the_viewer_creates_no_side_file_and_the_owner_can_write_afterwards(folder: Path, end: str) -> None:
    closed(folder / "state.db")
    folder.chmod(0o777)

    def stay() -> str:
        desk = Desk(folder / "state.db")
        state = desk.read().store.state
        if end == "close":
            desk.reader.close()
        return state

    assert as_user(VIEWER, stay) == "ok"
    assert [path.name for path in folder.iterdir() if path.stat().st_uid == VIEWER] == []
    assert as_user(OWNER, lambda: write(folder / "state.db")) == "written"


def test_d7_the_owner_can_write_while_the_viewer_looks(folder: Path) -> None:
    closed(folder / "state.db")
    folder.chmod(0o777)
    go, done = os.pipe(), os.pipe()

    def look_twice() -> int:
        desk = Desk(folder / "state.db")
        desk.read()
        os.write(go[1], b"x")
        os.read(done[0], 1)
        return len(desk.read().runs.rows)

    finish = start_as_user(VIEWER, look_twice)
    os.read(go[0], 1)
    assert as_user(OWNER, lambda: write(folder / "state.db")) == "written"
    os.write(done[1], b"x")
    assert finish() == "2"
    assert [path.name for path in folder.iterdir() if path.stat().st_uid == VIEWER] == []
    for end in (*go, *done):
        os.close(end)


def write(path: Path) -> str:
    with StoreWriter(path) as writer:
        writer.run("demo-2")
    return "written"
