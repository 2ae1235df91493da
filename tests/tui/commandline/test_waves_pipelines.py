"""A dry run of each of Wave's own pipelines prints its plan, or every reason why it cannot be run here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from console import call

SHARED = Path(__file__).parents[4] / "shared" / "wave" / "pipelines"
FILES = sorted(SHARED.glob("*.yaml")) if SHARED.is_dir() else []
HERE = pytest.mark.skipif(not FILES, reason="Wave's own pipelines are not beside this checkout")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with all of these pipelines."""
    shutil.copytree(SHARED, tmp_path / ".agents" / "pipelines")
    (tmp_path / "wave.yaml").write_text("kind: WaveManifest\n")
    return tmp_path


def dry_run(project: Path, name: str) -> tuple[int, dict[str, Any]]:
    """The exit status and the plan."""
    result = call(project, "run", name, "--dry-run", "--json")
    return result.exit_code, json.loads(result.stdout)


@HERE
@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_a_pipeline_is_planned_or_refused_by_name(project: Path, name: str) -> None:
    status, plan = dry_run(project, name)
    assert status == (4 if "refusals" in plan else 0)
    assert plan["status"] == ("refused" if "refusals" in plan else "planned")
    assert all(len(reason) > 15 for reason in plan.get("refusals", ()))
    assert plan["steps"] or "refusals" in plan
    assert not (project / ".agents" / "state.db").exists()


@HERE
def test_one_that_needs_no_model_can_be_run(project: Path) -> None:
    status, plan = dry_run(project, "wave-smoke-gates")
    assert status == 0
    assert {step["action"] for step in plan["steps"]} == {"run"}


@HERE
def test_every_unknown_key_is_listed_at_once(project: Path) -> None:
    _, before = dry_run(project, "wave-smoke-gates")
    file = project / ".agents" / "pipelines" / "wave-smoke-gates.yaml"
    lines = file.read_text().splitlines()
    place = next(number for number, line in enumerate(lines) if line.strip().startswith("- id:"))
    indent = " " * (len(lines[place]) - len(lines[place].lstrip()) + 2)
    lines[place + 1 : place + 1] = [f"{indent}wings: 2", f"{indent}tail: long"]
    file.write_text("\n".join([*lines, "feathers: many", ""]))
    status, plan = dry_run(project, "wave-smoke-gates")
    assert status == 4 and "refusals" not in before
    assert all(any(key in reason for reason in plan["refusals"]) for key in ("wings", "tail", "feathers"))
    refused = call(project, "run", "wave-smoke-gates")
    assert refused.exit_code == 4 and all(key in refused.stderr for key in ("wings", "tail", "feathers"))
    assert not (project / ".agents" / "state.db").exists()
