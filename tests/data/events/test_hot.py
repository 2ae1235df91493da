"""Files that changed a moment ago are asked for their size again, the others are left alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wave_tui.data.events.hot import (
    HOT_PAUSE,
    HOT_SECONDS,
    LATELY_SECONDS,
    MOST_FILES,
    NEAR_FILES,
    WARM_PAUSE,
    WARM_SECONDS,
    HotFiles,
)
from wave_tui.data.events.notices import remedy
from wave_tui.data.events.place import Found

LONG_AGO = 1_000.0


def found(path: Path) -> Found:
    facts = path.stat()
    return Found(path, False, facts.st_size, facts.st_mtime, facts.st_dev, facts.st_ino, path.parent)


def old(path: Path) -> Path:
    path.touch()
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write("{}\n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return old(tmp_path / "a.ndjson")


@pytest.fixture
def hot(path: Path) -> HotFiles:
    """Knows one file that has been resting for long."""
    files = HotFiles()
    files.saw([found(path)], 0, LONG_AGO + LATELY_SECONDS + 1, every=True)
    return files


def test_a_file_that_rests_is_not_asked(path: Path, hot: HotFiles) -> None:
    append(path)
    assert hot.pause(0) is None and hot.changed(0, MOST_FILES) == set()


def test_a_file_that_changed_is_asked_for_a_while(path: Path, hot: HotFiles) -> None:
    append(path)
    hot.saw([found(path)], 5, LONG_AGO, every=False)
    assert hot.pause(5) == HOT_PAUSE and hot.changed(5) == set()
    append(path)
    assert hot.changed(5) == {str(path)}
    assert hot.pause(6 + HOT_SECONDS) == WARM_PAUSE and hot.changed(5 + WARM_SECONDS) == {str(path)}
    assert hot.pause(6 + WARM_SECONDS) is None and hot.changed(5 + LATELY_SECONDS, MOST_FILES) == {str(path)}
    assert hot.changed(6 + LATELY_SECONDS, MOST_FILES) == set()


def test_a_new_file_that_was_just_written_is_hot(tmp_path: Path, hot: HotFiles) -> None:
    new = old(tmp_path / "b.ndjson")
    hot.saw([found(new)], 5, LONG_AGO + 1, every=False)
    assert hot.pause(5) == HOT_PAUSE


def test_a_file_that_was_written_a_minute_before_the_first_look_is_warm(path: Path) -> None:
    hot = HotFiles()
    hot.saw([found(path)], 5, LONG_AGO + 50, every=True)
    append(path)
    assert hot.pause(5) == WARM_PAUSE and hot.changed(5) == {str(path)}


def test_a_hot_file_that_is_gone_is_told_until_all_were_looked_at(path: Path, hot: HotFiles) -> None:
    append(path)
    hot.saw([found(path)], 5, LONG_AGO, every=False)
    path.unlink()
    assert hot.changed(6) == {str(path)}
    hot.saw([], 6, LONG_AGO, every=True)
    append(path)
    assert hot.changed(6) == set()


def test_of_very_many_hot_files_the_newest_are_asked(tmp_path: Path) -> None:
    hot, paths = HotFiles(), [old(tmp_path / f"{number}.ndjson") for number in range(MOST_FILES + 50)]
    hot.saw([found(path) for path in paths], 5, LONG_AGO, every=True)
    for path in paths:
        append(path)
    assert hot.changed(5) == set(map(str, paths[-NEAR_FILES:]))
    assert hot.changed(5, MOST_FILES) == set(map(str, paths[-MOST_FILES:]))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ('OS file watch limit reached. about ["/x"]', "max_user_watches"),
        ("No space left on device (os error 28)", "max_user_watches"),
        ("error creating recommended watcher: Too many open files (os error 24)", "max_user_instances"),
        ("something \x1b[2J else", "no change notices: something"),
    ],
)
def test_n4_an_error_of_the_kernel_is_said_with_its_remedy(error: str, words: str) -> None:
    assert words in remedy(error) and remedy(error).isprintable()
