"""Opens the deck: what must be known before the first frame, and nothing more."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wave_tui.data.address import Address
from wave_tui.data.errors import WaveTuiError
from wave_tui.data.models import Artifact, BadLine, PlannedStep
from wave_tui.data.project import Project
from wave_tui.data.reading.reader import ProjectReader
from wave_tui.data.sidecar.display import read_display, write_display
from wave_tui.data.text import clean_id

from .display import Abilities, Display, display
from .feed import Feed
from .ingesting import Ingesting
from .kept import chosen_of, kept_of
from .terminal.detect import Colours, colours, ssh, unicode_glyphs

if TYPE_CHECKING:
    from concurrent.futures import Future

    from textual.app import App

    from wave_tui.data.artifacts.model import Preview
    from wave_tui.data.pipelines.model import Pipeline
    from wave_tui.data.store.watch import StoreWatch
    from wave_tui.data.views import Snapshot

    from .app import Launch, Settled, WaveApp

_COLOUR_WORDS = {Colours.NONE: "none", Colours.BASIC: "16", Colours.MANY: "256", Colours.TRUE: "truecolor"}


@dataclass(frozen=True, slots=True)
class Start:
    """What is known before the first frame; ``before`` are the display settings last in force."""

    project: Project
    address: Address
    flags: Mapping[str, object]
    plans: dict[str, tuple[PlannedStep, ...]]
    ingesting: Ingesting
    found: Abilities
    before: dict[str, str]

    def reader(self) -> ProjectReader:
        """Reads the store and what event files told."""
        plans = self.plans
        return ProjectReader(self.project, plan=lambda name: plans.get(name, ()), sidecar=self.ingesting.sidecar)

    def display(self) -> Display:
        """How the first frame is drawn."""
        return display(first_words(self.before, self.flags, os.environ), self.found)


def deck(project: Project, address: Address, flags: Mapping[str, object], *, outlived: bool = True) -> int:
    """Run the deck until the user leaves; the exit status.

    With ``outlived`` the runs that go on without the deck are told when it is gone.
    """
    from .terminal.run import run_app

    ingesting = Ingesting(project)
    start = Start(project, address, flags, {}, ingesting, abilities(os.environ), read_display(project.sidecar))
    feed = Feed(start.reader, lambda: watch(project))
    first, shown = feed.first(), start.display()
    left: list[WaveApp] = []

    def make() -> App[None]:
        from .app import WaveApp
        from .terminal.driver import WaveDriver

        left.append(WaveApp(launch(start, feed, first, shown), driver_class=WaveDriver))
        return left[0]

    try:
        status = run_app(make, mouse=shown.mouse)
    finally:
        ingesting.close()
    if left and left[0].last_view is not None:
        keep(project, left[0].kept_words)
    if outlived and left and status == 0:
        tell_what_continues(left[0])
    return status


def launch(start: Start, feed: Feed, first: Future[Snapshot], shown: Display) -> Launch:
    """Everything that the app asks for, later than the first frame where that can wait."""
    from .app import Launch
    from .control.ways import ways

    project, ingesting = start.project, start.ingesting
    return Launch(
        project=clean_id(project.name),
        host=clean_id(os.uname().nodename.partition(".")[0]),
        feed=feed,
        first=first,
        display=shown,
        settle=lambda: begin(project, start.flags, start.found, ingesting),
        definitions=lambda: definitions(project, start.plans),
        preview=lambda artifact, offset: read_preview(project, artifact, offset),
        control=ways(project),
        address=start.address,
        root=clean_id(project.root),
        bad_lines=lambda: bad_lines(project, ingesting),
        export=lambda run, form, file: export(project, run, form, file),
        kept=kept_of(start.before),
        keep=lambda words: keep(project, words),
    )


def tell_what_continues(app: WaveApp) -> None:
    """Leave a plain summary in the scrollback of a terminal."""
    from .present.farewell import farewell

    if os.isatty(1) and app.last_view is not None:
        for each in farewell(app.last_view):
            print(each.encode(sys.stdout.encoding, "replace").decode(sys.stdout.encoding))


def watch(project: Project) -> StoreWatch:
    """Begin to watch the store and the sidecar; they were shown before."""
    from wave_tui.data.store.watch import StoreWatch

    return StoreWatch(project.store, project.sidecar)


def abilities(environ: Mapping[str, str]) -> Abilities:
    """What the environment says about the terminal."""
    return Abilities(ssh(environ), "TMUX" in environ, unicode_glyphs(environ), _COLOUR_WORDS[colours(environ)])


def begin(project: Project, flags: Mapping[str, object], found: Abilities, ingesting: Ingesting) -> Settled:
    """What can wait until the first frame is painted: event files are read from now on, settings are validated."""
    ingesting.start()
    return settle(project, flags, found)


def settle(project: Project, flags: Mapping[str, object], found: Abilities) -> Settled:
    """Validate the settings, keep the display for the next start; a wrong setting is a complaint, not an end."""
    from wave_tui.data.settings.load import load_settings

    from .actions import action_ids, clashes, keymap
    from .app import Settled

    kept = read_display(project.sidecar)
    try:
        settings = load_settings(project, flags, actions=action_ids(), environ=os.environ, chosen=chosen_of(kept))
    except WaveTuiError as error:
        words, read_only = first_words(kept, flags, os.environ), bool(flags.get("store.read_only"))
        return Settled(display(words, found), {}, str(error), read_only)
    words = settings.display.as_text()
    lasting = {name: word for name, word in words.items() if flags.get(f"display.{name}") is None}
    if any(kept.get(name) != word for name, word in lasting.items()):
        write_display(project.sidecar, lasting)
    keys = keymap(settings.keys)
    return Settled(display(words, found), keys, "\n".join(clashes(keys)), settings.store.read_only)


def first_words(kept: Mapping[str, str], flags: Mapping[str, object], environ: Mapping[str, str]) -> dict[str, str]:
    """The display settings before they are validated: flags, environment, and what was last in force."""
    prefix = "WAVE_TUI_DISPLAY__"
    shown = {name: value for name, value in flags.items() if name.startswith("display.") and value is not None}
    given = {name.removeprefix("display."): str(value) for name, value in shown.items()}
    named = {name.removeprefix(prefix).lower(): word for name, word in environ.items() if name.startswith(prefix)}
    return {**kept, **named, **given}


def keep(project: Project, words: Mapping[str, str]) -> None:
    """Keep words for the next start; a folder that cannot be written keeps nothing, and says so elsewhere."""
    write_display(project.sidecar, words)


def definitions(project: Project, plans: dict[str, tuple[PlannedStep, ...]]) -> tuple[Pipeline, ...]:
    """Load every pipeline of the project and tell the reader their plans."""
    from wave_tui.data.pipelines.load import load_folder
    from wave_tui.data.pipelines.plan import planned_steps

    pipelines = load_folder(project.pipelines)
    plans.update({pipeline.name: planned_steps(pipeline) for pipeline in pipelines if not pipeline.error})
    return pipelines


def read_preview(project: Project, artifact: Artifact, offset: int) -> Preview:
    """A part of an artifact, opened inside the project only."""
    from wave_tui.data.artifacts.preview import preview

    return preview(project.root, artifact, offset=offset)


def bad_lines(project: Project, ingesting: Ingesting) -> tuple[BadLine, ...]:
    """The newest bad records of the project's event files."""
    with closing(ProjectReader(project, sidecar=ingesting.sidecar)) as reader:
        return reader.bad_lines()


def export(project: Project, run: str, form: str, file: str) -> str:
    """Write a run to a new file, without a name to one in the current folder; its path as it is shown.

    Raises UsageError, NotFoundError, StoreError, OSError.
    """
    from .commandline.source import Source
    from .exporting.save import save

    source = Source(project)
    with closing(source.store):
        return clean_id(save(source, run, form, Path(file).expanduser() if file else None))
