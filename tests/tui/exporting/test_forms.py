"""What a run looks like in each form of an export."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wave_tui.data.errors import UsageError
from wave_tui.data.models import (
    Artifact,
    Attempt,
    ErrorContext,
    Event,
    Metric,
    Note,
    Run,
    RunDetail,
    Step,
    Subtask,
)
from wave_tui.tui.commandline.shapes import event_summary, run_detail
from wave_tui.tui.exporting.csv_text import COLUMNS, harmless
from wave_tui.tui.exporting.story import FORMS, Story, writer

PAGE = Subtask("page-5", "page 5", "failed", 10, 20, 5, 12, metrics=(Metric("memory", "128 MB"),), message="bad regex")
FILE = Subtask(
    "f2", "statement_002.pdf", "running", 5, subtasks=(PAGE,), kind="file", notes=(Note("f2", "page 13/12"),)
)
CONTEXT = ErrorContext("RegexError", "invalid", "processing", "statement_002.pdf", 5, 15.0, "", (Metric("col", "3"),))
STEP = Step(
    "processing", 0, "failed", started=1, ended=20, progress=35, subtasks=(FILE,), context=CONTEXT,
    attempts=(Attempt(1, "failed", mode="fallback", failures=3),), error="it broke",
)  # fmt: skip
RUN = Run(
    "s-1", "batch", "failed", "failed", started=1, ended=20, sources=("phases",), how="0.6 x 35 %", exit_code=2,
    facts=(Metric("profile", "dev"),),
)  # fmt: skip
DETAIL = RunDetail(RUN, (STEP,), artifacts=(Artifact("s-1", "processing", "report", "out/report.csv", size=12),))
EVENTS = (Event(7, "s-1", 10.0, "failed", "processing", 1, "it broke", level="error", place="run.sh:127"),)
TAGS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "tr", "th", "td"}
GRAPH: dict[str, Any] = {"nodes": [], "edges": [{"from": "upload", "to": "processing"}]}


def text(form: str, detail: RunDetail = DETAIL, events: tuple[Event, ...] = EVENTS) -> str:
    """A run in a form."""
    return "".join(writer(form)(Story(detail, events, GRAPH, 100.0)))


def test_a_run_is_as_far_as_the_deck_says() -> None:
    steps = (Step("a", 0, "completed"), Step("b", 1, "running", progress=50))
    going_on = RunDetail(replace(RUN, state="running", ended=None, steps_total=4), steps)
    assert "| progress | 37% |" in text("md", going_on)


def hostile(payload: str) -> RunDetail:
    """A run that has a text wherever a source may have put one."""
    step = Step(payload, 0, "failed", error=payload, subtasks=(Subtask(payload, payload, "failed", message=payload),))
    return RunDetail(
        Run(payload, payload, "failed", "failed", error=payload, facts=(Metric(payload, payload),)), (step,)
    )


class Tags(HTMLParser):
    """Which tags a page has, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag and its attributes."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Collect the text."""
        self.said += data


def test_json_is_the_shape_of_show_with_all_events() -> None:
    made = json.loads(text("json"))
    shape = run_detail(DETAIL, GRAPH, 100.0)
    assert made == {"exported_at": "1970-01-01T00:01:40Z", **shape, "events": [event_summary(EVENTS[0])]}


def test_json_without_events_is_a_document() -> None:
    assert json.loads(text("json", events=()))["events"] == []


def test_every_line_of_ndjson_names_its_kind_and_nested_levels_their_path() -> None:
    lines = [json.loads(line) for line in text("ndjson").splitlines()]
    assert [line["record"] for line in lines] == [
        "run", "step", "attempt", "subtask", "subtask", "artifact", "edge", "event",
    ]  # fmt: skip
    assert lines[4]["path"] == ["f2", "page-5"]
    assert lines[4]["metrics"] == {"memory": "128 MB"}
    assert lines[1]["error_context"]["context"] == {
        "phase": "processing", "file": "statement_002.pdf", "page": 5, "col": "3",
    }  # fmt: skip


def test_csv_has_a_row_a_record_and_keeps_what_has_no_column() -> None:
    rows = list(csv.DictReader(io.StringIO(text("csv"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["record"] for row in rows].count("subtask") == 2
    page = next(row for row in rows if row["path"] == "f2/page-5")
    assert (page["current"], page["total"], page["message"]) == ("5", "12", "bad regex")
    assert json.loads(rows[0]["other"])["facts"] == {"profile": "dev"}


@pytest.mark.parametrize("cell", ["=1+2", "+1;cmd", "-x", "@SUM(A1)", "\tx"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-3", "-3.5", "plain", ""])
def test_numbers_and_texts_are_left_alone_in_cells(cell: str) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize("form", ["md", "html"])
def test_reports_tell_everything(form: str) -> None:
    made = text(form).replace("\\", "")
    for told in ("statement_002.pdf", "page-5", "128 MB", "0.6 x 35 %", "page 13/12", "fallback", "3 failed",
                 "run.sh:127", "out/report.csv", "profile", "RegexError"):  # fmt: skip
        assert told in made, told


@given(st.text(max_size=40))
def test_html_holds_any_text_as_text(payload: str) -> None:
    page = Tags()
    page.feed(text("html", hostile(f"<img src=x onerror=y>{payload}</td><script>z</script>")))
    assert page.tags <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "tr", "th", "td"}
    assert page.attributes <= {"lang", "charset", "http-equiv", "content"}
    assert "<script>z</script>" in page.said


@given(st.text(max_size=40))
def test_markdown_holds_any_text_in_its_cell(payload: str) -> None:
    made = text("md", hostile(f"a|b [x](javascript:y) <b>&amp;{payload}".replace("\r", "")))
    for line in re.findall(r"^\|.*\|$", made, re.MULTILINE):
        bare = re.sub(r"\\.|<br>", "", line)
        assert not set(bare) & set("<>[]`")


@pytest.mark.parametrize("form", FORMS)
@given(st.text(max_size=60))
def test_no_text_breaks_a_form(form: str, payload: str) -> None:
    assert text(form, hostile(payload))


def test_an_unknown_form_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match="known are json, ndjson, csv, md, html"):
        writer("pdf")
