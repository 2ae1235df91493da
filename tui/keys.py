"""Every key of the deck: stable id, keys, action, label and where it stands in the help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Key:
    """One action of the deck; ``hint`` puts it into the footer."""

    id: str
    keys: str
    action: str
    label: str
    group: str
    hint: str = ""

    def binding(self) -> Binding:
        """The Textual binding."""
        return Binding(self.keys, self.action, self.label, id=self.id, show=False)


DECK: tuple[Key, ...] = (
    Key("run.start", "t", "start", "start a run", "Runs", "start"),
    Key("run.cancel", "x", "cancel", "cancel this run or the marked ones", "Runs", "cancel"),
    Key("run.force", "X", "force", "force, after x or on LOST", "Runs"),
    Key("run.retry", "r", "retry", "retry this run or the marked ones", "Runs", "retry"),
    Key("run.retry_failed", "R", "retry", "retry the failed part", "Runs"),
    Key("run.undo", "u", "undo", "undo the last reversible act", "Runs"),
    Key("run.log", "at", "log", "command log", "Runs"),
    Key("panel.runs", "1", "panel('runs')", "Runs", "Panels"),
    Key("panel.tree", "2", "panel('tree')", "Tree", "Panels"),
    Key("panel.timeline", "3", "panel('timeline')", "Timeline", "Panels"),
    Key("panel.events", "4", "panel('events')", "Events", "Panels"),
    Key("panel.artifacts", "5", "panel('artifacts')", "Artifacts", "Panels"),
    Key("panel.metrics", "6", "panel('metrics')", "Metrics", "Panels"),
    Key("panel.spec", "7", "panel('spec')", "Spec and graph", "Panels"),
    Key("panel.deployments", "8", "panel('deployments')", "Deployments, where there are any", "Panels"),
    Key("panel.next", "tab", "next_panel(1)", "next panel", "Panels"),
    Key("panel.previous", "shift+tab", "next_panel(-1)", "previous panel", "Panels"),
    Key("tab.previous", "left_square_bracket", "next_tab(-1)", "previous tab of the panel", "Panels"),
    Key("tab.next", "right_square_bracket", "next_tab(1)", "next tab of the panel", "Panels"),
    Key("view.last", "minus", "last_view", "last view", "Panels"),
    Key("view.zoom", "z", "zoom", "zoom the panel", "Panels", "zoom"),
    Key("view.bare", "Z", "bare", "bare page, to select text", "Panels"),
    Key("address.widen", "0", "widen", "widen the selection by one level", "Moving"),
    Key("address.back", "escape", "back", "drop filter and marks, then back", "Moving", "back"),
    Key("filter.text", "slash", "prompt('/')", "filter the list, search the text", "Finding", "filter"),
    Key("filter.keep", "ampersand", "prompt('&')", "text: keep matching lines only", "Finding"),
    Key("filter.attention", "exclamation_mark", "attention", "only what needs attention", "Finding"),
    Key("failure.next", "e", "failure(1)", "next failure", "Finding", "next error"),
    Key("failure.previous", "E", "failure(-1)", "previous failure", "Finding"),
    Key("view.wrap", "w", "wrap", "wrap long lines", "Reading"),
    Key("view.timestamps", "T", "timestamps", "timestamps absolute, relative, off", "Reading"),
    Key("view.baseline", "b", "baseline", "baseline in the timeline", "Reading"),
    Key("view.critical", "p", "critical", "critical path in the timeline", "Reading"),
    Key("address.describe", "d", "describe", "the raw record as JSON", "Reading", "describe"),
    Key("address.yank", "y", "yank", "send a copy to the clipboard", "Reading", "yank"),
    Key("panel.yank", "Y", "yank_panel", "send the whole panel to the clipboard", "Reading"),
    Key("command.line", "colon,ctrl+p", "prompt(':')", "command line with completion", "Program", "command"),
    Key("help.keys", "question_mark", "help", "keys that are valid here", "Program", "help"),
    Key("program.leave", "q,ctrl+q", "leave", "one level back; at the top: leave", "Program"),
    Key("program.quit", "Q", "quit_now", "leave now", "Program"),
    Key("program.copy", "ctrl+c", "how_to_leave", "say how to leave; runs go on", "Program"),
    Key("program.suspend", "ctrl+z", "app.suspend_process", "shell job control", "Program"),
)


PANEL_HINTS = {
    "runs": (("runs.drill", "enter", "drill"), ("runs.mark", "space", "mark")),
    "tree": (("tree.expand", "enter", "drill"), ("tree.follow", "F", "follow")),
    "timeline": (("timeline.drill", "enter", "drill"), ("timeline.zoom_in", "plus", "zoom in")),
    "events": (("events.describe", "enter", "record"), ("events.follow", "f", "follow")),
    "artifacts": (("artifacts.read", "enter", "read"),),
    "metrics": (("metrics.sort", "s", "slowest first"),),
    "spec": (("spec.drill", "enter", "drill"),),
    "deployments": (("deployments.describe", "enter", "record"),),
}
"""What the footer names of a panel's own keys: id, usual key, label."""


def hints(
    own: tuple[tuple[str, str, str], ...] = (), keymap: Mapping[str, str] = {}, idle: frozenset[str] = frozenset()
) -> tuple[tuple[str, str], ...]:
    """Key caps and labels for the footer: what acts on runs, the panel's own, the deck's, help last; nothing idle."""
    panel = [(cap(keymap.get(id, key)), label) for id, key, label in own]
    deck = {key.id: (cap(keymap.get(key.id, key.keys)), key.hint) for key in DECK if key.hint and key.id not in idle}
    last = deck.pop("help.keys")
    runs = [deck.pop(key.id) for key in DECK if key.id in deck and key.group == "Runs"]
    return (*runs, *panel, *deck.values(), last)


BARE_HINTS = (("t", "start"), (":", "command"), ("q", "quit"), ("?", "help"))
"""What works in a project without runs."""

_CAPS = {
    "slash": "/", "ampersand": "&", "exclamation_mark": "!", "colon": ":", "question_mark": "?", "minus": "-",
    "left_square_bracket": "[", "right_square_bracket": "]", "escape": "esc", "comma": ",", "full_stop": ".",
    "less_than_sign": "<", "greater_than_sign": ">", "plus": "+", "equals_sign": "=", "left_curly_bracket": "{",
    "right_curly_bracket": "}", "underscore": "_", "pagedown": "PgDn", "pageup": "PgUp", "apostrophe": "'", "at": "@",
}  # fmt: skip


def cap(keys: str) -> str:
    """What is printed on the key: the first of several."""
    first = keys.split(",")[0]
    return _CAPS.get(first, first)


def caps(keys: str) -> str:
    """All keys of an action, as printed."""
    return " ".join(_CAPS.get(key, key) for key in keys.split(","))
