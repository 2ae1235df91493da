"""Checks what a step left against the contracts of its definition."""

from __future__ import annotations

from .check import check_contracts as check_contracts
