"""The page that lies beside a sample and says what it is."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from gridmap.sample.model import (
    DEFAULT_COMMUNITIES,
    DEFAULT_HOUSEHOLDS,
    DEFAULT_SEED,
    Sample,
)


def write_readme(sample: Sample, path: Path) -> None:
    """Write the page, Chinese first.

    Parameters
    ----------
    sample : Sample
        What it is about.
    path : Path
        The file.
    """
    settings, totals = sample.truth["settings"], sample.truth["totals"]
    template = files("gridmap.sample").joinpath("readme.md").read_text(encoding="utf-8")
    page = template.format(
        command=_command(settings),
        scale=settings["compound_scale"],
        **{name: totals[name] for name in ("communities", "compounds", "buildings")},
        **{name: totals[name] for name in ("households", "persons")},
    )
    path.write_text(page, encoding="utf-8")


def _command(settings: dict[str, Any]) -> str:
    """Return the command that makes the sample, with the options that are not the defaults."""
    communities, households, seed = (
        settings[name] for name in ("communities", "households", "seed")
    )
    options = [
        (communities != DEFAULT_COMMUNITIES, f"--communities {communities}"),
        (households != DEFAULT_HOUSEHOLDS * communities, f"--households {households}"),
        (seed != DEFAULT_SEED, f"--seed {seed}"),
    ]
    return " ".join(["gridmap sample data", *(text for given, text in options if given)])
