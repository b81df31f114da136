"""Balanced, contiguous neighbourhood grids: layers in, plans, maps and registers out."""

__version__ = "0.6.0"
