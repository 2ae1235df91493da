"""One JSON object a line, each with the kind of its record."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .records import records
from .story import Story


def pieces(story: Story) -> Iterator[str]:
    """The lines."""
    for kind, fields in records(story):
        yield json.dumps({"record": kind, **fields}) + "\n"
