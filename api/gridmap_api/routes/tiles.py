"""Vector tiles of units and of the outlines of plans."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["tiles"])
