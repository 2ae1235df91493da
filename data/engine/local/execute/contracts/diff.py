"""A contract on what a step changed: enough files differ from a commit."""

from __future__ import annotations

from pathlib import Path

from .....errors import RefusedError
from .....text import clean_id
from ..commands import Command, failure, run_command
from ..definition import Contract, Step
from ..parts import Context, StepPlace
from ..templates import fill
from .globs import matches
from .verdict import Verdict

_SHOWN = 10
_TIMEOUT = 90.0
_WITHOUT_ERRORS = 'exec "$@" 2>/dev/null'


async def diff_verdict(contract: Contract, step: Step, place: StepPlace, log: Path, context: Context) -> Verdict:
    """Compare the step's folder with the commit ``base_ref``, or with HEAD where that default is not there yet.

    Files that git does not track do not count. Raises RefusedError when there is no repository or no such commit.
    """
    git = _Git(step, place, log, context)
    base = await _base(contract, git)
    changed = await git.names("diff", "--name-only", "-z", "--no-ext-diff", "--relative", base, "--")
    counted = tuple(name for name in changed if _counts(name, contract))
    if len(counted) >= contract.min_files:
        return Verdict()
    left = f"; of {len(changed)} changed files the others do not match" if len(changed) > len(counted) else ""
    problem = f"{len(counted)} changed files count, at least {contract.min_files} must{left}"
    return Verdict(problem, tuple(f"changed: {name}" for name in changed[:_SHOWN]))


def _counts(name: str, contract: Contract) -> bool:
    wanted = not contract.glob or matches(contract.glob, name)
    return wanted and not any(matches(pattern, name) for pattern in contract.exclude)


async def _base(contract: Contract, git: _Git) -> str:
    named = fill(contract.base_ref, git.context, step=git.step.id)
    tried = (named,) if "base_ref" in contract.keys else (named, "HEAD")
    for one in tried:
        found = await git.names(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{one}^{{commit}}", check=False
        )
        if found:
            return found[0].strip()
    raise RefusedError(
        f"the source_diff contract compares with {clean_id(named)}, which is no commit of a git repository here"
    )


class _Git:
    """Asks git in a step's folder; what it answers goes through the log, its errors do not."""

    def __init__(self, step: Step, place: StepPlace, log: Path, context: Context) -> None:
        self.step, self.place, self.log, self.context = step, place, log, context

    async def names(self, *words: str, check: bool = True) -> tuple[str, ...]:
        """The NUL-separated names that it prints."""
        git = ("git", "-c", "core.fsmonitor=false", *words)
        command = Command(
            argv=("sh", "-c", _WITHOUT_ERRORS, "sh", *git),
            cwd=self.place.cwd,
            log=self.log,
            step=self.step.id,
            timeout=_TIMEOUT,
            variables={"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"},
        )
        failed = failure(await run_command(command, self.context), _TIMEOUT)
        if failed and check:
            raise RefusedError(f"git could not compare the step's files: {failed}")
        printed = self.log.read_bytes() if self.log.exists() and not failed else b""
        return tuple(name.decode("utf-8", "replace") for name in printed.split(b"\0") if name)
