"""Which runs a store has, asked by their ids."""

from __future__ import annotations

from collections.abc import Collection

from .open import Handle

_KNOWN = "SELECT r.run_id FROM pipeline_run r WHERE r.run_id IN (SELECT value FROM json_each(:runs))"


def known_runs(handle: Handle, runs: Collection[str]) -> frozenset[str]:
    """Those of the runs, as stored, that have a row. Raises StoreFault when the store cannot answer."""
    import json  # needed only where there are runs from elsewhere

    return frozenset(run for (run,) in handle.rows(_KNOWN, {"runs": json.dumps(list(runs))}) if isinstance(run, str))
