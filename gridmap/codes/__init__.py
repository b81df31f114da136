"""Codes of grids: how they are numbered, and the schemes by which they are written."""

from gridmap.codes.numbering import (
    MOST_GRIDS,
    MOST_NESTED,
    grid_code,
    large_code,
    micro_code,
    next_codes,
    number_grids,
)

__all__ = [
    "MOST_GRIDS",
    "MOST_NESTED",
    "grid_code",
    "large_code",
    "micro_code",
    "next_codes",
    "number_grids",
]
