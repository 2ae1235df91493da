"""The tables of wave-tui's own database, beside those that the progress data model (000) names.

An event's id is its file's number times 2**40 plus the byte offset of its line: the same line can never be kept
twice, and ids of one file grow with its offsets. Lines are kept as they are, in blocks of one run and at most 64 KiB:
the bytes of a block are those of its file from the block's offset on, so that a line's id is its block's plus its
place in it.

``steps`` of a block, ``personas`` and ``tags`` of a run are lists of words with a tab before, between and after
them. Runs that the store has too are mirrored: they are listed by the store, which is why no index of lists has them.
``event_watch.bad`` counts all bad lines, of which bad_line has the first of each file.
"""

from __future__ import annotations

FILE_SHIFT = 40

EVENT_TABLES = """
CREATE TABLE IF NOT EXISTS event_file (
    no INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    dev INTEGER NOT NULL,
    ino INTEGER NOT NULL,
    head BLOB NOT NULL,
    format TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    ahead_from INTEGER NOT NULL DEFAULT 0,
    ahead_to INTEGER NOT NULL DEFAULT 0,
    bad INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'here',
    seen REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS event_file_path ON event_file (path, no);
CREATE INDEX IF NOT EXISTS event_file_ino ON event_file (dev, ino);

CREATE TABLE IF NOT EXISTS event_run (
    no INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    pipeline TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'pending',
    input TEXT NOT NULL DEFAULT '',
    started REAL,
    ended REAL,
    seen REAL,
    parent TEXT NOT NULL DEFAULT '',
    personas TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    host TEXT NOT NULL DEFAULT '',
    pid INTEGER,
    mirrored INTEGER NOT NULL DEFAULT 0,
    indexed REAL,
    folded BLOB,
    folding BLOB
);
CREATE INDEX IF NOT EXISTS event_run_started
    ON event_run (CAST(COALESCE(started, 0) AS INTEGER), run_id, parent, mirrored) WHERE mirrored = 0;
CREATE INDEX IF NOT EXISTS event_run_parent ON event_run (parent, no) WHERE parent <> '';
CREATE INDEX IF NOT EXISTS event_run_pipeline ON event_run (pipeline, no);
CREATE INDEX IF NOT EXISTS event_run_failed ON event_run (no) WHERE state = 'failed' AND mirrored = 0;
CREATE INDEX IF NOT EXISTS event_run_mirrored ON event_run (format, run_id) WHERE mirrored = 1;
CREATE INDEX IF NOT EXISTS event_run_living ON event_run (no) WHERE state IN ('pending', 'running', 'retrying');

CREATE TABLE IF NOT EXISTS event_block (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    failed INTEGER NOT NULL DEFAULT 0,
    steps TEXT NOT NULL DEFAULT '',
    first REAL,
    last REAL,
    data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS event_block_run ON event_block (run, id, lines, failed);

CREATE TABLE IF NOT EXISTS bad_line (
    id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL,
    size INTEGER NOT NULL,
    seen REAL NOT NULL,
    data BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS event_watch (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    state TEXT NOT NULL,
    message TEXT NOT NULL DEFAULT '',
    files INTEGER NOT NULL DEFAULT 0,
    behind INTEGER NOT NULL DEFAULT 0,
    bad INTEGER NOT NULL DEFAULT 0,
    pid INTEGER NOT NULL,
    seen REAL NOT NULL,
    changed REAL
);
"""
