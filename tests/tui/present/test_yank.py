"""What can be copied from a place."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

from builders import run, view
from worlds import busy, failed

from wave_tui.data.address import Address
from wave_tui.data.views import Snapshot
from wave_tui.tui.present.record import record
from wave_tui.tui.present.view import View
from wave_tui.tui.present.yank import command_line, error_of, offers, report


def at(world: View, *parts: str, attempt: int | None = None) -> View:
    step, *sub = parts or ("",)
    return replace(world, address=Address(run().id, step, attempt, tuple(sub)))


def test_each_offer_has_its_own_key_and_a_text() -> None:
    world = busy()
    assert world.detail is not None
    made = offers(world, world.snapshot.events.rows[-1], world.detail.artifacts[0])
    assert [each.key for each in made] == list("iaepmvdcr")
    assert all(each.text for each in made)


def test_what_is_not_there_is_not_offered() -> None:
    assert [each.label for each in offers(busy(()))] == ["run id", "address", "record JSON", "command line", "report"]
    assert offers(view(Snapshot())) == ()


def test_the_command_line_survives_a_shell() -> None:
    assert shlex.split(command_line(Address("run $(x)", "a step"))) == ["wave-tui", "goto", "run $(x)/a step"]


def test_the_error_is_that_of_the_selected_try() -> None:
    assert error_of(at(failed(), "implement")) == "ContractError: no field `edges` in spec.json"
    assert error_of(at(failed(), "implement", attempt=1)) == "ContractError: no field `edges`"
    assert error_of(at(failed(), "plan")) == ""


def test_records_are_those_of_the_address() -> None:
    world = busy()
    assert set(json.loads(record(at(world)))) >= {"run", "steps", "artifacts"}
    assert json.loads(record(at(world, "plan")))["step"]["id"] == "plan"
    assert json.loads(record(at(world, "implement", attempt=1)))["attempt"]["number"] == 1
    assert json.loads(record(at(world, "implement", "lexer.go")))["subtask"]["progress"] == 85
    assert json.loads(record(world, world.snapshot.events.rows[0]))["event"]["state"] == "step_progress"


def test_the_report_has_error_steps_artifacts_and_the_way_back() -> None:
    text = report(failed())
    assert text.startswith("# impl-issue impl-issue-20261120-045000-8k3m: FAIL\n")
    assert "```\nContractError: no field `edges` in spec.json\n```" in text
    assert "| implement | FAIL | 2 | 2m05s | 0.5× | 7.7k |" in text
    assert "- `work/spec.json` (812 B, step plan)" in text
    assert "`wave-tui goto impl-issue-20261120-045000-8k3m`" in text


def test_a_hostile_error_cannot_leave_its_fence() -> None:
    world = failed()
    assert world.detail is not None
    bad = tuple(replace(each, error="```\n# not a heading") for each in world.detail.steps)
    detail = replace(world.detail, steps=bad)
    text = report(replace(world, snapshot=replace(world.snapshot, detail=detail)))
    assert "````\n```\n# not a heading\n````" in text


def test_the_report_of_a_finished_run_has_no_error() -> None:
    assert "## Error" not in report(busy(state="completed", ended=run().seen))
