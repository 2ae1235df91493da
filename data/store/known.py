"""Which runs a store has, asked by their ids."""

from __future__ import annotations

import json
from collections.abc import Collection

from .open import Handle

_KNOWN = """
SELECT r.run_id FROM pipeline_run r WHERE r.run_id IN (SELECT value FROM json_each(:runs)) LIMIT 0 + :most
"""


def known_runs(handle: Handle, runs: Collection[str]) -> frozenset[str]:
    """Those of the runs, as stored, that have a row. Raises StoreFault when the store cannot answer."""

    found = handle.rows(_KNOWN, {"runs": json.dumps(list(runs)), "most": len(runs)})
    return frozenset(run for (run,) in found if isinstance(run, str))
