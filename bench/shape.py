"""What the benched project is made of: its pipelines, their steps, and the lines its agents write."""

from __future__ import annotations

from pathlib import Path
from random import Random

STEPS = ("survey", "outline", "implement", "verify", "judge", "deliver")
PERSONAS = ("navigator", "philosopher", "craftsman", "auditor", "auditor", "summarizer")
MODELS = ("claude-haiku-4-5", "claude-sonnet-4-5", "claude-opus-4-1")
PIPELINES = (
    "feature-build",
    "bug-hunt",
    "doc-refresh",
    "schema-move",
    "load-test",
    "security-sweep",
    "release-notes",
    "flaky-tests",
    "api-review",
    "tidy-up",
)

_FOLDERS = ("src/orders", "src/payments", "src/search", "web/basket", "tests/integration", "deploy/charts")
_NOUNS = [
    "invoice",
    "cursor",
    "ledger",
    "basket",
    "voucher",
    "refund",
    "session",
    "import",
    "token",
    "address",
    "naïve",
    "日本語",
]
_TOOLS = ("Read", "Edit", "Write", "Grep", "Glob", "Bash")
_VERBS = ("checks", "rewrites", "compares", "drops", "keeps", "measures", "explains", "follows")


def sayings(random: Random, count: int = 3_000) -> list[tuple[str, str]]:
    """State and message of as many events as an agent writes in an afternoon: mostly tools, some thoughts."""
    return [("stream_activity", _tool(random)) if random.random() < 0.8 else _thought(random) for _ in range(count)]


def write_project(root: Path) -> Path:
    """A manifest and a definition for every pipeline; returns the path where the store belongs."""
    folder = root / ".agents" / "pipelines"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "wave.yaml").write_text(_manifest())
    for name in PIPELINES:
        (folder / f"{name}.yaml").write_text(_definition(name))
    return root / ".agents" / "state.db"


def _tool(random: Random) -> str:
    tool, file = random.choice(_TOOLS), f"{random.choice(_FOLDERS)}/{random.choice(_NOUNS)}.py"
    if tool == "Bash":
        return f"Bash pytest {random.choice(_FOLDERS)} -k {random.choice(_NOUNS)} --maxfail={random.randint(1, 9)}"
    return f"{tool} {random.choice(_NOUNS)}" if tool == "Grep" else f"{tool} {file}"


def _thought(random: Random) -> tuple[str, str]:
    words = [word for _ in range(random.randint(2, 12)) for word in (random.choice(_VERBS), random.choice(_NOUNS))]
    return "step_progress", " ".join(words)


def _definition(name: str) -> str:
    lines = ["kind: WavePipeline", f"metadata: {{name: {name}, description: A pipeline of six steps}}", "steps:"]
    for index, (step, persona) in enumerate(zip(STEPS, PERSONAS, strict=True)):
        lines += [f"  - id: {step}", f"    persona: {persona}"]
        lines += [f"    dependencies: [{STEPS[index - 1]}]"] if index else []
        lines += [f'    exec: {{type: prompt, source: "{step} what was asked"}}']
        lines += [f"    output_artifacts: [{{name: {step}, path: {step}.json, type: json}}]"]
    return "\n".join(lines) + "\n"


def _manifest() -> str:
    personas = "".join(
        f"  {name}: {{adapter: claude, description: One of five, model: {MODELS[1]}}}\n"
        for name in dict.fromkeys(PERSONAS)
    )
    head = "apiVersion: v1\nkind: WaveManifest\nmetadata: {name: benched}\nadapters:\n"
    return f"{head}  claude: {{binary: claude, mode: headless}}\npersonas:\n{personas}"
