"""What can be set, with its allowed values and its default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from .keymap import read_keys

_Source = PydanticBaseSettingsSource

Panel = Literal["runs", "tree", "timeline", "events", "artifacts", "metrics", "spec", "deployments"]
_PANELS: tuple[Panel, ...] = ("runs", "tree", "timeline", "events", "artifacts", "metrics", "spec", "deployments")


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _number_as_word(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Display(BaseModel):
    """How the screen looks; every field is kept in the sidecar's ``display_settings`` under its own name."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    width: int | None = Field(default=None, ge=20, le=1000)
    """Columns to draw, whatever the terminal says; unset follows the terminal."""
    height: int | None = Field(default=None, ge=5, le=1000)
    """Lines to draw, whatever the terminal says; unset follows the terminal."""
    colour: Annotated[Literal["auto", "truecolor", "256", "16", "none"], BeforeValidator(_number_as_word)] = "auto"
    """Colours the terminal can show; auto asks the terminal and honours NO_COLOR."""
    unicode: Literal["auto", "yes", "no"] = "auto"
    """Box drawing and blocks (yes) or plain ASCII (no); auto decides by locale and terminal."""
    refresh_rate: int = Field(default=250, ge=50, le=60_000)
    """Milliseconds between two paints while data changes; 500 over SSH unless set."""
    layout: Literal["auto", "full", "compact", "list"] = "auto"
    """The largest arrangement: all panels (full), one list and a card (compact), or one list; auto sets no limit."""
    panels: Annotated[tuple[Panel, ...], BeforeValidator(_split), Field(min_length=1)] = _PANELS
    """Panels that are shown and can be reached; each keeps its number."""
    theme: Literal["dark", "light", "high-contrast", "colour-blind", "terminal"] = "dark"
    """Colours by role; terminal uses the terminal's own sixteen."""
    animation: Literal["off", "full"] = "off"
    """Whether anything may move although no data moved: spinners and counting numbers (full), never over SSH."""
    spinner: Literal["line", "dots", "blocks"] = "line"
    """What turns in running rows while animation is full; plain ASCII has one style only."""
    timestamps: Literal["abs", "rel", "off"] = "abs"
    """Times of events: clock, distance from the start, or none."""
    wrap: bool = False
    """Whether long lines continue on the next one."""
    mouse: Literal["auto", "on", "off"] = "auto"
    """Whether the mouse is used; auto leaves it to the terminal over SSH and in tmux."""
    timezone: Literal["local", "utc"] = "local"
    """Zone in which clock times are shown; it is always named on the screen."""

    def as_text(self) -> dict[str, str]:
        """Every setting as one word or comma-separated words, unset ones empty: what the sidecar keeps."""
        return {name: _as_text(getattr(self, name)) for name in type(self).model_fields}


class Store(BaseModel):
    """Which store is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    path: Path | None = None
    """The store's file when it is not the state folder's state.db; relative to the file that sets it."""
    read_only: bool = False
    """Refuse everything that would write to the store."""


class Engine(BaseModel):
    """How runs of the embedded engine are started."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    environment: Literal["inherit", "allowlist"] = "inherit"
    """What steps see of the caller's environment: all of it, or only what is on the allow-list (allowlist)."""
    grace: int = Field(default=10, ge=1, le=3600)
    """Seconds that a cancelled step has to end by itself before it is killed."""


class Progress(BaseModel):
    """How progress is computed."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    weights: dict[str, Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]] = {}
    """How much each phase of a phases file counts, by its name; once set, they decide over the stated percentage."""


class History(BaseModel):
    """What is kept of finished work in wave-tui's own database."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    keep_days: int = Field(default=30, ge=1, le=3650)
    """Days for which progress snapshots, single durations, and events of deleted files are kept."""
    monthly: bool = True
    """Whether durations are added up by month before they are dropped."""


class Settings(BaseSettings):
    """All settings; what was not set has its default."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        validate_default=False,
        arbitrary_types_allowed=False,
    )

    display: Display = Display()
    """How the screen looks."""
    keys: dict[str, Annotated[tuple[str, ...], BeforeValidator(read_keys)]] = {}
    """Keys of an action by the action's id; they replace its usual keys."""
    store: Store = Store()
    """Which store is shown."""
    engine: Engine = Engine()
    """How runs of the embedded engine are started."""
    progress: Progress = Progress()
    """How progress is computed."""
    history: History = History()
    """What is kept of finished work."""


def merged(*layers: dict[str, Any]) -> Settings:
    """The settings that these nested values give, the first one winning; the environment is not read.

    Raises ValidationError when a value is not allowed or a name is unknown.
    """

    class Merged(Settings):
        """Settings whose sources are the layers alone."""

        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *usual: _Source, **named: _Source
        ) -> tuple[_Source, ...]:
            return tuple(InitSettingsSource(settings_cls, layer) for layer in layers)

    found = Merged()
    return Settings.model_construct(**{name: getattr(found, name) for name in Settings.model_fields})


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, tuple) else str(value)
