"""Plans: list, make, branch, name versions, states, comments, rebase."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["plans"])
