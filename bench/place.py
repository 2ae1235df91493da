"""Where stores and compiled modules are kept between programs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

KEPT = Path(tempfile.gettempdir()) / f"wave-tui-bench-{os.getuid()}"
