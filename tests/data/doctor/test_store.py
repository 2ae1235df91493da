"""The store, the libraries and the project's files as ``doctor`` judges them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from stores import StoreWriter

from wave_tui.data.doctor.model import Finding, Verdict
from wave_tui.data.doctor.project import project_findings, settings_findings
from wave_tui.data.doctor.store import StoreFacts, journal_mode, judge_store, store_facts, store_findings
from wave_tui.data.doctor.versions import python_finding, sqlite_finding, textual_finding, versions
from wave_tui.data.project import find_project
from wave_tui.data.views import StoreStatus


def by_subject(found: object) -> dict[str, Finding]:
    """Findings by their subject."""
    assert isinstance(found, tuple)
    return {finding.subject: finding for finding in found}


def test_a_real_store_is_described(fixture_project: Path) -> None:
    found = by_subject(tuple(store_findings(fixture_project / ".agents" / "state.db")))
    assert found["store"].verdict is Verdict.OK and "50 runs" in found["store"].finding
    assert found["schema"].finding == "version 33"
    assert found["journal"].finding == "write-ahead log"


@pytest.mark.parametrize(
    ("content", "verdict"), [(None, Verdict.WARN), (b"", Verdict.WARN), (b"some text, no database" * 50, Verdict.FAIL)]
)
def test_what_is_no_store_is_told(tmp_path: Path, content: bytes | None, verdict: Verdict) -> None:
    store = tmp_path / "state.db"
    if content is not None:
        store.write_bytes(content)
    found = by_subject(tuple(store_findings(store)))
    assert found["store"].verdict is verdict
    assert found["store"].remedy
    assert [path.name for path in tmp_path.iterdir()] == ([] if content is None else ["state.db"])


def test_a_rollback_journal_and_a_missing_version_are_told(tmp_path: Path) -> None:
    store = tmp_path / "state.db"
    with StoreWriter(store, version=None) as writer:
        writer.connection.execute("DROP TABLE IF EXISTS schema_migrations")
        writer.connection.execute("PRAGMA journal_mode=DELETE")
    assert journal_mode(store) == "rollback journal"
    found = by_subject(tuple(judge_store(store_facts(store))))
    assert found["journal"].verdict is Verdict.WARN
    assert found["schema"].verdict is Verdict.WARN


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "overlay"])
def test_d18_network_and_layered_file_systems_are_a_risk(kind: str) -> None:
    found = by_subject(tuple(judge_store(StoreFacts("/p/state.db", StoreStatus(), filesystem=kind))))
    assert found["file system"].verdict is Verdict.WARN
    assert kind in found["file system"].finding


def test_d12_an_sqlite_with_the_wal_reset_bug_is_told() -> None:
    assert sqlite_finding((3, 40, 1), "sqlite3").verdict is Verdict.WARN
    assert "3.51.3" in sqlite_finding((3, 51, 2), "sqlite3").remedy
    assert sqlite_finding((3, 51, 3), "pysqlite3").verdict is Verdict.OK


def test_old_and_missing_libraries_are_told() -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    assert python_finding((3, 10, 4)).verdict is Verdict.FAIL
    assert textual_finding("9.0.0").verdict is Verdict.WARN
    assert by_subject(tuple(versions(missing)))["Textual"].verdict is Verdict.FAIL


def test_broken_definitions_are_told_each(fixture_project: Path) -> None:
    (fixture_project / ".agents" / "pipelines" / "broken.yaml").write_text("steps: [")
    (fixture_project / "wave.yaml").write_text("kind: Other")
    found = by_subject(tuple(project_findings(find_project(fixture_project))))
    assert found["pipeline"].verdict is Verdict.FAIL and "broken.yaml" in found["pipeline"].finding
    assert found["manifest"].verdict is Verdict.FAIL
    assert "14 of 15" in found["pipelines"].finding


def test_wrong_settings_are_told_each_with_its_place(fixture_project: Path) -> None:
    project, user = find_project(fixture_project), fixture_project / "user.toml"
    (good,) = settings_findings(project, (), {}, user)
    assert good.verdict is Verdict.OK
    own = fixture_project / "wave-tui.toml"
    own.write_text('[display]\ntheme = "pink"\nwrong = 1\n')
    own.chmod(0o644)
    found = tuple(settings_findings(project, (), {}, user))
    assert [finding.verdict for finding in found] == [Verdict.FAIL] * 2
    assert "wave-tui.toml:2" in found[0].finding and "dark" in found[0].finding
