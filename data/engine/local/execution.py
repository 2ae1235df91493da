"""Has the pipeline of a supervised run executed and says how it ended."""

from __future__ import annotations

import asyncio

from ...errors import WaveTuiError
from ...store.control.recorder import Recorder
from ..model import RunSpec
from .commands import Commands
from .execute.execute import execute, prepare
from .verdict import Verdict


async def execution(spec: RunSpec, recorder: Recorder, commands: Commands, cancelled: asyncio.Event) -> Verdict:
    """Run the pipeline that the spec names; what refuses or prevents it is the run's error."""
    try:
        outcome = await execute(prepare(spec, recorder, commands, cancelled))
    except WaveTuiError as error:
        return Verdict("failed", str(error))
    return Verdict(outcome.state, outcome.error)
