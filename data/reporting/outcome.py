"""What an exception that leaves a level says about its end."""

from __future__ import annotations

from .encoding import text_of

COMPLETED, FAILED, CANCELLED, SKIPPED = "completed", "failed", "cancelled", "skipped"

_MOST_TRACEBACK = 16_000


class Outcome:
    """How a level ended: its status, the error in one sentence, and the error's details."""

    __slots__ = ("details", "error", "status")

    def __init__(self, status: str, error: str = "", details: dict[str, object] | None = None) -> None:
        self.status = status
        self.error = error
        self.details = details or {}


def outcome_of(error: BaseException | None) -> Outcome:
    """The end of a level that is left with this exception, None when it is left without one.

    Errors mean that it failed. ``SystemExit`` means that by its code. What else ends a program or a task from
    outside (``KeyboardInterrupt``, ``asyncio.CancelledError``) cancels it.
    """
    if error is None or (isinstance(error, SystemExit) and not error.code):
        return Outcome(COMPLETED)
    if isinstance(error, SystemExit):
        return Outcome(FAILED, f"the program ended with {text_of(error.code)}")
    if not isinstance(error, Exception):
        return Outcome(CANCELLED, type(error).__name__)
    return failure(error, {})


def failure(error: object, context: dict[str, object]) -> Outcome:
    """A failure by an exception or a sentence, with what else is known of it."""
    if not isinstance(error, BaseException):
        return Outcome(FAILED, text_of(error), {"message": text_of(error), **context})
    name, message = type(error).__name__, text_of(error)
    found = {"type": name, "message": message, "traceback": _traceback(error)}
    return Outcome(FAILED, f"{name}: {message}" if message else name, {**found, **context})


def _traceback(error: BaseException) -> str:
    import traceback  # costs several milliseconds, which only a failure pays

    try:
        lines = traceback.format_exception(type(error), error, error.__traceback__)
    except Exception:  # an exception may fail to describe itself
        return ""
    return "".join(lines)[-_MOST_TRACEBACK:]
