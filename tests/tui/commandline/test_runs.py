"""``wave-tui runs``: pages, filters, refusals."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from console import ask, call
from stores import NOW, StoreWriter

from wave_tui.data.errors import UsageError
from wave_tui.data.views import RunKey
from wave_tui.tui.commandline import criteria, cursor
from wave_tui.tui.filtering import SOURCES, STATES


def crowd(folder: Path, runs: int, per_second: int) -> None:
    """A store with many runs in the same second; every tenth is a child run."""
    with StoreWriter(folder / ".agents" / "state.db") as store:
        store.connection.execute("BEGIN")
        for number in range(runs):
            started = int(NOW) - 100_000 + number // per_second
            state = ("completed", "failed")[number % 3 == 0]
            parent = {"parent_run_id": f"r{number - 1:05d}", "parent_step_id": "s"} if number % 10 == 9 else {}
            pipeline = f"p{number % 2}"
            store.run(f"r{number:05d}", pipeline, state, started_at=started, completed_at=started + 5, **parent)
        store.connection.execute("COMMIT")


def walk(project: Path, *options: str) -> list[str]:
    """The ids on all pages in their order."""
    found: list[str] = []
    page = ask(project, "runs", "--limit", "100", *options)
    while page["has_more"]:
        found += [run["run_id"] for run in page["runs"]]
        page = ask(project, "runs", "--limit", "100", "--cursor", page["next_cursor"], *options)
    assert "next_cursor" not in page
    return found + [run["run_id"] for run in page["runs"]]


def test_ten_thousand_runs_walked_by_cursor_are_each_told_once(tmp_path: Path) -> None:
    crowd(tmp_path, 10_000, per_second=250)
    found = walk(tmp_path)
    assert len(found) == 10_000
    assert sorted(found, reverse=True) == found


def test_filters_hold_on_every_page(tmp_path: Path) -> None:
    crowd(tmp_path, 700, per_second=50)
    failed = [f"r{number:05d}" for number in reversed(range(700)) if number % 3 == 0]
    assert walk(tmp_path, "--status", "failed") == failed
    assert walk(tmp_path, "--status", "FAIL", "--pipeline", "p0") == [run for run in failed if int(run[1:]) % 2 == 0]
    top = walk(tmp_path, "--top-level")
    assert len(top) == 630 and not any(run.endswith("9") for run in top)


def test_since_keeps_what_started_then_or_later(tmp_path: Path) -> None:
    crowd(tmp_path, 100, per_second=10)
    assert len(walk(tmp_path, "--since", "2026-11-19T01:13:25Z")) == 50


def test_a_summary_has_the_fields_of_the_shape_and_leaves_out_what_is_empty(fixture_project: Path) -> None:
    runs = {run["run_id"]: run for run in ask(fixture_project, "runs", "--limit", "100")["runs"]}
    assert len(runs) == 50
    done = runs["demo-retry-20261120-043439-9bd2"]
    assert {name: done[name] for name in ("pipeline_name", "status", "total_tokens", "progress", "duration")} == {
        "pipeline_name": "demo-retry", "status": "completed", "total_tokens": 23_641, "progress": 100, "duration": "4s",
    }  # fmt: skip
    assert (done["started_at"], done["completed_at"]) == ("2026-11-20T04:34:39Z", "2026-11-20T04:34:43Z")
    assert "error_message" not in done and "tags" not in done
    assert {"status": "cancelled", "stored_status": "failed"}.items() <= runs["demo-wide-20261120-044631-d9a8"].items()


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", "1e2", "٣", ""])
def test_a_limit_outside_is_refused_with_the_allowed_values(tmp_path: Path, limit: str) -> None:
    result = call(tmp_path, "runs", f"--limit={limit}")
    assert result.exit_code == 2
    assert "1 to 100" in result.stderr


@pytest.mark.parametrize(
    "broken",
    ["", "x", "%%%", "e30", base64.urlsafe_b64encode(b'{"t":"1","id":"a"}').decode(), "W10", "a" * 9000,
     base64.urlsafe_b64encode(b'{"t":1,"id":""}').decode(), base64.urlsafe_b64encode(b'{"t":true,"id":"a"}').decode(),
     base64.urlsafe_b64encode(b"[" * 3000).decode(), "\udc80"],
)  # fmt: skip
def test_a_broken_cursor_is_refused(broken: str) -> None:
    with pytest.raises(UsageError, match="next_cursor"):
        cursor.decode(broken)


def test_cursors_are_url_safe_and_read_with_and_without_padding() -> None:
    key = RunKey(1_795_150_800, "läuft>?/~-1")
    text = cursor.encode(key)
    assert not set(text) & set("+/=")
    padded = text + "=" * (-len(text) % 4)
    assert cursor.decode(text) == cursor.decode(padded) == key
    assert json.loads(base64.urlsafe_b64decode(padded)) == {"t": 1_795_150_800, "id": "läuft>?/~-1"}


def test_an_unknown_status_is_refused_with_the_allowed_ones(tmp_path: Path) -> None:
    result = call(tmp_path, "runs", "--status", "finished")
    assert result.exit_code == 2
    assert all(state in result.stderr for state in STATES)


def test_an_unknown_source_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    result = call(tmp_path, "runs", "--source", "file")
    assert result.exit_code == 2
    assert ", ".join(SOURCES) in result.stderr


def test_runs_are_kept_by_persona_tag_and_source(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / ".agents" / "state.db") as store:
        store.run("r-1", tags_json='["night", "web"]')
        store.run("r-2", tags_json='["night"]')
        store.event("r-2", "plan", "started", persona="code reviewer")
    assert walk(tmp_path, "--tag", "night") == ["r-2", "r-1"]
    assert walk(tmp_path, "--tag", "night", "--tag", "web", "--source", "store") == ["r-1"]
    assert walk(tmp_path, "--persona", "code reviewer") == ["r-2"]
    assert walk(tmp_path, "--source", "ci") == []


def test_since_reads_ages_and_times_and_refuses_the_rest() -> None:
    assert criteria.since("30m", NOW) == NOW - 1800
    assert criteria.since("2h", NOW) == NOW - 7200
    assert criteria.since("3d", NOW) == NOW - 259_200
    assert criteria.since("2026-11-20T05:00:00", NOW) == criteria.since("2026-11-20T06:00:00+01:00", NOW) == NOW
    for wrong in ("", "yesterday", "-2h", "2 h", "5"):
        with pytest.raises(UsageError, match="30m"):
            criteria.since(wrong, NOW)


def test_the_table_has_the_words_of_the_screen_and_no_escape_sequences(fixture_project: Path) -> None:
    result = call(fixture_project, "runs", "--limit", "100")
    assert "\x1b" not in result.stdout
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0][:3] == ["STATE", "RUN", "PIPELINE"]
    assert {row[0] for row in rows[1:]} <= {"..", "RUN", "RETRY", "OK", "FAIL", "CAN", "SKIP", "LOST"}
    assert len({line.index(row[1]) for line, row in zip(result.stdout.splitlines(), rows, strict=True)}) == 1


def test_the_table_says_how_to_go_on(fixture_project: Path) -> None:
    last = call(fixture_project, "runs", "--limit", "3").stdout.splitlines()[-1]
    following = call(fixture_project, "runs", "--limit", "3", "--cursor", last.split()[-1]).stdout
    assert len(following.splitlines()) == 6
    assert "no runs match" in call(fixture_project, "runs", "--pipeline", "none").stdout
