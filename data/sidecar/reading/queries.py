"""Every statement that is asked again and again of the sidecar.

Parameters are named. Runs come by the index on the second of their start with the run id as tie-break, children by
the index on their parent, lines by the index on their run: nothing is sorted, nothing is scanned without a limit.
Limits are sums for the reason that store.queries gives.
"""

from __future__ import annotations

from functools import lru_cache

from ...store.queries import Keep

SECOND = "CAST(COALESCE(r.started, 0) AS INTEGER)"
LISTED = "r.mirrored = 0"
LIVING_STATES = "r.state IN ('pending', 'running', 'retrying')"
PAGE, MIRRORED, LIVING, NUMBERS, WATCH = range(5)
CHILDREN = 500
COUNTED = 100_000
FAILED = 2_000
KNOWN = 2_000
BLOCKS = 100_000
HISTORY = 50
_CHARACTERS = 16_384
_FILE = "(SELECT max(b.id) >> 40 FROM event_block b WHERE b.run = r.no)"

COLUMNS = (
    f"r.no, r.run_id, r.format, r.pipeline, r.state, substr(r.input, 1, {_CHARACTERS}), r.started, r.ended, r.seen, "
    "r.parent, r.tags, r.host, r.pid, r.mirrored, r.indexed, length(r.folded), "
    f"CASE WHEN {LIVING_STATES} THEN (SELECT f.path FROM event_file f WHERE f.no = {_FILE}) END, {SECOND}"
)
"""The SELECT list of a run ``r``; rows.EventRun names the order."""
WIDTH = 18


def top_level() -> str:
    """True for runs without a parent that is listed: no other event run and none of the store's in :hosts."""
    return (
        "(r.parent = '' OR r.parent = r.run_id OR (r.parent NOT IN (SELECT value FROM json_each(:hosts)) "
        "AND NOT EXISTS (SELECT 1 FROM event_run p WHERE p.run_id = r.parent)))"
    )


def place() -> str:
    """Where the run :anchor stands, and whether the store has it too."""
    return f"SELECT {SECOND}, r.run_id, r.mirrored FROM event_run r WHERE r.run_id = :anchor LIMIT 1"


def outside() -> str:
    """The parents that are no event runs."""
    return (
        "SELECT DISTINCT r.parent FROM event_run r WHERE r.parent <> '' "
        "AND NOT EXISTS (SELECT 1 FROM event_run p WHERE p.run_id = r.parent) LIMIT 1000"
    )


def count_all() -> str:
    """Runs that are listed from here, and child runs."""
    return (
        f"SELECT (SELECT count(*) FROM (SELECT 1 FROM event_run r WHERE {LISTED} LIMIT {COUNTED})), "
        f"(SELECT count(*) FROM (SELECT 1 FROM event_run r WHERE r.parent <> '' LIMIT {COUNTED}))"
    )


def known() -> str:
    """Ids of the newest runs that the store has too, of the formats :formats."""
    return (
        "SELECT r.run_id FROM event_run r WHERE r.mirrored = 1 "
        f"AND r.format IN (SELECT value FROM json_each(:formats)) LIMIT {KNOWN}"
    )


@lru_cache(64)
def runs_page(keep: Keep, *, anchored: bool = False, bottom: bool = False) -> str:
    """A page of runs with child runs below them and below :hosting, those of :shown, living ones, and numbers.

    With ``anchored`` runs at or after the place :second, :anchor, and :before runs before it.
    """
    seeds = "SELECT id, run_id, 0 FROM page"
    if anchored:
        seeds += " UNION ALL SELECT id, run_id, 0 FROM lead"
    seeds += " UNION ALL SELECT NULL, value, 0 FROM json_each(:hosting)"
    living = f"SELECT r.no FROM event_run r WHERE {LIVING_STATES} AND {LISTED} ORDER BY r.no DESC LIMIT 300"
    return (
        f"WITH RECURSIVE {_pages(keep, anchored, bottom)}, "
        f"tree(id, run_id, depth) AS ({seeds}{'' if keep.flat else _children('tree')}) "
        f"SELECT {PAGE}, tree.depth, {COLUMNS} FROM tree CROSS JOIN event_run r ON r.no = tree.id "
        f"UNION ALL SELECT {MIRRORED}, 0, {COLUMNS} FROM json_each(:shown) shown "
        "CROSS JOIN event_run r ON r.run_id = shown.value "
        f"UNION ALL SELECT {LIVING}, 0, {COLUMNS} FROM ({living}) living CROSS JOIN event_run r ON r.no = living.no "
        f"UNION ALL SELECT {NUMBERS}, 0, {_numbers()} "
        f"UNION ALL SELECT {WATCH}, 0, {_watch()} FROM event_watch WHERE one = 1"
    )


def count_runs(keep: Keep) -> str:
    """How many runs match, at most COUNTED."""
    return f"SELECT count(*) FROM (SELECT 1 FROM event_run r WHERE {keep.condition} LIMIT {COUNTED})"


def count_above(keep: Keep) -> str:
    """How many matching runs stand before the place :after_started, :after, at most COUNTED."""
    where = f"{keep.condition} AND {_before('after_started', 'after')}"
    return f"SELECT count(*) FROM (SELECT 1 FROM event_run r WHERE {where} LIMIT {COUNTED})"


def count_between(keep: Keep) -> str:
    """How many matching runs stand before the place :after_started, :after and not before :to_started, :to."""
    where = f"{keep.condition} AND {_before('after_started', 'after')} AND {_from('to_started', 'to')}"
    return f"SELECT count(*) FROM (SELECT 1 FROM event_run r WHERE {where} LIMIT {COUNTED})"


