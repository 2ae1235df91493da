"""The demo's pipelines really do what they are for, in the embedded engine."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from waiting import until

from wave_tui.data.demo.create import create_demo
from wave_tui.data.demo.past import STORE
from wave_tui.data.demo.shapes import INPUTS
from wave_tui.data.demo.starter import clear, demo_engine
from wave_tui.data.engine.model import StartRequest
from wave_tui.data.models import RunDetail
from wave_tui.data.store.browse import StoreBrowser


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo project, whose steps do not linger."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKWELL_PACE", "0")
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        folder = create_demo(tmp_path_factory.mktemp("demo") / "inkwell")
        yield folder
        assert clear(folder) == ()


def detail(project: Path, run: str) -> RunDetail:
    """What the store says of a run."""
    with StoreBrowser(project / STORE) as browser:
        return browser.detail(run)


def ended(project: Path, run: str) -> RunDetail:
    """The same once the run is over."""
    until(lambda: detail(project, run).run.state in ("completed", "failed"), 30)
    return detail(project, run)


def start(project: Path, name: str, text: str = "1.4.0") -> str:
    """Start a pipeline; the run's id."""
    engine = demo_engine(project)
    return engine.start(StartRequest(name, engine.caller, input=text)).run


def kept(project: Path, run: RunDetail, name: str) -> Path:
    """An artifact of a run."""
    return project / next(one.path for one in run.artifacts if one.name == name)


@pytest.mark.parametrize("name", [*INPUTS, "page"])
def test_every_pipeline_can_be_run(project: Path, name: str) -> None:
    engine = demo_engine(project)
    plan = engine.plan(StartRequest(name, engine.caller, input="1"))
    assert plan.refusals == () and plan.warnings == ()


def test_the_package_is_checked_tested_in_three_suites_built_and_packed(project: Path) -> None:
    run = ended(project, start(project, "package"))
    assert run.run.state == "completed", run.run.error
    tries = {step.id: [attempt.state for attempt in step.attempts] for step in run.steps}
    assert tries["test-tables"] == ["failed", "succeeded"]
    report = json.loads(kept(project, run, "summary").read_text())
    assert [(suite["suite"], suite["tests"], suite["failed"]) for suite in report["suites"]] == [
        ("words", 8, 0),
        ("slugs", 7, 0),
        ("tables", 5, 0),
    ]
    with zipfile.ZipFile(kept(project, run, "inkwell.zip")) as packed:
        assert "inkwell/words.py" in packed.namelist() and packed.testzip() is None
    assert "| words | 8 | 0 |" in kept(project, run, "report").read_text()


def test_the_log_archive_is_parsed_file_by_file_and_reported(project: Path) -> None:
    run = ended(project, start(project, "log-report", ""))
    assert run.run.state == "completed", run.run.error
    with StoreBrowser(project / STORE) as browser:
        told = [event for event in browser.events(run.run.id, 0, 500) if event.step == "parse"]
    names = [event.message for event in told if event.message.endswith(".log")]
    assert names == sorted(file.name for file in (project / "logs").glob("*.log")) and len(names) == 12
    report = json.loads(kept(project, run, "summary").read_text())
    assert report["files"] == 12 and report["requests"] > 4_000
    assert kept(project, run, "report").read_text().startswith("# Log archive\n")


def test_wrong_settings_fail_with_their_place_and_a_retry_from_there_goes_well(project: Path) -> None:
    run = ended(project, start(project, "config-check"))
    assert run.run.state == "failed"
    assert "/services/payments/timeout_seconds: '30s' is not of type 'integer'" in run.run.error
    engine = demo_engine(project)
    again = engine.retry(run.run.id, "failed", request=StartRequest("config-check", engine.caller, input="1.4.0"))
    after = ended(project, again.run)
    assert after.run.state == "completed", after.run.error
    assert "| payments | payments.internal | 8302 | 30 s |" in kept(project, after, "applied").read_text()


def test_each_page_is_made_by_a_run_of_its_own(project: Path) -> None:
    run = ended(project, start(project, "site"))
    assert run.run.state == "completed", run.run.error
    assert sorted(child.input for child in run.children) == ["slugs.md", "start.md", "tables.md", "words.md"]
    assert {child.state for child in run.children} == {"completed"}


@pytest.mark.parametrize(("choice", "state"), [("a", "completed"), ("r", "failed")])
def test_publishing_waits_until_somebody_agrees(project: Path, choice: str, state: str) -> None:
    version = f"9.9.{ord(choice)}"
    run = start(project, "publish", version)
    until(lambda: any(step.state == "running" for step in detail(project, run).steps if step.id == "approve"), 10)
    demo_engine(project).approve(run, "approve", choice, by="ana")
    assert ended(project, run).run.state == state
    assert (project / "published" / f"{version}.md").exists() == (choice == "a")
