"""One line of a levels file (data model 002): a record of the reporting API, a setlist event, or a progress state."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Number = Annotated[float, Meta(ge=-1e15, le=1e15)]
Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Facts = dict[str, object]


class ToldFile(Struct, gc=False):
    """A file that a level leaves behind; ``size`` in bytes."""

    path: str
    name: str | None = None
    type: str | None = None
    size: Whole | None = None


class LevelsRecord(Struct):
    """All fields of the three; ``path`` holds the ids from the first level down, () for the operation itself."""

    operation_id: str | int = ""
    operation_type: str | None = None
    format: str = ""
    timestamp: str | float | None = None
    event: str | None = None
    path: tuple[str, ...] | None = None
    name: str | None = None
    level: str | None = None
    level_id: str | int | None = None
    status: str | None = None
    current: Number | None = None
    total: Number | None = None
    percentage: Number | None = None
    unit: str | None = None
    counted: str | None = None
    message: str | None = None
    attempt: Whole | None = None
    started_at: str | float | None = None
    completed_at: str | float | None = None
    elapsed_seconds: Number | None = None
    estimated_remaining_seconds: Number | None = None
    metrics: Facts | None = None
    metadata: Facts | None = None
    error: str | None = None
    error_details: Facts | None = None
    artifacts: tuple[ToldFile, ...] | None = None
    tags: tuple[str, ...] | None = None
    host: str | None = None
    pid: Whole | None = None
    parent: str | None = None
    parent_step: str | None = None
    setlist_id: str | int | None = None
    setlist_name: str | None = None
    song_name: str | None = None
    action_name: str | None = None
    block_name: str | None = None
    block_type: str | None = None
    overall: object = None
    levels: object = None

    def __post_init__(self) -> None:
        """Refuses an object that names no operation. Raises ValueError."""
        if self.operation_id == "":
            raise ValueError("names no operation")
