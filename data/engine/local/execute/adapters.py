"""How the programs that answer prompts are started; the prompt goes to their stdin, never into what ps shows.

What a program is told besides the prompt depends on which one it is: claude, codex, gemini and opencode by their own
options; any other program gets the prompt alone. A mode of ``argument`` in wave.yaml hands the prompt over as the last
argument, for programs that read no stdin.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from ....errors import RefusedError
from .definition import Step
from .manifest import EngineAdapter, EnginePersona

MODES = ("", "headless", "stdin", "argument")
TIERS = ("cheapest", "balanced", "strongest")
LONGEST_ARGUMENT = 131_000
_CLAUDE_TIERS = {"cheapest": "haiku", "balanced": "sonnet", "strongest": "opus"}
_ALL_TOOLS = "*"


@dataclass(frozen=True, slots=True)
class Call:
    """A program with its arguments and what it reads from stdin."""

    argv: tuple[str, ...]
    stdin: bytes = b""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a persona may use; none named means that the program decides."""

    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()

    @property
    def is_limited(self) -> bool:
        """Whether the program has to be told limits."""
        return bool(self.denied) or (bool(self.allowed) and _ALL_TOOLS not in self.allowed)


def tools_of(step: Step, persona: EnginePersona, adapter: EngineAdapter) -> Tools:
    """The permissions that count: the step's, else the persona's, else the adapter's."""
    allowed = step.allowed_tools or persona.allowed_tools or adapter.allowed_tools
    return Tools(allowed, step.denied_tools or persona.denied_tools or adapter.denied_tools)


def can_limit_tools(adapter: EngineAdapter) -> bool:
    """Whether a program can be told which tools are allowed."""
    return program(adapter) == "claude"


def program(adapter: EngineAdapter) -> str:
    """The name of an adapter's program without its folder."""
    return PurePath(adapter.binary).name


def model_for(step: Step, persona: EnginePersona, adapter: EngineAdapter, attempt: int, *, escalates: bool) -> str:
    """The model of a try: a tier is looked up, stronger with every further try; "" leaves it to the program."""
    configured = step.model or persona.model
    if configured not in TIERS:
        return configured or adapter.model
    stronger = TIERS[min(TIERS.index(configured) + (attempt - 1 if escalates else 0), len(TIERS) - 1)]
    usual = _CLAUDE_TIERS if program(adapter) == "claude" else {}
    return dict(adapter.tiers).get(stronger) or usual.get(stronger) or adapter.model


def call(adapter: EngineAdapter, model: str, tools: Tools, prompt: str) -> Call:
    """How to start a program with a prompt. Raises RefusedError for a prompt too long to be an argument."""
    argv = (adapter.binary, *_options(program(adapter), model, tools))
    data = prompt.encode("utf-8", "surrogateescape")
    if adapter.mode != "argument":
        return Call(argv, data)
    if len(data) > LONGEST_ARGUMENT:
        raise RefusedError(f"a prompt of {len(data)} bytes is too long for an argument; set its mode to stdin")
    return Call((*argv, f"\n{prompt}" if prompt.startswith("-") else prompt))


def _options(name: str, model: str, tools: Tools) -> tuple[str, ...]:
    everything = _ALL_TOOLS in tools.allowed and not tools.denied
    if name == "claude":
        return ("-p", "--output-format", "stream-json", "--verbose", *_flag("--model", model), *_claude_tools(tools))
    if name == "codex":
        return ("exec", *_flag("--model", model), *(("--full-auto",) if everything else ()), "--json", "-")
    if name == "gemini":
        return (*_flag("--model", model), *(("--yolo",) if everything else ()))
    if name == "opencode":
        return ("run", *_flag("--model", model))
    return ()


def _claude_tools(tools: Tools) -> tuple[str, ...]:
    denied = ("--disallowedTools", ",".join(tools.denied)) if tools.denied else ()
    if _ALL_TOOLS in tools.allowed:
        return ("--permission-mode", "bypassPermissions", *denied)
    return (*(("--allowedTools", ",".join(tools.allowed)) if tools.allowed else ()), *denied)


def _flag(name: str, value: str) -> tuple[str, ...]:
    return (name, value) if value else ()
