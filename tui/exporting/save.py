"""A run of a project as a text, and as a file."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

from wave_tui.data.newfile import free_name, write_new

from ..commandline.dag import dag
from ..commandline.source import Source
from .story import Story, writer

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def exported(source: Source, run: str, form: str) -> Iterator[str]:
    """The pieces of a run's text, its events read as they are written.

    Raises UsageError for an unknown form, NotFoundError when there is no such run.
    """
    pieces = writer(form)
    detail = source.store.detail(run)
    graph = dag(detail, source.definitions.get(detail.run.pipeline))
    return pieces(Story(detail, source.events(run), graph, time.time()))


def save(source: Source, run: str, form: str, path: Path | None = None, folder: Path = Path()) -> Path:
    """Write a run to a new file, without ``path`` to one in ``folder`` that is called after the run; that file.

    Raises UsageError for an unknown form or a file that cannot be made, NotFoundError when there is no such run.
    """
    pieces = exported(source, run, form)
    target = path or free_name(folder, _UNSAFE.sub("_", run)[:120].lstrip("."), form)
    write_new(target, pieces)
    return target.absolute()
