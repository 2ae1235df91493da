"""Projects in which every field that comes from outside holds hostile text, and a walk over all that shows them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from decks import deck_app, opened, pressed
from rich.segment import Segment
from stores import NOW, StoreWriter
from textual.geometry import Region
from textual.pilot import Pilot
from waiting import until_async

from wave_tui.tui.app import WaveApp


class RawWriter(StoreWriter):
    """Stores text byte for byte, also what is no valid UTF-8."""

    def insert(self, table: str, row: dict[str, object], how: str = "") -> int:
        """Insert one row; returns its row id."""
        marks = ", ".join("CAST(? AS TEXT)" if isinstance(value, str) else "?" for value in row.values())
        values = (raw(value) if isinstance(value, str) else value for value in row.values())
        names = ", ".join(f'"{name}"' for name in row)
        cursor = self.connection.execute(f"INSERT {how} INTO {table} ({names}) VALUES ({marks})", tuple(values))
        return int(cursor.lastrowid or 0)


@dataclass(frozen=True, slots=True)
class Texts:
    """What goes into names, and what goes into sentences."""

    name: str
    said: str


def raw(text: str) -> bytes:
    """The bytes of a text, lone surrogates as the invalid bytes that they stand for."""
    return text.encode(errors="surrogateescape")


def poisoned(root: Path, texts: Sequence[str], *, names: bool = True) -> Path:
    """A project with one run for each text; the last text is in the newest run.

    The text is in every field, ``names`` (ids of all kinds) included.
    """
    root.mkdir(parents=True)
    inside = [text if names else "" for text in texts]
    _definitions(root, texts, inside)
    with RawWriter(root / ".agents" / "state.db") as store:
        for number, text in enumerate(texts):
            _run(store, root, number, Texts(inside[number], f"before {text} after"))
    return root


def _run(store: StoreWriter, root: Path, number: int, text: Texts) -> None:
    run, began = f"run{text.name}x-{number:04}", int(NOW) - 5000 + 10 * number
    step, said = f"step{text.name}s", text.said
    live = number % 3 == 2
    times = {"started_at": began, "completed_at": None if live else began + 9, "last_heartbeat": int(NOW) * live}
    store.run(
        run, f"pipe{text.name}p{number}", "running" if live else "failed", input=said, current_step=said,
        error_message=said, branch_name=said, tags_json=json.dumps([said]), total_tokens=9, **times,
    )  # fmt: skip
    store.engine_state(run)
    _steps(store, run, began, step, text)
    _events(store, run, began, step, text)
    _files(store, root, run, number, text)
    lineage = {"parent_run_id": run, "parent_step_id": step, "run_kind": "iterate_child", "iterate_index": 0}
    refs = {"sub_pipeline_ref": f"ref{text.name}", "iterate_mode": f"mode{text.name}", "input": said}
    store.run(f"{run}c", f"child{text.name}", "completed", **lineage, **refs, started_at=began + 1)


def _steps(store: StoreWriter, run: str, began: int, step: str, text: Texts) -> None:
    said = text.said
    store.step(run, step, "failed", error_message=said, started_at=began, completed_at=began + 5)
    store.step(run, f"{step}2", f"state{text.name}", error_message=said, started_at=began)
    facts = {"error_message": said, "failure_class": text.name, "stdout_tail": said, "started_at": began}
    store.attempt(run, step, 1, "failed", **facts, completed_at=began + 5)
    store.attempt(run, f"{step}2", 1, f"state{text.name}", **facts)


def _events(store: StoreWriter, run: str, began: int, step: str, text: Texts) -> None:
    name, said = text.name, text.said
    named = {"persona": f"persona{name}", "model": f"model{name}", "adapter": f"adapter{name}", "timestamp": began + 1}
    store.event(run, state="started", message=f'input="{said}" steps=2', timestamp=began)
    states = ("running", "step_progress", "stream_activity", "warning", "contract_failed", "retrying", "failed")
    for state in (*states, f"state{name}"):
        store.event(run, step, state, said, **named)
    store.event(run, step, "stream_activity", f"Bash {said}", **named)


def _files(store: StoreWriter, root: Path, run: str, number: int, text: Texts) -> None:
    folder = root / ".agents" / "workspaces" / f"w{number}"
    folder.mkdir(parents=True)
    step, said = f"step{text.name}s", text.said
    contents = {
        "text.log": said, "page.md": f"# {said}\n* {said}\n", "data.json": json.dumps({said: [said]}),
        "table.csv": f"{said},b\n{said},2\n",
    }  # fmt: skip
    for name, content in contents.items():
        (folder / name).write_bytes(raw(content) + b"\nthe end\n")
        path = f".agents/workspaces/w{number}/{name}"
        store.artifact(run, step, f"{name}{text.name}", path=path, type=f"text{text.name}")
    store.artifact(run, step, f"gone{text.name}", path=f".agents/{text.name}/gone")
    facts = {"run_id": run, "step_id": step, "type": said, "created_at": int(NOW)}
    store.insert("pipeline_outcome", {**facts, "label": said, "value": said})


def _definitions(root: Path, texts: Sequence[str], names: Sequence[str]) -> None:
    folder = root / ".agents" / "pipelines"
    folder.mkdir(parents=True)
    personas = {}
    for number, (text, name) in enumerate(zip(texts, names, strict=True)):
        name, said = _writable(name), f"before {_writable(text)} after"
        first = {"id": f"step{name}s", "persona": f"persona{name}", "exec": {"type": "prompt", "source": said}}
        second = {"id": f"step{name}s2", "type": "command", "script": said, "dependencies": [first["id"]]}
        named = {"name": f"pipe{name}p{number}", "description": said, "category": said}
        made = {"kind": "WavePipeline", "metadata": named, "steps": [first, second], f"odd{name}": said}
        (folder / f"p{number}.yaml").write_text(yaml.safe_dump(made))
        personas[f"persona{name}{number}"] = {"adapter": f"adapter{name}", "description": said, "model": f"m{name}"}
    (folder / "broken\x1b[2J.yaml").write_bytes(b"kind: [\x1b[2J\x9b31m\n")
    manifest = {"kind": "WaveManifest", "metadata": {"name": f"shop {names[-1]}"}, "personas": personas}
    (root / "wave.yaml").write_text(yaml.safe_dump(manifest))


def _writable(text: str) -> str:
    return text.encode(errors="replace").decode()


Seen = Callable[[list[Segment]], None]


async def walk(root: Path, runs: int, look: Seen) -> None:
    """Show every run in every panel and every dialog; ``look`` gets the segments that are on the screen."""
    app = deck_app(root)
    async with opened(app, (200, 60)) as (deck, pilot):
        for tab in "47":
            await pressed(app, pilot, tab, "1", "g")
            for _ in range(runs):
                look(list(segments(app)))
                await _shown(app, pilot, "j", "j")
        for _ in range(runs):
            for key in ("d", "y", "x", "r", "t"):
                app.simulate_key(key)
                await pilot.pause()
                look(list(segments(app)))
                app.simulate_key("escape")
                await pilot.pause()
            await _shown(app, pilot, "k", "k")
        assert deck.view.address.run.endswith(f"x-{runs - 1:04}")


async def _shown(app: WaveApp, pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        app.simulate_key(key)
    await pilot.pause()
    await until_async(lambda: app.deck.view.snapshot.query == app.deck.query_now)
    await until_async(lambda: not any(work.group == "preview" and not work.is_finished for work in app.workers))
    await pilot.pause()


def segments(app: WaveApp) -> Iterator[Segment]:
    """All that every visible widget of every screen draws now."""
    for screen in app.screen_stack:
        for widget in screen.query("*"):
            if widget.display and widget.size.area:
                for strip in widget.render_lines(Region(0, 0, *widget.size)):
                    yield from strip
