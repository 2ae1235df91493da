"""What a shell script reports, each time from a process of its own."""

from __future__ import annotations

import os

from .level import Level
from .operation import Operation, belonging, new_id, process_facts
from .places import part
from .reporter import Reporter
from .resuming import resumed


class Beginning:
    """What a script says of an operation or a level that begins; ``pid`` is the script's own process."""

    def __init__(
        self,
        kind: str,
        name: str = "",
        *,
        own: str = "",
        total: float | None = None,
        unit: str = "",
        attempt: int | None = None,
        pid: int | None = None,
        tags: tuple[str, ...] = (),
        facts: dict[str, object] | None = None,
    ) -> None:
        self.kind, self.name, self.own = kind, name, own
        self.total, self.unit, self.attempt = total, unit, attempt
        self.pid, self.tags, self.facts = pid, tags, facts or {}


def begin_operation(reporter: Reporter, said: Beginning) -> str:
    """Begin an operation; its address."""
    run = said.own or new_id(part(said.kind), reporter.wall())
    origin = {"host": process_facts()["host"], "pid": said.pid, **belonging(None), "tags": [*said.tags] or None}
    begun = Operation(said.kind, said.name, run, reporter, origin, said.facts)
    begun.total, begun.unit = said.total, said.unit
    begun.begin(begun)
    return run


def begin_level(reporter: Reporter, above: str, said: Beginning) -> str:
    """Begin a level at an address; its own address. Without a name of its own it is known by what it is called."""
    around = at(reporter, above)
    id = said.own or part(said.name or f"{said.kind}-{os.urandom(2).hex()}")
    begun = Level(around, said.kind, id, said.name or id, said.facts)
    begun.total, begun.unit, begun.attempt = said.total, said.unit, said.attempt
    begun.begin(around.root)
    return f"{above}/{id}"


def at(reporter: Reporter, address: str) -> Level:
    """The level at an address: the operation's id and the ids of the levels, with slashes between them."""
    run, *path = address.split("/")
    return resumed(reporter, run, tuple(path))
