"""Every contract by the name of its layer.

The contracts are data. `gridmap.layers.check` tests a layer against its contract, and
`gridmap.io` maps foreign headers and words to the names in them.
"""

from __future__ import annotations

from gridmap.layers.contract import Column, Contract
from gridmap.layers.lines import BRIDGES, RAILWAYS, ROADS, WATER
from gridmap.layers.living import BUILDINGS, COMMUNITIES, COMPOUNDS
from gridmap.layers.services import HAZARDS, NETS, STATIONS

__all__ = ["CONTRACTS", "Column", "Contract"]

CONTRACTS: dict[str, Contract] = {
    contract.name: contract
    for contract in (
        COMMUNITIES,
        COMPOUNDS,
        BUILDINGS,
        ROADS,
        WATER,
        RAILWAYS,
        BRIDGES,
        NETS,
        STATIONS,
        HAZARDS,
    )
}
"""Every contract by the name of its layer, in the order in which layers are read and drawn."""
