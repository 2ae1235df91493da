"""Hints from the kernel about a set of folders, gathered by a thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from ..text import clean_id

_STEP_MS, _DEBOUNCE_MS = 50, 100


class _Stop:
    """What watchfiles asks whether to stop; the first question says that the folders are being watched."""

    def __init__(self, wake: threading.Event) -> None:
        self.asked = False
        self.set = False
        self._wake = wake

    def is_set(self) -> bool:
        if not self.asked:
            self.asked = True
            self._wake.set()
        return self.set


class Notices:
    """Watches folders without their subfolders until it is closed; ``wake`` is set whenever there is something new.

    ``error`` says why nothing is watched, "" while all is well; ``lost`` that a folder went away before it was watched.
    """

    def __init__(self, folders: Sequence[str], wake: threading.Event) -> None:
        self.error = ""
        self.lost = False
        self._paths: set[tuple[bool, str]] = set()
        self._lock = threading.Lock()
        self._wake = wake
        self._stop = _Stop(wake)
        self._thread = threading.Thread(target=self._run, args=(tuple(folders),), name="notices", daemon=True)
        self._thread.start()

    @property
    def ready(self) -> bool:
        """True once nothing that happens in the folders goes unnoticed."""
        return self._stop.asked

    def take(self) -> set[tuple[bool, str]]:
        """The paths that changed since the last call, each with True when it was deleted."""
        with self._lock:
            paths, self._paths = self._paths, set()
        return paths

    def close(self, *, wait: bool = True) -> None:
        """Stop watching; without ``wait`` the thread ends by itself a moment later."""
        self._stop.set = True
        if wait:
            self._thread.join()

    def _run(self, folders: tuple[str, ...]) -> None:
        try:
            self._watch(folders)
        except FileNotFoundError:
            self.lost = True
        except (OSError, RuntimeError) as error:
            self.error = str(error) or type(error).__name__
        self._wake.set()

    def _watch(self, folders: tuple[str, ...]) -> None:
        from watchfiles import Change, watch

        for changes in watch(
            *folders,
            watch_filter=None,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=self._stop,
            recursive=False,
            force_polling=False,
            raise_interrupt=False,
        ):
            with self._lock:
                self._paths |= {(change is Change.deleted, path) for change, path in changes}
            self._wake.set()


def remedy(error: str) -> str:
    """What to do about an error of ``Notices``, in words."""
    low = error.lower()
    if "limit" in low or "os error 28" in low or "no space" in low:
        return "no inotify watches left (raise fs.inotify.max_user_watches)"
    if "os error 24" in low or "too many open files" in low:
        return "too many inotify instances (raise fs.inotify.max_user_instances)"
    return f"no change notices: {clean_id(error)}"
