"""Edits of a plan, undo, redo, and its history."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["edits"])
