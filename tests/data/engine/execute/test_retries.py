"""Policies, delays, failure classes and the circuit breaker."""

from __future__ import annotations

import pytest

from wave_tui.data.engine.local.execute.definition import Retry, Step
from wave_tui.data.engine.local.execute.durations import seconds
from wave_tui.data.engine.local.execute.retries import Breaker, classify, is_retried, policy


def delays(retry: Retry, optional: bool = False) -> list[float]:
    """The pauses between the tries of a step with these keys."""
    rules = policy(Step("s", 0, "command", retry=retry, optional=optional))
    return [rules.delay(number) for number in range(1, rules.attempts)]


@pytest.mark.parametrize(
    ("retry", "expected"),
    [
        (Retry(), []),
        (Retry(policy="none"), []),
        (Retry(policy="standard"), [1, 2]),
        (Retry(policy="aggressive"), [0.2, 0.4, 0.8, 1.6]),
        (Retry(policy="patient"), [5, 10]),
        (Retry(policy="patient", max_attempts=8), [5, 10, 20, 40, 80, 90, 90]),
        (Retry(max_attempts=4), [1, 2, 3]),
        (Retry(max_attempts=3, backoff="fixed", base_delay=0.3), [0.3, 0.3]),
        (Retry(policy="standard", backoff="linear", max_delay=1.5), [1, 1.5]),
        (Retry(max_attempts=63, base_delay=2), [min(2 * n, 60) for n in range(1, 63)]),
    ],
)
def test_delays_are_those_of_the_policy_with_every_explicit_key(retry: Retry, expected: list[float]) -> None:
    assert delays(retry) == pytest.approx(expected)


def test_an_optional_step_lets_its_run_go_on_unless_it_says_otherwise() -> None:
    assert policy(Step("s", 0, "command", optional=True)).on_failure == "continue"
    assert policy(Step("s", 0, "command", optional=True, retry=Retry(on_failure="skip"))).on_failure == "skip"
    assert policy(Step("s", 0, "command")).on_failure == "fail"


@pytest.mark.parametrize(
    ("error", "kind", "retried"),
    [
        ("429 rate limit reached", "transient", True),
        ("something odd", "transient", True),
        ("open: permission denied", "deterministic", False),
        ("Invalid API key", "deterministic", False),
        ("prompt is too long: context window", "budget_exhausted", False),
        ("FAILED tests/test_a.py::test_b", "test_failure", True),
        ("--- FAIL: TestThing", "test_failure", True),
    ],
)
def test_a_failure_is_put_into_its_class(error: str, kind: str, retried: bool) -> None:
    assert classify(error) == kind
    assert is_retried(kind) is retried


def test_the_breaker_opens_when_the_same_failure_came_three_times() -> None:
    breaker = Breaker(3, ("test_failure",))
    assert [breaker.opens("test_failure", f"1 test failed in {n} s") for n in range(3)] == [False, False, True]


def test_the_breaker_leaves_other_classes_and_other_failures_alone() -> None:
    breaker = Breaker(2, ("test_failure",))
    assert not any(breaker.opens("transient", "x") for _ in range(5))
    assert not any(breaker.opens("test_failure", word) for word in ("a", "b", "c"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("300ms", 0.3), ("90s", 90), ("5m", 300), ("1h30m", 5400), ("0", 0), ("1.5s", 1.5), ("5", None), ("x", None)],
)
def test_lengths_of_time_are_read_as_wave_writes_them(text: str, expected: float | None) -> None:
    assert seconds(text) == (pytest.approx(expected) if expected is not None else None)
