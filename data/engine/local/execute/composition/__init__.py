"""Runs steps that are made of other runs, of several tasks, or of other steps' outputs."""

from __future__ import annotations

from .dispatch import run_composition as run_composition
