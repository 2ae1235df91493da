"""Runs an app in the terminal, from the checks before it to the true exit status after it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import TYPE_CHECKING

from . import detect
from .life import HardEnd, Leave, end_with_link, ending_signals, hung_up, watch_lag
from .report import crash_report

if TYPE_CHECKING:
    from textual.app import App

WRONG_USE = 2
_CRASHED = 1
_TICK = 1.0


def run_app(make_app: Callable[[], App[None]], *, mouse: bool = True) -> int:
    """Run the app that ``make_app`` builds and return the exit status.

    Textual may only be imported by ``make_app``: it reads its settings from the environment once. Returns 2, with a
    sentence on standard error and no escape sequence, where there is no terminal to draw on.
    """
    refusal = detect.refusal(os.environ, input_tty=os.isatty(0), output_tty=os.isatty(1))
    if refusal:
        print(f"wave-tui: {refusal}", file=sys.stderr)
        return WRONG_USE
    _prepare(detect.prepared(os.environ))
    sys.excepthook = _tell_crash
    threading.excepthook = lambda args: None if args.exc_value is None else _tell(args.exc_value)
    hard = HardEnd()
    try:
        return asyncio.run(_live(make_app, hard, mouse=mouse))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:
        _tell(error)
        return _CRASHED
    finally:
        hard.disarm()


async def _live(make_app: Callable[[], App[None]], hard: HardEnd, *, mouse: bool) -> int:
    """The app's whole life; whatever keeps it from ending, such as a thread that hangs, is cut off after a grace."""
    app = make_app()
    _silence(app)
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: app.log.error(context))

    def leave(status: int) -> None:
        if app.return_code is None:
            app.exit(return_code=status)

    end_with_link(hard)
    with ending_signals(leave, hard):
        watchers = [asyncio.create_task(_watch(app, leave, hard))]
        if os.environ.get("TEXTUAL_LOG"):
            watchers.append(asyncio.create_task(watch_lag(app.log.warning)))
        try:
            await app.run_async(mouse=mouse)
        finally:
            for watcher in watchers:
                watcher.cancel()
        status = _status(app)
        hard.arm(status)
        return status


async def _watch(app: App[None], leave: Leave, hard: HardEnd) -> None:
    """Notice a terminal that is gone, and an end that was asked for and does not come."""
    while True:
        await asyncio.sleep(_TICK)
        if hung_up():
            leave(128 + signal.SIGHUP)
        if app._exit:
            hard.arm(app.return_code or 0)


def _status(app: App[None]) -> int:
    error = app._exception
    if error is not None:
        _tell(error)
    return app.return_code or (_CRASHED if error is not None else 0)


def _silence(app: App[None]) -> None:
    """Textual's own crash report shows local variables, raw; ours takes its place."""
    from rich.console import Console

    app.error_console = Console(file=StringIO())


def _prepare(wanted: dict[str, str]) -> None:
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    os.environ.update(wanted)


def _tell_crash(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    _tell(error)


def _tell(error: BaseException) -> None:
    with suppress(OSError):
        print(crash_report(error), file=sys.__stderr__)
