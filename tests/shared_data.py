"""Where the optional real data lies: ``GRIDMAP_SHARED``, or ``shared/data`` beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def folder(name: str = "") -> Path:
    """Return a folder of the real data, whether it is there or not."""
    return Path(os.environ.get("GRIDMAP_SHARED", _BESIDE)) / name


def absence(name: str = "") -> str:
    """Return why tests that need the folder are skipped."""
    return f"no real data: set GRIDMAP_SHARED to the folder that holds {name or 'it'}"
