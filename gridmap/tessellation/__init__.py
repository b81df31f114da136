"""From communities, barriers and buildings to units that cover the ground."""

from gridmap.tessellation.community import tessellate_community
from gridmap.tessellation.district import Plot, Tessellation, tessellate
from gridmap.tessellation.params import TessellationParams

__all__ = ["Plot", "Tessellation", "TessellationParams", "tessellate", "tessellate_community"]
