"""The register (台账) of a plan: its sheets, and what was changed in one edited offline."""
