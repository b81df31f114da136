"""The command that works off jobs: gridmap worker."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application of `gridmap.cli`.
    """
