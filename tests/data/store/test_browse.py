"""The store for the command line: every run once by cursor, runs by part of their name, errors that help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import NOW, StoreWriter

from wave_tui.data.errors import NotFoundError, StoreError
from wave_tui.data.store.browse import StoreBrowser
from wave_tui.data.views import RunFilter, RunKey

T = int(NOW)


@pytest.fixture
def browser(writer: StoreWriter) -> Iterator[StoreBrowser]:
    with StoreBrowser(writer.path, now=lambda: NOW, process_alive=lambda pid: True) as made:
        yield made


def walk(browser: StoreBrowser, wanted: RunFilter, limit: int) -> list[str]:
    found: list[str] = []
    cursor: RunKey | None = None
    while True:
        rows, cursor = browser.page(wanted, cursor, limit)
        found += [run.id for run in rows]
        if cursor is None:
            return found
        assert len(rows) == limit


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_a_walk_by_cursor_returns_every_run_once(writer: StoreWriter, browser: StoreBrowser, limit: int) -> None:
    writer.update("BEGIN")
    for number in range(120):
        writer.run(f"r{number:03}", status="completed", started_at=T - number // 50)
    for number in range(30):
        child = {"parent_run_id": f"r{number:03}", "parent_step_id": "x", "run_kind": "branch_arm"}
        writer.run(f"kid{number:03}", status="completed", started_at=T, **child)
    writer.update("COMMIT")
    found = walk(browser, RunFilter(), limit)
    assert len(found) == len(set(found)) == 150
    assert len(walk(browser, RunFilter(top_level=True), limit)) == 120


def test_a_run_is_found_by_its_id_its_end_or_its_beginning(writer: StoreWriter, browser: StoreBrowser) -> None:
    for id in ("demo-20261120-8k3m", "demo-20261120-4fhx", "audit-1", "audit"):
        writer.run(id)
    assert browser.find_run("demo-20261120-8k3m") == "demo-20261120-8k3m"
    assert browser.find_run("4fhx") == "demo-20261120-4fhx"
    assert browser.find_run("audit") == "audit"
    assert browser.find_run("audit-") == "audit-1"


def test_a_run_that_is_not_unique_or_not_there_lists_candidates(writer: StoreWriter, browser: StoreBrowser) -> None:
    for id in ("demo-20261120-8k3m", "demo-20261120-4fhx"):
        writer.run(id)
    with pytest.raises(NotFoundError, match="'demo' could be demo-20261120-4fhx, demo-20261120-8k3m: name more of it"):
        browser.find_run("demo")
    with pytest.raises(NotFoundError, match="no run '1120'; similar: demo-20261120-4fhx"):
        browser.find_run("1120")
    with pytest.raises(NotFoundError, match="no run '%'; the newest are demo-20261120-4fhx"):
        browser.find_run("%")


def test_an_empty_store_says_so(browser: StoreBrowser) -> None:
    assert browser.page(RunFilter(), None, 10) == ((), None)
    with pytest.raises(NotFoundError, match="the store is empty"):
        browser.find_run("x")


def test_events_come_after_an_id_with_their_attempt(writer: StoreWriter, browser: StoreBrowser) -> None:
    writer.run()
    for state in ("running", "retrying", "running", "completed"):
        writer.event(step="plan", state=state)
    assert [(event.id, event.state, event.attempt) for event in browser.events("demo-1", 1, 2)] == [
        (2, "retrying", 2),
        (3, "running", 2),
    ]
    assert browser.events("demo-1", 4, 10) == ()
    writer.event(step="plan", state="failed")
    assert [event.state for event in browser.events("demo-1", 4, 10)] == ["failed"]


def test_detail_knows_forks_and_refuses_a_run_that_is_not_there(writer: StoreWriter, browser: StoreBrowser) -> None:
    writer.run("old", status="failed")
    writer.run("fork", status="pending", forked_from_run_id="old")
    assert browser.detail("old").run.retried_as == "fork"
    assert browser.counts().pending == 1
    with pytest.raises(NotFoundError, match="no run 'nothing'"):
        browser.detail("nothing")


def test_a_store_that_cannot_be_read_is_an_error_with_its_sentence(tmp_path: Path) -> None:
    with StoreBrowser(tmp_path / "state.db") as browser:
        with pytest.raises(StoreError, match="There is no store at"):
            browser.page(RunFilter(), None, 10)
        assert (browser.status().state, browser.status().schema) == ("missing", None)


def test_the_status_names_the_schema(browser: StoreBrowser) -> None:
    assert (browser.status().state, browser.status().schema) == ("ok", 33)


def test_ids_with_invisible_characters_are_found_and_walked_by_a_fresh_browser(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "state.db") as store:
        for number in range(4):
            store.run(f"demo-\u200b{number}", started_at=int(NOW))
    seen: list[str] = []
    cursor: RunKey | None = None
    for _ in range(8):
        with StoreBrowser(tmp_path / "state.db", now=lambda: NOW) as fresh:
            rows, cursor = fresh.page(RunFilter(), cursor, 1)
        seen.extend(run.id for run in rows)
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 4
    with StoreBrowser(tmp_path / "state.db", now=lambda: NOW) as fresh:
        assert fresh.find_run(seen[0]) == seen[0]
