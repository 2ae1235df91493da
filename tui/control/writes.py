"""The command log: everything that was asked of the engine, with its result and the same as a command line."""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST = 500


@dataclass(frozen=True, slots=True)
class Write:
    """One thing that was asked; ``done`` is None while there is no answer and False when it was refused."""

    number: int
    time: float
    command: str
    result: str = ""
    done: bool | None = None


def asked(log: tuple[Write, ...], time: float, command: str) -> tuple[Write, ...]:
    """The log with one more request, which is its last entry; the oldest one goes when there are too many."""
    number = log[-1].number + 1 if log else 1
    return (*log, Write(number, time, command))[-MOST:]


def answered(log: tuple[Write, ...], number: int, result: str, *, done: bool) -> tuple[Write, ...]:
    """The log with the answer to a request."""
    return tuple(replace(each, result=result, done=done) if each.number == number else each for each in log)
