"""One finding: a verdict, what it is about, what was found and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad a finding is; ``fail`` is something that does not work here."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; ``remedy`` is empty when nothing needs to be done."""

    verdict: Verdict
    subject: str
    finding: str
    remedy: str = ""


def ok(subject: str, finding: str, remedy: str = "") -> Finding:
    """Works; a remedy is advice for other uses."""
    return Finding(Verdict.OK, subject, finding, remedy)


def warn(subject: str, finding: str, remedy: str) -> Finding:
    """Works with limits, or is at risk."""
    return Finding(Verdict.WARN, subject, finding, remedy)


def fail(subject: str, finding: str, remedy: str) -> Finding:
    """Does not work."""
    return Finding(Verdict.FAIL, subject, finding, remedy)
