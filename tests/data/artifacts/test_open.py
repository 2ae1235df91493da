"""Only regular files below the root are opened, whatever name is stored."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from payloads import OUTSIDE, make_files

from wave_tui.data.artifacts import open as opening
from wave_tui.data.artifacts.open import FolderError, open_artifact
from wave_tui.data.errors import NotFoundError, RefusedError, WaveTuiError


@pytest.fixture(params=["openat2", "by component"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Both ways of opening; the second as on a system without openat2."""

    def missing(folder: int, path: str, resolve: int) -> int:
        raise OSError(errno.ENOSYS, "no such system call")

    if request.param != "openat2":
        monkeypatch.setattr(opening, "_openat2", missing)
    yield request.param


def _read(root: Path, path: str, *, strict: bool = False) -> bytes | str:
    """What stands in the file, or the sentence of the refusal."""
    try:
        descriptor = open_artifact(root, path, strict=strict)
    except WaveTuiError as error:
        return str(error)
    try:
        return os.read(descriptor, 100)
    finally:
        os.close(descriptor)


def _descriptors() -> int:
    return len(os.listdir("/dev/fd"))


def test_a1_a3_every_hostile_name_is_refused_and_every_good_one_opened(tmp_path: Path, way: str) -> None:
    root, cases = make_files(tmp_path)
    links = () if way == "openat2" else ("link to a folder inside",)
    before = _descriptors()
    for case in cases:
        got = _read(root, case.path)
        assert isinstance(got, bytes) == (case.opens and case.about not in links), (case.about, got)
        assert got != OUTSIDE or case.about.startswith("hard link")
    assert _descriptors() == before


def test_a1_names_that_leave_the_workspace_are_refused(tmp_path: Path, way: str) -> None:
    root, _ = make_files(tmp_path)
    paths = ("../secret", "sub/../../secret", "//secret", f"{root}/../secret", "/etc/passwd", "sub/../../../etc/passwd")
    for path in paths:
        got = _read(root, path)
        assert isinstance(got, str) and ("leads out" in got or "lies outside" in got or "is not there" in got), path


def test_a1_an_absolute_path_below_the_root_opens(tmp_path: Path, way: str) -> None:
    root, _ = make_files(tmp_path)
    assert _read(root, str(root / "plain.txt")) == b"inside\n"
    (tmp_path / "alias").symlink_to(root)
    assert _read(tmp_path / "alias", str(root / "plain.txt")) == b"inside\n"


def test_a1_names_that_no_system_call_may_see_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(folder: int, path: str, resolve: int) -> int:
        raise AssertionError(path)

    monkeypatch.setattr(opening, "_openat2", unexpected)
    (tmp_path / "plain.txt").touch()
    refusals = {"plain.txt\0x": "NUL", "": "empty", "n" * 256: "longer", "a/" * 3000: "longer", "\ud800": "text"}
    for path, why in refusals.items():
        with pytest.raises(RefusedError, match=why):
            open_artifact(tmp_path, path)


def test_a1_strict_follows_no_link_at_all(tmp_path: Path) -> None:
    root, _ = make_files(tmp_path)
    assert _read(root, "inner-link/inner.txt") == b"inside\n"
    assert "link" in str(_read(root, "inner-link/inner.txt", strict=True))


def test_a2_no_byte_from_outside_while_file_and_link_are_swapped(tmp_path: Path) -> None:
    root, _ = make_files(tmp_path)
    done = threading.Event()

    def swap() -> None:
        for number in range(2_000):
            spare = root / "spare"
            spare.symlink_to(tmp_path / "secret") if number % 2 else spare.write_bytes(b"inside\n")
            os.replace(spare, root / "target")
        done.set()

    swapper = threading.Thread(target=swap)
    swapper.start()
    seen = set()
    while not done.is_set():
        seen.add(_read(root, "target"))
    swapper.join()
    assert OUTSIDE not in seen
    assert b"inside\n" in seen


@pytest.mark.parametrize("name", ["fifo", "zero", "null", "socket", "zero-link", "environ", "sub"])
def test_a3_what_is_no_regular_file_is_refused_without_waiting_for_a_writer(
    tmp_path: Path, way: str, name: str
) -> None:
    root, _ = make_files(tmp_path)
    got = _read(root, name)
    assert isinstance(got, str) and got.startswith(f"“{name}” is")


def test_a11_a_root_that_is_gone_gives_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="artifacts are gone"):
        open_artifact(tmp_path / "wiped", "a.txt")


def test_a_folder_is_told_from_other_refusals(tmp_path: Path, way: str) -> None:
    (tmp_path / "folder").mkdir()
    for path in ("folder", "folder/", "."):
        with pytest.raises(FolderError, match="is a folder"):
            open_artifact(tmp_path, path)


def test_t10_a_refusal_shows_the_name_safely_on_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        open_artifact(tmp_path, "\x1b[2J\n\u202ex")
    assert str(caught.value).startswith("“\\x1b[2J\\x0a\\u202ex” is not there")
