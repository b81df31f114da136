"""The commands that keep a store: gridmap db upgrade, load, backup, restore, verify, move."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application of `gridmap.cli`.
    """
