"""A contract on a specification in Markdown: its sections as a JSON value, which a schema may describe."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 1_000
"""Characters of a heading or a story; looking into longer lines takes too long."""

_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+(?:\[[ xX]\]\s*)?(.+)")
_STORY = re.compile(
    r"(?i)as an?\s+(?P<role>.+?)[,.;]?\s+I want(?:\s+to)?\s+(?P<wish>.+?)(?:[,.;]?\s+so that\s+(?P<reason>.+))?",
    re.DOTALL,
)
_LISTS: dict[str, tuple[str, ...]] = {
    "edge_cases": ("edge case", "error"),
    "implementation_steps": ("implementation", "step"),
}
_TEXTS: dict[str, tuple[str, ...]] = {
    "data_model": ("data model", "schema"),
    "api_design": ("api", "endpoint"),
    "testing_strategy": ("test", "validation"),
    "risk_assessment": ("risk",),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the lines up to the next one."""

    heading: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines).strip()

    @property
    def items(self) -> list[str]:
        """What its lists enumerate."""
        return [match[1].strip() for line in self.lines if (match := _ITEM.fullmatch(line))]


def sections(document: str) -> tuple[Section, ...]:
    """The sections of a document in their order; headings inside of fenced code are none."""
    found: list[tuple[str, list[str]]] = []
    fenced = False
    for line in document.splitlines():
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        heading = _HEADING.fullmatch(line) if not fenced and len(line) <= _LONGEST else None
        if heading:
            found.append((heading[1], []))
        elif found:
            found[-1][1].append(line)
    return tuple(Section(heading, tuple(lines)) for heading, lines in found)


def specification(parts: tuple[Section, ...]) -> dict[str, object]:
    """What the sections say under the names that schemas of specifications use; what is not there has no key.

    Keys: title, user_stories (as_a, i_want, so_that, acceptance_criteria), edge_cases, implementation_steps and
    file_changes (path) as lists, data_model, api_design, testing_strategy and risk_assessment as texts.
    """
    value: dict[str, object] = {"title": _title(parts), "user_stories": _stories(parts)}
    for key, words in _LISTS.items():
        value[key] = [item for part in _about(parts, words) for item in part.items]
    value["file_changes"] = [{"path": item} for part in _about(parts, ("file", "change")) for item in part.items]
    for key, words in _TEXTS.items():
        value[key] = "\n\n".join(part.text for part in _about(parts, words))
    return {key: known for key, known in value.items() if known or key in ("title", "user_stories")}


def _title(parts: tuple[Section, ...]) -> str:
    named = next((part.text.splitlines()[0] for part in parts if part.heading.lower() == "title" and part.text), "")
    return named or (parts[0].heading if parts else "")


def _about(parts: tuple[Section, ...], words: tuple[str, ...]) -> tuple[Section, ...]:
    return tuple(part for part in parts if any(word in part.heading.lower() for word in words))


def _stories(parts: tuple[Section, ...]) -> list[dict[str, object]]:
    found = []
    for part in parts:
        for paragraph in re.split(r"\n\s*\n", part.text):
            found.extend(_story(paragraph, part))
    return found


def _story(paragraph: str, part: Section) -> list[dict[str, object]]:
    text = " ".join(paragraph.replace("*", "").split()).rstrip(".")
    match = _STORY.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return []
    reason = match["reason"] or ""
    return [{"as_a": match["role"], "i_want": match["wish"], "so_that": reason, "acceptance_criteria": part.items}]
