"""Puts values where a definition has templates.

In prompts, names and arguments the value itself takes the template's place. In shell text it never does: the template
is replaced by a reference to an environment variable (``"${WAVE_T1}"``), which the shell expands to data and never
reads as commands, whatever it contains. A value too long for the environment goes to a file, which the reference
reads. Where a reference could not be expanded (single quotes) or would be evaluated once more (arithmetic, eval, sh
-c), the script is refused. Only values of the project's own files, ``project.*`` and ``forge.*``, are pasted: they
are commands themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .parts import NO_ITEM, Context, Scope
from .references import TEMPLATE, TemplateError, is_own, resolve
from .shell_text import Quoting, Spot, spots

LONGEST_VARIABLE = 65_536
"""Bytes of a value that travels in the environment; the system takes at most 131,072."""

_REFUSED = {
    Quoting.SINGLE: "where the shell expands nothing; use double quotes",
    Quoting.QUOTED_DOCUMENT: "where the shell expands nothing; take the quotes from the delimiter",
    Quoting.EXPANSION: "where it cannot be quoted; assign it to a variable first",
    Quoting.ARITHMETIC: "where its text would be evaluated; assign it to a variable and check it first",
    Quoting.EVALUATED: "where its text would be evaluated; use single quotes and a variable of the environment there",
}


@dataclass(frozen=True, slots=True)
class ShellText:
    """A script without templates, the variables it refers to, and the files that the long ones among them name."""

    script: str
    environ: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def fill(text: str, context: Context, scope: Scope = NO_ITEM, step: str = "") -> str:
    """A prompt, name or argument with its values. Raises TemplateError when one has none."""
    return TEMPLATE.sub(lambda match: resolve(match[1], context, scope, step), text)


def shell(text: str, context: Context, scope: Scope = NO_ITEM, step: str = "") -> ShellText:
    """A shell script whose values travel beside it. Raises TemplateError when one has none or stands in a bad place."""
    return shell_text(text, lambda reference: resolve(reference, context, scope, step))


def shell_problems(text: str) -> tuple[str, ...]:
    """Why a script's templates cannot be replaced, one sentence each."""
    return tuple(_problem(spot) for spot in spots(text) if not is_own(spot.reference) and spot.quoting in _REFUSED)


def shell_text(text: str, value: Callable[[str], str]) -> ShellText:
    """The script with references; ``value`` looks a reference up."""
    parts: list[str] = []
    environ: dict[str, str] = {}
    files: dict[str, str] = {}
    at = 0
    for spot in spots(text):
        parts.append(text[at : spot.start])
        parts.append(_replacement(spot, value(spot.reference), environ, files))
        at = spot.end
    return ShellText("".join((*parts, text[at:])), tuple(environ.items()), tuple(files.items()))


def _replacement(spot: Spot, value: str, environ: dict[str, str], files: dict[str, str]) -> str:
    if spot.quoting is Quoting.COMMENT:
        return spot.reference
    if is_own(spot.reference):
        return value
    if spot.quoting in _REFUSED:
        raise TemplateError(_problem(spot))
    if "\0" in value:
        raise TemplateError(
            f"the value of {{{{ {spot.reference} }}}} holds a NUL character, which no variable can hold"
        )
    name = f"WAVE_T{len(environ) + len(files) + 1}"
    if len(value.encode("utf-8", "surrogateescape")) > LONGEST_VARIABLE:
        files[f"{name}_FILE"] = value
        return _quoted(f'$(cat "${name}_FILE")', spot)
    environ[name] = value
    return _quoted(f"${{{name}}}", spot)


def _quoted(expansion: str, spot: Spot) -> str:
    return f'"{expansion}"' if spot.quoting is Quoting.BARE else expansion


def _problem(spot: Spot) -> str:
    return f"{{{{ {spot.reference} }}}} stands {spot.quoting.value}, {_REFUSED[spot.quoting]}"
