"""The contract of every layer, and the check that reports every fault at once."""

from gridmap.layers.checking import Conformed, check, conform
from gridmap.layers.contracts import CONTRACTS, Column, Contract
from gridmap.layers.tables import faults_to_frame, write_faults

__all__ = [
    "CONTRACTS",
    "Column",
    "Conformed",
    "Contract",
    "check",
    "conform",
    "faults_to_frame",
    "write_faults",
]
