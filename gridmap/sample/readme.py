"""The page that lies beside a sample and says what it is."""

from __future__ import annotations

from pathlib import Path

from gridmap.errors import Text
from gridmap.sample.model import Sample


def write_readme(sample: Sample, path: Path) -> None:
    """Write the page.

    Parameters
    ----------
    sample : Sample
        What it is about.
    path : Path
        The file.
    """
    path.write_text("x", encoding="utf-8")
