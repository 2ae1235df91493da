"""One JSON document: the answer of ``show --json`` with the time of the export."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..commandline.shapes import event_summary, run_detail
from ..commandline.times import rfc3339
from .story import Story


def pieces(story: Story) -> Iterator[str]:
    """The document; its events come last and one a line, so that a long run is never held as a whole."""
    head = {"exported_at": rfc3339(story.now), **run_detail(story.detail, story.dag, story.now)}
    yield json.dumps(head, indent=2).removesuffix("\n}")
    yield ',\n  "events": ['
    for number, event in enumerate(story.events):
        yield f"{',' if number else ''}\n    {json.dumps(event_summary(event))}"
    yield "\n  ]\n}\n"
