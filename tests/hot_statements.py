"""All statements that are asked again and again, by name, for the check of their query plans."""

from __future__ import annotations

from wave_tui.data.store import family, history, queries
from wave_tui.data.store.queries import Keep, top_level
from wave_tui.data.store.schema import Schema


def hot_statements(schema: Schema) -> dict[str, str]:
    """Name and text of every hot statement for a schema."""
    everything, some = Keep(top_level(schema)), Keep("+r.pipeline_name = :pipeline AND r.run_id LIKE :text", flat=True)
    found = {
        "newest page": queries.runs_page(schema, everything),
        "page from an anchor": queries.runs_page(schema, everything, anchored=True),
        "oldest page": queries.runs_page(schema, everything, bottom=True),
        "filtered page": queries.runs_page(schema, some, anchored=True),
        "runs counted": queries.count_runs(some),
        "runs above counted": queries.count_above(everything),
        "runs between counted": queries.count_between(everything),
        "orphans counted": queries.count_orphans(),
        "failed runs counted": queries.count_failed(schema),
        "new events": queries.new_events(schema),
        "events of a run": queries.run_events(schema),
        "newest event": queries.newest_event(),
        "forks": queries.forks(),
        "history": history.statement(schema),
        "detail": family.detail(schema),
    }
    for step in (False, True):
        for text in (False, True):
            for newer in (False, True):
                found[f"window {step=} {text=} {newer=}"] = queries.window(schema, step=step, text=text, newer=newer)
    levels = ("info", "warn", "error")
    found["window of levels"] = queries.window(schema, step=True, text=True, newer=True, persona=True, levels=levels)
    return found
