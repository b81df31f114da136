"""The contiguity graph: units that share an edge, and what the shared border runs along."""

from gridmap.borders import EdgeKind
from gridmap.contiguity.build import build_contiguity
from gridmap.contiguity.graph import ContiguityGraph
from gridmap.contiguity.islands import report_islands

__all__ = ["ContiguityGraph", "EdgeKind", "build_contiguity", "report_islands"]
