"""Reads a deployment state file (CI/CD data model 004, "Deployment State Record"): now, last known good, history."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..artifacts.open import open_artifact
from ..artifacts.read import MOST, read_at
from ..errors import NotFoundError, RefusedError
from ..models import Deployment, Deployments, Note
from ..text import clean, clean_id
from .formats.fields import Fields, brief

STATES = ("success", "failure", "rolled_back")
MOST_ATTEMPTS = 3
MOST_HISTORY = 10
FIELDS = ("currentDeployment", "lastKnownGood", "history")

_ID = re.compile(r"deploy-\d[\dTZ:._+-]*")
_COMMIT = re.compile(r"[0-9a-fA-F]{40}")


def read_deployments(path: Path, now: float) -> Deployments | None:
    """What the file says, None when there is none; one that cannot be read holds nothing but a note why not."""
    try:
        content = _content(path)
    except NotFoundError:
        return None
    except (OSError, RefusedError) as error:
        return _unreadable(path, now, str(error))
    if len(content) >= MOST:
        return _unreadable(path, now, "it is larger than 1 MiB")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        return _unreadable(path, now, f"it is no JSON: {error}")
    if not isinstance(document, dict):
        return _unreadable(path, now, "it holds no JSON object")
    return deployments_in(document, str(path), now)


def deployments_in(document: Mapping[str, object], path: str, now: float) -> Deployments:
    """The deployments in a decoded document; whatever breaks a rule is kept as stated and noted."""
    fields = Fields(document)
    current = _deployment(fields.inner("currentDeployment", ""), whole=True)
    good = _deployment(fields.inner("lastKnownGood", ""), whole=False)
    history = _history(fields)
    _history_rules(fields, history)
    _good_rules(fields, current, good)
    return Deployments(clean(path), now, current, good, history, _notes(fields))


def _content(path: Path) -> bytes:
    descriptor = open_artifact(path.parent, path.name, strict=True)
    try:
        return read_at(descriptor, 0, MOST)
    finally:
        os.close(descriptor)


def _unreadable(path: Path, now: float, why: str) -> Deployments:
    return Deployments(clean(str(path)), now, notes=(Note(clean_id(path.name), f"cannot be read: {clean(why)}"),))


def _deployment(fields: Fields | None, *, whole: bool) -> Deployment | None:
    """One deployment; a reference (not ``whole``) has only id, commit and time."""
    if fields is None:
        return None
    fields.notes = []
    found = Deployment(
        id=clean_id(fields.text("deployment_id", needed=True)),
        commit=clean_id(fields.text("commit_sha", needed=True)),
        time=fields.time("timestamp", needed=True),
        state=clean(fields.text("status"), limit=100),
        attempts=fields.whole("git_operations_attempts", needed=whole),
        error=clean(fields.text("error_message")),
    )
    _form_rules(fields, found)
    if whole:
        _outcome_rules(fields, found)
    return Deployment(found.id, found.commit, found.time, found.state, found.attempts, found.error, _notes(fields))


def _form_rules(fields: Fields, one: Deployment) -> None:
    if one.id and not _ID.fullmatch(one.id):
        fields.note("deployment_id", f"is {one.id}, not deploy- and a time")
    if one.commit and not _COMMIT.fullmatch(one.commit):
        fields.note("commit_sha", f"is {one.commit}, not 40 hexadecimal digits")
    stamp = fields.raw.get("timestamp")
    if isinstance(stamp, int | float) and one.time is not None:
        fields.note("timestamp", f"is the number {brief(stamp)}, not a time in ISO 8601")


def _outcome_rules(fields: Fields, one: Deployment) -> None:
    if one.state and one.state not in STATES:
        fields.note("status", f"is {one.state}, none of {', '.join(STATES)}")
    if one.attempts is not None and not 1 <= one.attempts <= MOST_ATTEMPTS:
        fields.note("git_operations_attempts", f"is {one.attempts}, not from 1 to {MOST_ATTEMPTS}")
    if one.error and one.state != "failure":
        fields.note("error_message", f"is there although the status is {one.state or 'not said'}, not failure")


def _history(fields: Fields) -> tuple[Deployment, ...]:
    """The history, newest first; entries without a time stay where they are in the file, which grows at its end."""
    raw = fields.raw.get("history")
    if raw is None:
        fields.note("history", "is missing")
    elif not isinstance(raw, list):
        fields.note("history", f"is {brief(raw)}, no list")
    entries = raw if isinstance(raw, list) else []
    odd = sum(not isinstance(entry, dict) for entry in entries)
    if odd:
        fields.note("history", f"has {odd} entries that are no objects")
    found = [_deployment(Fields(entry), whole=True) for entry in reversed(entries) if isinstance(entry, dict)]
    known = [one for one in found if one is not None]
    return tuple(sorted(known, key=lambda one: -(one.time or 0.0)))


def _history_rules(fields: Fields, history: Sequence[Deployment]) -> None:
    if len(history) > MOST_HISTORY:
        fields.note("history", f"has {len(history)} entries, at most {MOST_HISTORY} are kept")
    unfinished = [one.id for one in history if not one.state]
    if unfinished:
        fields.note("history", f"has entries without a status: {', '.join(unfinished[:3])}")


def _good_rules(fields: Fields, current: Deployment | None, good: Deployment | None) -> None:
    """A success becomes the last known good; a failure leaves the one before, as the place to roll back to."""
    if current is None:
        return
    same = good is not None and good.id == current.id
    if current.state == "success" and not same:
        fields.note("lastKnownGood", f"is not {current.id}, the current deployment, although that succeeded")
    elif same and current.state in ("failure", "rolled_back"):
        fields.note("lastKnownGood", f"is {current.id}, which is {current.state}")
    elif same and good and good.commit != current.commit:
        fields.note("lastKnownGood", f"names commit {good.commit} for {current.id}, which is {current.commit}")


def _notes(fields: Fields) -> tuple[Note, ...]:
    return tuple(Note(clean(note.subject, limit=100), clean(note.text)) for note in fields.notes)
