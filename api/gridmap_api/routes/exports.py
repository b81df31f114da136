"""Layers and plans in other formats."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["exports"])
