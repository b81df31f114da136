"""The commands of the service, plugged into `gridmap`."""

from __future__ import annotations

import typer

from gridmap_api.commands import accounts, database, exporting, serving, working


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application of `gridmap.cli`.
    """
    for commands in (serving, database, exporting, accounts, working):
        commands.register(app)
