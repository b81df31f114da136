"""Codes of outside systems, and what was made public of each published plan."""

from __future__ import annotations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, with row-level security on PostgreSQL."""
