"""The commands of accounts: gridmap user add, link, list, role, disable, token."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application of `gridmap.cli`.
    """
