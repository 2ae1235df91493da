"""Where settings come from: flags and environment as layers of plain values, each of which knows its origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..text import clean

PREFIX = "WAVE_TUI_"
NESTED = "__"

Values = dict[str, Any]
Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of settings; ``origin`` says in words where the setting at a place was written."""

    values: Values
    origin: Callable[[Place], str]
    problems: tuple[str, ...] = ()
    folder: Path | None = None


def flags_layer(flags: Mapping[str, object]) -> Layer:
    """The command line; names are dotted (``display.theme``), None means not given."""
    values: Values = {}
    for name, value in flags.items():
        if value is not None:
            put(values, tuple(name.split(".")), value)
    return tidy(Layer(values, lambda place: "command line"))


def environment_layer(environ: Mapping[str, str]) -> Layer:
    """Variables like WAVE_TUI_DISPLAY__THEME; one that names a whole group holds a JSON object."""
    values: Values = {}
    problems = []
    for variable in sorted(name for name in environ if name.startswith(PREFIX)):
        place = tuple(variable.removeprefix(PREFIX).lower().split(NESTED))
        try:
            put(values, place, _decoded(environ[variable]))
        except ValueError as error:
            problems.append(f"environment variable {clean(variable)} begins with {{ but is no JSON object: {error}")
    return tidy(
        Layer(values, lambda place: f"environment variable {clean(_variable(environ, place))}", tuple(problems))
    )


def session_layer(environ: Mapping[str, str]) -> Layer:
    """What a remote session changes in the defaults: half as many paints."""
    remote = environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")
    return Layer({"display": {"refresh_rate": 500}} if remote else {}, lambda place: "defaults over SSH")


def tidy(layer: Layer) -> Layer:
    """The layer with flat binding ids (``run.cancel`` unquoted in TOML is nested) and an absolute store path."""
    values = dict(layer.values)
    if isinstance(values.get("keys"), dict):
        values["keys"] = _flat(values["keys"])
    store = values.get("store")
    if isinstance(store, dict) and isinstance(store.get("path"), str):
        path = Path(store["path"]).expanduser()
        values["store"] = store | {"path": (layer.folder or Path.cwd()) / path}
    return Layer(values, layer.origin, layer.problems, layer.folder)


def put(values: Values, place: Place, value: object) -> None:
    """Set one nested value; a whole group joins what is there."""
    *groups, last = place
    for group in groups:
        inner = values.setdefault(group, {})
        if not isinstance(inner, dict):
            inner = values[group] = {}
        values = inner
    known = values.get(last)
    values[last] = value | known if isinstance(value, dict) and isinstance(known, dict) else value


def _decoded(text: str) -> object:
    if not text.lstrip().startswith("{"):
        return text
    import json  # few variables hold a whole group

    return json.loads(text)


def _variable(environ: Mapping[str, str], place: Place) -> str:
    names = [PREFIX + NESTED.join(place[:depth]).upper() for depth in range(len(place), 0, -1)]
    return "environment variable " + clean(next((name for name in names if name in environ), names[0]))


def _flat(keys: Values, prefix: str = "") -> Values:
    flat: Values = {}
    for name, value in keys.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return flat
