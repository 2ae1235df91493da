"""Where the sidecar is that the ingester fills."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The file; ``kept`` is False in a private folder, ``problem`` a sentence when nothing fills it any more."""

    path: Path
    kept: bool = True
    problem: str = ""
