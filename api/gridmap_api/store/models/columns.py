"""Columns that many tables have: times are UTC texts (`utc_now`), identifiers UUIDs as texts."""

from __future__ import annotations

from gridmap_api.store.types import short_text

UUID = short_text(36)
TIME = short_text(27)
HASH = short_text(64)
CODE = short_text(32)
