"""What wave.yaml says about programs, personas and limits."""

from __future__ import annotations

from pathlib import Path

from pipeline_files import beside_checkout

from wave_tui.data.pipelines.manifest import load_manifest
from wave_tui.data.pipelines.model import Adapter, Persona

_TEXT = """
kind: WaveManifest
metadata: {name: shop, description: A shop}
adapters:
  claude: {binary: claude, default_model: sonnet, mode: headless, output_format: json}
personas:
  auditor:
    adapter: claude
    description: Looks closely
    model: strongest
    temperature: 0.1
    system_prompt_file: personas/auditor.md
    permissions: {allowed_tools: [Read, "Bash(git *)"], deny: [Write]}
  helper: {adapter: claude}
runtime: {max_concurrent_workers: 3, workspace_root: work}
"""


def _manifest(folder: Path, text: str) -> Path:
    file = folder / "wave.yaml"
    file.write_text(text)
    return file


def test_a_manifest_names_adapters_personas_and_limits(tmp_path: Path) -> None:
    found = load_manifest(_manifest(tmp_path, _TEXT))
    assert (found.error, found.notes, found.name, found.description) == ("", (), "shop", "A shop")
    assert found.adapters == (Adapter("claude", "claude", "sonnet", "headless", "json"),)
    assert found.persona("auditor") == Persona(
        name="auditor",
        adapter="claude",
        description="Looks closely",
        prompt_file="personas/auditor.md",
        temperature=0.1,
        model="strongest",
        allowed=("Read", "Bash(git *)"),
        denied=("Write",),
    )
    assert found.persona("helper") == Persona("helper", "claude")
    assert found.persona("nobody") is None
    assert (found.max_workers, found.workspace_root) == (3, "work")


def test_what_is_not_said_has_the_defaults_of_wave(tmp_path: Path) -> None:
    found = load_manifest(_manifest(tmp_path, "metadata: {name: x}"))
    assert (found.error, found.max_workers, found.workspace_root) == ("", 5, ".agents/workspaces")


def test_a_broken_manifest_says_where(tmp_path: Path) -> None:
    assert "line 2" in load_manifest(_manifest(tmp_path, "adapters: [\n}")).error
    assert "cannot be read" in load_manifest(tmp_path / "missing.yaml").error
    assert "kind is 'WavePipeline'" in load_manifest(_manifest(tmp_path, "kind: WavePipeline")).error
    found = load_manifest(_manifest(tmp_path, "personas: {a: {temperature: .nan}, b: {temperature: warm}, c: {}}"))
    assert "personas.a.temperature must be a number, but is '.nan'" in found.error
    assert len(found.personas) == 3 and len(found.notes) == 1


def test_the_manifest_of_a_real_wave_is_understood() -> None:
    found = load_manifest(beside_checkout("project", "wave.yaml"))
    assert (found.error, found.notes, len(found.personas), len(found.adapters)) == ("", (), 32, 4)
    assert found.workspace_root == ".agents/workspaces"
