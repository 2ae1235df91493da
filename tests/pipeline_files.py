"""Definitions written for one test, and the real ones beside the checkout."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from wave_tui.data.pipelines.load import load_pipeline
from wave_tui.data.pipelines.model import Pipeline

_CHECKOUT = Path(__file__).resolve().parents[1]
DEMO_PIPELINES = _CHECKOUT / "tests" / "fixtures" / "project" / ".agents" / "pipelines"


def load_text(folder: Path, text: str | bytes) -> Pipeline:
    """The pipeline that this text defines."""
    file = folder / "under-test.yaml"
    file.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    return load_pipeline(file)


def beside_checkout(*parts: str) -> Path:
    """Real Wave files next to the checkout; the test is skipped where there are none."""
    path = _CHECKOUT.parent.joinpath("shared", "wave", *parts)
    if not path.exists():
        pytest.skip(f"needs {'/'.join(parts)} of a real Wave beside the checkout")
    return path
