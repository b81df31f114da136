"""Hazards: where they come from, which of them are due."""
