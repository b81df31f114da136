"""Row-level security under the queries, on PostgreSQL: a second wall between communities."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let rows of other communities be out of sight where a transaction names its own."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(Path(__file__).with_name("0002_row_level_security.sql").read_text("utf-8"))
