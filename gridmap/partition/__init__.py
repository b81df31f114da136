"""Cutting units into balanced, contiguous, compact grids."""
