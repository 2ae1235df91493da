"""Where in a shell script each template stands, so that a reference to a variable can take its place.

The scan follows quotes, comments, here-documents, command substitutions and expansions of the POSIX shell. A wrong
guess can make a value split into words, it can never make it run: the value itself is not part of the script.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from .references import TEMPLATE

_HEREDOC = re.compile(r"<<(-?)[ \t]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|\\(\w+)|(\w+))")
_SHELL = r"(?:[\w./-]*/)?(?:ba|da|k|z|a)?sh\s+(?:-\w+\s+)*-\w*c\s+(?!'[^']*'\s)"
_EVALUATES = re.compile(rf"(?:^|[;&|({{`\s])(?:eval\s|{_SHELL})[^\n;&|]*$")


class Quoting(Enum):
    """How the shell reads the place where a template stands."""

    BARE = "bare"
    DOUBLE = "in double quotes"
    SINGLE = "in single quotes"
    DOCUMENT = "in a here-document"
    QUOTED_DOCUMENT = "in a here-document whose delimiter is quoted"
    COMMENT = "in a comment"
    EXPANSION = "inside of ${…}"
    ARITHMETIC = "in arithmetic"
    EVALUATED = "in text that eval or sh -c runs as a script again"


@dataclass(frozen=True, slots=True)
class Spot:
    """One template of a script: its place, what it refers to, and how the shell reads that place."""

    start: int
    end: int
    reference: str
    quoting: Quoting


def spots(script: str) -> tuple[Spot, ...]:
    """Every template of a script in its order."""
    return tuple(_Scan(script).run())


class _Scan:
    def __init__(self, script: str) -> None:
        self.script = script
        self.at = 0
        self.levels: list[str] = []
        self.documents: list[tuple[str, bool, bool]] = []
        self.found: list[Spot] = []
        self.spans = {match.start(): match for match in TEMPLATE.finditer(script)}

    def run(self) -> list[Spot]:
        while self.at < len(self.script):
            if not self._template(self._here()):
                self._character()
        return self.found

    def _here(self) -> Quoting:
        top = self.levels[-1] if self.levels else ""
        if "((" in self.levels:
            return Quoting.ARITHMETIC
        if "{" in self.levels:
            return Quoting.EXPANSION
        return Quoting.DOUBLE if top == '"' else Quoting.BARE

    def _template(self, quoting: Quoting) -> bool:
        match = self.spans.get(self.at)
        if match is None:
            return False
        line = self.script[self.script.rfind("\n", 0, self.at) + 1 : self.at]
        if quoting in (Quoting.BARE, Quoting.DOUBLE) and _EVALUATES.search(line):
            quoting = Quoting.EVALUATED
        self.found.append(Spot(match.start(), match.end(), match[1], quoting))
        self.at = match.end()
        return True

    def _character(self) -> None:
        rest = self.script[self.at : self.at + 3]
        top = self.levels[-1] if self.levels else ""
        if rest[0] == "\\":
            self.at += 2
        elif rest.startswith("$(("):
            self._push("((", 3)
        elif rest.startswith("$("):
            self._push("(", 2)
        elif rest.startswith("${"):
            self._push("{", 2)
        elif self._closes(rest, top):
            self._pop(2 if top == "((" else 1)
        elif rest[0] in '"`':
            self._push(rest[0], 1)
        elif top in ('"', "{"):
            self.at += 1
        else:
            self._bare(rest)

    def _bare(self, rest: str) -> None:
        if rest[0] == "'":
            self._until("'", Quoting.SINGLE)
        elif rest[0] == "#" and (self.at == 0 or self.script[self.at - 1] in " \t\n;&|("):
            self._until("\n", Quoting.COMMENT, past=0)
        elif rest[0] == "(":
            self._push("(", 1)
        elif rest.startswith("<<") and rest != "<<<":
            self._document_starts()
        elif rest[0] == "\n" and self.documents:
            self._documents()
        else:
            self.at += 3 if rest == "<<<" else 1

    def _closes(self, rest: str, top: str) -> bool:
        ends = {"(": ")", "((": "))", "{": "}", '"': '"', "`": "`"}
        return bool(top) and rest.startswith(ends[top])

    def _push(self, level: str, width: int) -> None:
        self.levels.append(level)
        self.at += width

    def _pop(self, width: int) -> None:
        self.levels.pop()
        self.at += width

    def _until(self, end: str, quoting: Quoting, past: int = 1) -> None:
        stop = self.script.find(end, self.at + 1)
        stop = len(self.script) if stop < 0 else stop
        while self.at < stop:
            if not self._template(quoting):
                self.at += 1
        self.at = max(self.at, stop) + past

    def _document_starts(self) -> None:
        match = _HEREDOC.match(self.script, self.at)
        if match is None:
            self.at += 2
            return
        word = next(group for group in match.groups()[1:] if group)
        self.documents.append((word, bool(match[1]), match[5] is None))
        self.at = match.end()

    def _documents(self) -> None:
        self.at += 1
        for word, indented, quoted in self.documents:
            self._document(word, indented, Quoting.QUOTED_DOCUMENT if quoted else Quoting.DOCUMENT)
        self.documents.clear()

    def _document(self, word: str, indented: bool, quoting: Quoting) -> None:
        while self.at < len(self.script):
            stop = self.script.find("\n", self.at)
            stop = len(self.script) if stop < 0 else stop
            line = self.script[self.at : stop]
            while self.at < stop:
                if not self._template(quoting):
                    self.at += 1
            self.at = stop + 1
            if (line.lstrip("\t") if indented else line) == word:
                return
