"""Names that become parts of paths, run ids, and the files that belong to one run."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from ...errors import RefusedError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_SUFFIX = len("-YYYYMMDD-HHMMSS-") + 16
_LONGEST_PIPELINE = 128 - _SUFFIX


@dataclass(frozen=True, slots=True)
class RunFiles:
    """Where the engine keeps what belongs to one run, all below the state folder."""

    lock: Path
    spec: Path
    result: Path
    log: Path


def checked_name(kind: str, value: str) -> str:
    """The value itself when it may become part of a path.

    Raises RefusedError for anything but letters, digits, ``.``, ``_`` and ``-`` behind a letter or digit.
    """
    if _NAME.fullmatch(value):
        return value
    raise RefusedError(
        f"the {kind} {value[:80]!r} cannot be used: a name begins with a letter or digit and holds at most 128 "
        "letters, digits, dots, underscores and hyphens; rename it"
    )


def new_run_id(pipeline: str, now: float) -> str:
    """A run id in Wave's format with 64 random bits; ``now`` is unix seconds, shown in local time.

    Raises RefusedError when the pipeline's name cannot be part of a path.
    """
    if len(checked_name("pipeline", pipeline)) > _LONGEST_PIPELINE:
        raise RefusedError(
            f"the pipeline {pipeline[:40]}… has a name of {len(pipeline)} letters; "
            f"a run's id has room for {_LONGEST_PIPELINE}: shorten it"
        )
    moment = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
    return f"{pipeline}-{moment}-{secrets.token_hex(8)}"


def run_files(state_folder: Path, run: str) -> RunFiles:
    """The files of a run. Raises RefusedError before anything is touched when the id is no name."""
    runs, name = state_folder / "runs", checked_name("run", run)
    return RunFiles(
        lock=runs / f"{name}.lock",
        spec=runs / f"{name}.spec.json",
        result=runs / f"{name}.exit.json",
        log=state_folder / "logs" / f"{name}.log",
    )