def count_failed() -> str:
    """Failed top-level runs among the newest 2000 failed ones."""
    newest = f"SELECT r.no FROM event_run r WHERE r.state = 'failed' AND {LISTED} ORDER BY r.no DESC LIMIT {FAILED}"
    return (
        f"SELECT count(*) FROM ({newest}) failed CROSS JOIN event_run r ON r.no = failed.no WHERE {top_level()} LIMIT 1"
    )


def documents() -> str:
    """What was folded of the runs with the numbers in :numbers."""
    return (
        "SELECT r.no, r.folded FROM json_each(:numbers) n CROSS JOIN event_run r ON r.no = n.value "
        f"LIMIT {CHILDREN + 1000}"
    )


def family() -> str:
    """Run :run and everything below it with what was folded of them, the run itself first."""
    tree = "SELECT (SELECT r.no FROM event_run r WHERE r.run_id = :run), :run, 0"
    return (
        f"WITH RECURSIVE tree(id, run_id, depth) AS ({tree}{_children('tree')}) "
        f"SELECT tree.depth, r.folded, {COLUMNS} FROM tree CROSS JOIN event_run r ON r.no = tree.id "
        f"LIMIT {CHILDREN}"
    )


def find() -> str:
    """Run :run."""
    return f"SELECT {COLUMNS} FROM event_run r WHERE r.run_id = :run LIMIT 1"


def matching() -> str:
    """Ids like :name, newest first."""
    return (
        f"SELECT r.run_id, {SECOND} FROM event_run r WHERE {LISTED} AND r.run_id LIKE :name ESCAPE '\\' "
        f"ORDER BY {SECOND} DESC, r.run_id DESC LIMIT 0 + :limit"
    )


def history() -> str:
    """Numbers of the newest 50 other runs of :pipeline that the store lacks, with the sizes of their documents."""
    return (
        f"SELECT r.no, length(r.folded) FROM event_run r WHERE r.pipeline = :pipeline AND {LISTED} "
        f"AND r.run_id <> :run ORDER BY r.no DESC LIMIT {HISTORY}"
    )


def blocks(*, newer: bool, step: bool) -> str:
    """Blocks of :run with ids of :low to :high, newest first (``newer``: oldest first), :rows at most."""
    where = "b.run = :run AND b.id BETWEEN :low AND :high"
    if step:
        where += " AND (b.steps = '' OR instr(b.steps, :step) > 0)"
    order = "ASC" if newer else "DESC"
    return f"SELECT b.id, b.data FROM event_block b WHERE {where} ORDER BY b.id {order} LIMIT 0 + :rows"


def block_at() -> str:
    """The last block of :run that begins at or before :id."""
    return "SELECT max(b.id) FROM event_block b WHERE b.run = :run AND b.id <= :id"


def count_lines() -> str:
    """Lines, and failed ones, of :run in the blocks after :id, and the last of these blocks."""
    return (
        "SELECT coalesce(sum(lines), 0), coalesce(sum(failed), 0), max(id) FROM (SELECT b.lines, b.failed, b.id "
        f"FROM event_block b WHERE b.run = :run AND b.id > :id ORDER BY b.id LIMIT {BLOCKS})"
    )


def bad_lines() -> str:
    """The newest bad records with their files."""
    return (
        "SELECT b.id, f.path, b.reason, b.size, b.seen, b.data FROM bad_line b "
        "LEFT JOIN event_file f ON f.no = b.id >> 40 ORDER BY b.id DESC LIMIT 0 + :limit"
    )


def _before(second: str, run: str) -> str:
    """Runs that stand before a place: later seconds, or the same one and a greater id."""
    return f"{SECOND} >= :{second} AND ({SECOND} > :{second} OR r.run_id > :{run})"


def _from(second: str, run: str) -> str:
    return f"{SECOND} <= :{second} AND ({SECOND} < :{second} OR r.run_id <= :{run})"


def _pages(keep: Keep, anchored: bool, bottom: bool) -> str:
    source = f"SELECT r.no, r.run_id FROM event_run r WHERE {keep.condition}"
    down, up = f"ORDER BY {SECOND} DESC, r.run_id DESC", f"ORDER BY {SECOND}, r.run_id"
    if bottom:
        return f"page(id, run_id) AS MATERIALIZED ({source} {up} LIMIT 0 + :rows)"
    if not anchored:
        return f"page(id, run_id) AS MATERIALIZED ({source} {down} LIMIT 0 + :rows)"
    return (
        f"page(id, run_id) AS MATERIALIZED ({source} AND {_from('second', 'anchor')} {down} LIMIT 0 + :rows), "
        f"lead(id, run_id) AS MATERIALIZED ({source} AND {_before('second', 'anchor')} {up} LIMIT 0 + :before)"
    )


def _children(tree: str) -> str:
    return (
        f" UNION ALL SELECT k.no, k.run_id, {tree}.depth + 1 FROM {tree} CROSS JOIN event_run k "
        f"ON k.parent = {tree}.run_id AND k.parent <> '' AND k.mirrored = 0 AND k.run_id <> k.parent "
        f"WHERE {tree}.depth < 8 LIMIT {CHILDREN}"
    )


def _numbers() -> str:
    numbers = (
        f"(SELECT count(*) FROM (SELECT 1 FROM event_run r WHERE r.state = 'failed' AND {LISTED} LIMIT {COUNTED}))",
        f"(SELECT count(*) FROM (SELECT 1 FROM event_run r WHERE {LIVING_STATES} LIMIT {COUNTED}))",
        "(SELECT max(no) FROM event_run)",
    )
    return _padded(numbers)


def _watch() -> str:
    return _padded(("state", "message", "files", "behind", "bad", "pid", "seen", "changed"))


def _padded(columns: tuple[str, ...]) -> str:
    return ", ".join([*columns, *["NULL"] * (WIDTH - len(columns))])
