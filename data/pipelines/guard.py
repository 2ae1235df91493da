"""Looks through a YAML document before it is built: how deep, how big, how often repeated, which keys twice."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

DEEPEST = 64
MOST_VALUES = 100_000
MOST_REPEATED = 10_000


class TooMuchError(Exception):
    """The document would take too much memory or stack; ``line`` and ``column`` count from 1."""

    def __init__(self, text: str, event: yaml.Event) -> None:
        super().__init__(text)
        self.line, self.column = _position(event)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that stands twice in one mapping; the later one counts."""

    key: str
    line: int
    earlier: int


@dataclass(slots=True)
class _Level:
    """A mapping or list that is open: its size so far, and the lines of a mapping's keys."""

    anchor: str | None
    is_mapping: bool
    size: int = 1
    children: int = 0
    keys: dict[str, int] = field(default_factory=dict)


class _Guard:
    """Counts the events of a document before anything is made of them."""

    def __init__(self) -> None:
        self.levels: list[_Level] = []
        self.sizes: dict[str, int | None] = {}
        self.values = 0
        self.repeated = 0
        self.duplicates: list[Duplicate] = []

    def see(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._key(event)
            self._value(1, event.anchor, event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            level = self.levels.pop()
            self._value(level.size, level.anchor, event)

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.levels) >= DEEPEST:
            raise TooMuchError(f"is nested deeper than {DEEPEST} levels", event)
        if event.anchor:
            self.sizes[event.anchor] = None
        self.levels.append(_Level(event.anchor, isinstance(event, yaml.MappingStartEvent)))

    def _alias(self, event: yaml.AliasEvent) -> None:
        size = self.sizes.get(event.anchor or "", 0)
        if size is None:
            raise TooMuchError(f"refers to itself through *{event.anchor}", event)
        self.repeated += size
        if self.repeated > MOST_REPEATED:
            raise TooMuchError(f"repeats more than {MOST_REPEATED} values through aliases", event)
        self._value(size, None, event)

    def _value(self, size: int, anchor: str | None, event: yaml.Event) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            raise TooMuchError(f"holds more than {MOST_VALUES} values", event)
        if anchor:
            self.sizes[anchor] = size
        if self.levels:
            self.levels[-1].size += size
            self.levels[-1].children += 1

    def _key(self, event: yaml.ScalarEvent) -> None:
        if not self.levels or not self.levels[-1].is_mapping or self.levels[-1].children % 2:
            return
        line, keys = _position(event)[0], self.levels[-1].keys
        if event.value in keys:
            self.duplicates.append(Duplicate(event.value, line, keys[event.value]))
        keys[event.value] = line


def duplicates(text: str) -> tuple[Duplicate, ...]:
    """The keys of the document that stand twice.

    Raises TooMuchError when the document must not be built and yaml.YAMLError when it is no YAML.
    """
    guard = _Guard()
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        guard.see(event)
    return tuple(guard.duplicates)


def _position(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
