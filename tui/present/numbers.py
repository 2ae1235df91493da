"""Numbers as people read them: durations, ages, counts, bytes, clocks."""

from __future__ import annotations

import math
from datetime import UTC, datetime, tzinfo

UNKNOWN = "–"


def duration(seconds: float | None) -> str:
    """``0s`` ``41s`` ``3m12s`` ``1h04m`` ``2d03h``; a negative one keeps its sign."""
    if seconds is None or not math.isfinite(seconds):
        return UNKNOWN
    whole = int(abs(seconds))
    sign = "-" if seconds <= -1 else ""
    if whole < 60:
        return f"{sign}{whole}s"
    if whole < 3600:
        return f"{sign}{whole // 60}m{whole % 60:02d}s"
    if whole < 86400:
        return f"{sign}{whole // 3600}h{whole % 3600 // 60:02d}m"
    return f"{sign}{whole // 86400}d{whole % 86400 // 3600:02d}h"


def age(seconds: float | None) -> str:
    """Freshness: one decimal below ten seconds, then like a duration."""
    if seconds is None or not math.isfinite(seconds):
        return UNKNOWN
    return f"{seconds:.1f}s" if -10 < seconds < 9.95 else duration(seconds)


def count(value: float | None) -> str:
    """``812`` ``1.2k`` ``18.2k`` ``412k`` ``1.2M``."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            scaled = value / size
            return f"{scaled:.0f}{letter}" if abs(scaled) >= 99.95 else f"{scaled:.1f}{letter}"
    return f"{value:.0f}"


def change(value: float | None) -> str:
    """``+1.2k`` ``-1.3k`` ``=``."""
    if value is None:
        return UNKNOWN
    return "=" if value == 0 else ("+" if value > 0 else "-") + count(abs(value))


def size(octets: int | None) -> str:
    """``812 B`` ``4.1 kB`` ``38 MB``: decimal units."""
    if octets is None:
        return UNKNOWN
    value = float(octets)
    for unit in ("B", "kB", "MB", "GB"):
        if abs(value) < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" or abs(value) >= 10 else f"{value:.1f} {unit}"
        value /= 1000
    return UNKNOWN


def percent(value: float | None, *, over: bool = False) -> str:
    """Whole percent; 100% only when it is over."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return f"{int(value) if over or value < 0 or value > 100 else min(int(value), 99)}%"


def factor(value: float | None, sign: str = "×") -> str:
    """``2.3×``."""
    return UNKNOWN if value is None or not math.isfinite(value) else f"{value:.1f}{sign}"


def span(low: float | None, high: float | None, dash: str = "–") -> str:
    """An estimate as a range in one unit: ``2–5m``, ``30–45s``; a single value as ``~36s``."""
    if low is None or high is None:
        return UNKNOWN
    for seconds, unit in ((86400, "d"), (3600, "h"), (60, "m"), (1, "s")):
        if high >= seconds * (1.5 if seconds > 1 else 1) or seconds == 1:
            first, last = math.floor(low / seconds), math.ceil(high / seconds)
            return f"~{last}{unit}" if first == last else f"{first}{dash}{last}{unit}"
    return UNKNOWN


def clock(time: float | None, zone: tzinfo | None = UTC) -> str:
    """``14:06:10`` in the given zone (None = the box's own)."""
    if time is None:
        return UNKNOWN
    return datetime.fromtimestamp(time, UTC).astimezone(zone).strftime("%H:%M:%S")


def date(time: float | None, zone: tzinfo | None = UTC) -> str:
    """``2026-11-20 14:06:10`` in the given zone."""
    if time is None:
        return UNKNOWN
    return datetime.fromtimestamp(time, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
