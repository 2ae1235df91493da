"""The file that hands a run over to its supervisor, readable by its user alone; nothing travels in arguments."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from pathlib import Path

from ..model import Caller, RunSpec, StartRequest

_LISTS = ("steps", "exclude", "tags", "reuse")
_PATHS = ("definition", "root", "state_folder", "store")


def write_spec(path: Path, spec: RunSpec) -> None:
    """Write the spec; the environment stays out of it, so that no secret of the caller lies on the disk.

    Raises OSError, FileExistsError when the run was handed over before.
    """
    kept = asdict(spec)
    del kept["environ"]
    content = json.dumps(kept, default=str).encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with open(descriptor, "wb") as file:
        file.write(content)


def read_spec(path: Path) -> RunSpec:
    """The spec in the file, with the environment of this process. Raises OSError, ValueError."""
    with open(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW), "rb") as file:
        found = json.load(file)
    try:
        request = found["request"] | {name: tuple(found["request"][name]) for name in _LISTS}
        request["caller"] = Caller(**request["caller"])
        found |= {name: Path(found[name]) for name in _PATHS}
        return RunSpec(**found | {"request": StartRequest(**request), "environ": dict(os.environ)})
    except (KeyError, TypeError) as error:
        names = ", ".join(field.name for field in fields(RunSpec))
        raise ValueError(f"{path} does not describe a run ({error}); it needs {names}") from error
