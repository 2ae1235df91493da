"""The exceptions a user can act on; each carries one clear sentence."""

from __future__ import annotations


class WaveTuiError(Exception):
    """Base of every error that is shown to the user as one sentence."""

    exit_status = 1


class UsageError(WaveTuiError):
    """The command line, a setting or a key binding is wrong."""

    exit_status = 2


class NotFoundError(WaveTuiError):
    """What was named (run, step, artifact, project) does not exist."""

    exit_status = 3


class RefusedError(WaveTuiError):
    """It exists, but what was asked is not possible in this state."""

    exit_status = 4


class StoreError(WaveTuiError):
    """The store cannot be read or written."""

    exit_status = 5
