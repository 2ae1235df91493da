"""Deployment state files: what is in force, where to roll back to, what was before, and which rules are broken."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from deployment_files import EARLIER, FAILURE, FILE, GOOD, SUCCESS
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.events.deployments import FIELDS, deployments_in, read_deployments
from wave_tui.data.events.facts import Fact, NoteFact, RunFact, StepFact
from wave_tui.data.events.formats import deployments
from wave_tui.data.models import Deployments

NOW = 1_760_970_700.0
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(FAILURE)), inner, max_size=6),
    max_leaves=12,
)


def read(folder: Path, document: object) -> Deployments:
    path = folder / "deployment-state.json"
    path.write_text(json.dumps(document))
    found = read_deployments(path, NOW)
    assert found is not None
    return found


def facts_of(document: dict[str, Any]) -> list[Fact]:
    return list(deployments.facts(msgspec.convert(document, deployments.RECORD), "deployment-state"))


def notes_of(document: dict[str, Any]) -> list[str]:
    return [f"{fact.subject} {fact.text}" for fact in facts_of(document) if isinstance(fact, NoteFact)]


def test_the_example_is_read_whole(tmp_path: Path) -> None:
    found = read(tmp_path, FILE)
    assert found.current is not None and found.last_good is not None
    assert (found.current.id, found.current.state, found.current.attempts) == ("deploy-1729433445", "success", 1)
    assert found.current.time == 1_760_970_645.0
    assert found.last_good.commit == GOOD["commit_sha"]
    assert [one.id for one in found.history] == ["deploy-1729433400"]
    assert found.read_at == NOW
    assert (found.notes, found.current.notes) == ((), ())


def test_a_failure_names_its_error_and_leaves_the_place_to_roll_back_to(tmp_path: Path) -> None:
    found = read(tmp_path, FILE | {"currentDeployment": FAILURE})
    assert found.current is not None and found.last_good is not None
    assert (found.current.state, found.current.attempts) == ("failure", 3)
    assert found.current.error.startswith("Git operations failed after 3 attempts")
    assert found.last_good.id == SUCCESS["deployment_id"]
    assert found.notes == ()


def test_the_history_is_newest_first(tmp_path: Path) -> None:
    found = read(tmp_path, FILE | {"history": [EARLIER, FAILURE, SUCCESS]})
    assert [one.id[-3:] for one in found.history] == ["500", "445", "400"]


def test_there_is_nothing_without_a_file(tmp_path: Path) -> None:
    assert read_deployments(tmp_path / "deployment-state.json", NOW) is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"currentDeployment": {"deployment_id"', "it is no JSON"),
        (b"[1]", "it holds no JSON object"),
        (b"[" * 100_000, "it is no JSON"),
        (b" " * 2**20, "it is larger than 1 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "deployment-state.json"
    path.write_bytes(content)
    found = read_deployments(path, NOW)
    assert found is not None
    assert found.current is None
    assert why in found.notes[0].text


def test_a_pipe_or_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.json", tmp_path / "link.json"
    os.mkfifo(pipe)
    link.symlink_to("/etc/hostname")
    for path in (pipe, link):
        found = read_deployments(path, NOW)
        assert found is not None
        assert "cannot be read" in found.notes[0].text


@pytest.mark.parametrize(
    ("field", "value", "note"),
    [
        ("deployment_id", "release-7", "deployment_id is release-7, not deploy- and a time"),
        ("deployment_id", None, "deployment_id is missing"),
        ("timestamp", 1729433445, "timestamp is the number 1729433445, not a time in ISO 8601"),
        ("timestamp", "noon", "timestamp 'noon' is no time"),
        ("commit_sha", "5c04b60", "commit_sha is 5c04b60, not 40 hexadecimal digits"),
        ("commit_sha", "z" * 40, "not 40 hexadecimal digits"),
        ("status", "done", "status is done, none of success, failure, rolled_back"),
        ("git_operations_attempts", 0, "git_operations_attempts is 0, not from 1 to 3"),
        ("git_operations_attempts", 4, "git_operations_attempts is 4, not from 1 to 3"),
        ("git_operations_attempts", None, "git_operations_attempts is missing"),
        ("error_message", "boom", "error_message is there although the status is success, not failure"),
    ],
)
def test_a_broken_rule_of_a_deployment_is_noted(field: str, value: object, note: str) -> None:
    found = notes_of(FILE | {"currentDeployment": SUCCESS | {field: value}})
    assert [text for text in found if note in text] != []


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"history": [EARLIER] * 11}, "history has 11 entries, at most 10 are kept"),
        ({"history": None}, "history is missing"),
        ({"history": {"a": 1}}, 'history is {"a": 1}, no list'),
        ({"history": [EARLIER, 3]}, "history has 1 entries that are no objects"),
        ({"lastKnownGood": None}, "lastKnownGood is not deploy-1729433445"),
        ({"currentDeployment": SUCCESS | {"status": "rolled_back"}}, "is deploy-1729433445, which is rolled_back"),
        ({"lastKnownGood": GOOD | {"commit_sha": "0" * 40}}, "lastKnownGood names commit 0000"),
        ({"currentDeployment": "now"}, "currentDeployment is now, no object"),
    ],
)
def test_a_broken_rule_of_the_file_is_noted(change: dict[str, Any], note: str) -> None:
    assert [text for text in notes_of(FILE | change) if note in text] != []


@pytest.mark.parametrize(
    ("status", "state", "pushed"),
    [
        (None, "running", "running"),
        ("success", "completed", "completed"),
        ("failure", "failed", "failed"),
        ("rolled_back", "failed", "completed"),
    ],
)
def test_each_deployment_is_a_run_whose_pushes_are_tries(status: str | None, state: str, pushed: str) -> None:
    found = facts_of(FILE | {"currentDeployment": FAILURE | {"status": status}})
    first, last = [fact for fact in found if isinstance(fact, RunFact)]
    [push] = [fact for fact in found if isinstance(fact, StepFact)]
    assert (first.pipeline, first.input, first.started) == ("deployment", FAILURE["commit_sha"], 1_760_970_700.0)
    assert (last.state, push.state, push.attempt, push.max_attempts) == (state, pushed, 3, 3)


def test_a_deployment_that_was_rolled_back_says_where_to() -> None:
    found = facts_of(FILE | {"currentDeployment": FAILURE | {"status": "rolled_back", "error_message": ""}})
    assert f"rolled back to deploy-1729433445 ({GOOD['commit_sha']})" in [
        fact.error for fact in found if isinstance(fact, RunFact)
    ]


def test_a_change_of_the_file_is_an_event_of_its_deployment() -> None:
    record = msgspec.convert(FILE | {"currentDeployment": FAILURE}, deployments.RECORD)
    told = deployments.told(record, "deployment-state")
    assert deployments.run_of(record, "deployment-state") == FAILURE["deployment_id"]
    assert (told.state, told.step, told.attempt, told.level) == ("failed", "push", 3, "error")
    assert told.message.startswith("failure 7a8b9c0d1e2f, push 3 of 3: Git operations failed")


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_no_document_stops_reader_or_format(document: dict[str, object]) -> None:
    assert deployments_in(document, "f", NOW).read_at == NOW
    record = deployments.DeploymentsRecord(**document)
    named = deployments.run_of(record, "f")
    assert msgspec.json.encode((named, deployments.facts(record, "f"), deployments.told(record, "f"))) != b""


@given(st.binary(max_size=200))
def test_no_content_stops_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "deployment-state.json"
    path.write_bytes(content)
    assert read_deployments(path, NOW) is not None
