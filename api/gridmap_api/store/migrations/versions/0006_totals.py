"""Totals that an office has published, which plans are compared with."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, with row-level security on PostgreSQL."""
