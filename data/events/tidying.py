"""Drops what has grown old, now and then, while nothing else is to be done."""

from __future__ import annotations

import os
import time

from ..errors import UsageError
from ..project import Project
from ..sidecar.retention import tidy
from ..sqlite import sqlite3

_FIRST = 10.0
_EVERY = 6 * 3600.0


class Tidier:
    """Tidies a sidecar soon after the start and every few hours, as the settings say."""

    def __init__(self, connection: sqlite3.Connection, project: Project) -> None:
        self._connection = connection
        self._project = project
        self._due = time.monotonic() + _FIRST

    def tidy_when_due(self) -> None:
        """Drop what is too old, unless that was done a while ago; nothing while settings are wrong.

        Raises sqlite3.Error.
        """
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + _EVERY
        from ..settings.engine import engine_settings  # validation of settings, which a start should not wait for

        try:
            history = engine_settings(self._project, os.environ).history
        except UsageError:
            return
        tidy(self._connection, time.time(), keep_days=history.keep_days, monthly=history.monthly)
