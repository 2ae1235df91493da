"""Permissions: what locks whom out of a shared store."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from wave_tui.data.doctor.folder import FileFacts, FolderFacts, folder_facts, folder_findings
from wave_tui.data.doctor.model import Finding, Verdict

ME, OTHER, TEAM, MINE = 1000, 2000, 500, 1000
STORE = FileFacts("state.db", ME, TEAM, 0o660)
SHARED = FolderFacts("/srv/shop/.agents", FileFacts(".agents", 0, TEAM, 0o2770), STORE, (), ME, 0o007)


def by_subject(facts: FolderFacts) -> dict[str, Finding]:
    """The findings about these facts."""
    return {finding.subject: finding for finding in folder_findings(facts)}


def test_the_recommended_shared_folder_has_nothing_to_complain_about() -> None:
    assert {finding.verdict for finding in folder_findings(SHARED)} == {Verdict.OK}


def test_a_folder_of_one_user_is_fine_and_advice_for_several_is_given() -> None:
    alone = FolderFacts("/p", FileFacts(".agents", ME, MINE, 0o755), replace(STORE, mode=0o644, group=MINE), (), ME)
    found = by_subject(alone)
    assert {finding.verdict for finding in found.values()} == {Verdict.OK}
    assert "2770" in found["folder"].remedy and "007" in found["folder"].remedy


def test_a_group_folder_without_setgid_is_a_risk() -> None:
    found = by_subject(replace(SHARED, folder=FileFacts(".agents", 0, TEAM, 0o770)))
    assert found["folder"].verdict is Verdict.WARN
    assert found["folder"].remedy.startswith("chmod g+s")


def test_a_folder_that_anybody_may_write_is_a_risk() -> None:
    found = by_subject(replace(SHARED, folder=FileFacts(".agents", 0, TEAM, 0o777)))
    assert found["folder"].verdict is Verdict.WARN
    assert "chmod o-w" in found["folder"].remedy


def test_a_umask_that_takes_the_groups_rights_is_told() -> None:
    assert by_subject(replace(SHARED, umask=0o022))["umask"].verdict is Verdict.WARN
    assert "umask" not in by_subject(SHARED)


def test_side_files_of_another_user_that_lock_the_owner_out_are_a_failure() -> None:
    foreign = (FileFacts("state.db-wal", OTHER, OTHER, 0o644), FileFacts("state.db-shm", OTHER, OTHER, 0o644))
    found = by_subject(replace(SHARED, sides=foreign))["side files"]
    assert found.verdict is Verdict.FAIL
    assert "state.db-wal" in found.finding and "state.db-shm" in found.finding and "chown" in found.remedy


def test_side_files_of_another_member_of_the_group_are_fine() -> None:
    shared = (FileFacts("state.db-wal", OTHER, TEAM, 0o660), FileFacts("state.db-shm", OTHER, TEAM, 0o660))
    assert by_subject(replace(SHARED, sides=shared))["side files"].verdict is Verdict.OK


def test_a_log_without_its_index_is_shown_from_a_copy() -> None:
    lonely = replace(SHARED, sides=(FileFacts("state.db-wal", ME, TEAM, 0o660),))
    assert by_subject(lonely)["side files"].verdict is Verdict.WARN


def test_a_store_that_may_not_be_read_fails_and_one_that_may_not_be_written_warns() -> None:
    assert by_subject(replace(SHARED, readable=False))["access"].verdict is Verdict.FAIL
    assert by_subject(replace(SHARED, writable=False))["access"].verdict is Verdict.WARN


def test_a_missing_folder_is_a_failure(tmp_path: Path) -> None:
    found = tuple(folder_findings(folder_facts(tmp_path / "gone" / "state.db")))
    assert [finding.verdict for finding in found] == [Verdict.FAIL]


def test_facts_are_read_from_disk_and_the_umask_is_left_alone(tmp_path: Path) -> None:
    store = tmp_path / "state.db"
    store.write_bytes(b"")
    store.chmod(0o640)
    store.with_name("state.db-wal").write_bytes(b"")
    before = os.umask(0o027)
    try:
        facts = folder_facts(store)
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert facts.umask == 0o027 and facts.user == os.geteuid()
    assert facts.store is not None and facts.store.mode == 0o640
    assert [side.name for side in facts.sides] == ["state.db-wal"]
