"""Cutting units into balanced, contiguous, compact grids.

`partition_graph` takes plain arrays and needs no layers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gridmap.partition.graph import GraphPartition, partition_graph

__all__ = ["GraphPartition", "partition_graph"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Loaded at first use: the compiler and the solver take a second to import.
    if name in __all__:
        from gridmap.partition import graph  # noqa: PLC0415

        return getattr(graph, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
