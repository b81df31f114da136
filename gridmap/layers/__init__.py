"""The contract of every layer, and the check that reports every fault at once."""

from gridmap.layers.contracts import CONTRACTS, Column, Contract

__all__ = ["CONTRACTS", "Column", "Contract"]
