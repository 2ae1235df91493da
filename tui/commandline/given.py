"""The input of a run as the command line names it: a text or a file."""

from __future__ import annotations

from wave_tui.data.errors import UsageError


def given_input(text: str | None, file: str | None) -> str | None:
    """The input, None when none is named. Raises UsageError when both are, or when the file cannot be taken."""
    if text is not None and file is not None:
        raise UsageError("--input and --input-file both name the input; leave one out")
    if file is None:
        return text
    from wave_tui.data.engine.given import read_input

    return read_input(file)
