"""A draft of units that are made anew from the layers, with the grids of an older plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd

from gridmap.contiguity import build_contiguity, report_islands
from gridmap.errors import Text
from gridmap.partition.repair.carry import Carried, carry
from gridmap.partition.repair.draft import Draft, given_out
from gridmap.plan import Band, Plan
from gridmap.tessellation import TessellationParams, tessellate


def draft_anew(
    layers: Mapping[str, gpd.GeoDataFrame],
    old: Plan,
    *,
    band: Band,
    progress: Callable[[Text, float], None],
) -> tuple[Draft, Carried]:
    """Return units of the layers as they are now, with the grids that they had.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        Layers of the project in any CRS; where there are no communities, those of the plan.
    old : Plan
        The present plan, made when the layers were others.
    band : Band
        A building above it is divided into its entrances.
    progress : callable
        Called with what is being done and the fraction that is done.

    Returns
    -------
    draft : Draft
        To be repaired.
    carried : Carried
        What was carried over, and what was not.
    """
    metric = {"communities": old.context["communities"]}
    metric |= {
        name: layer.to_crs(old.units.crs) for name, layer in layers.items() if not layer.empty
    }
    made = tessellate(metric, params=TessellationParams(split_above=band.upper), progress=progress)
    graph = build_contiguity(made.units, metric)
    carried = carry(made.units, old.grids, old.units)
    special = old.grids.loc[old.grids["kind"] == "special", "grid_code"]
    draft = Draft(
        units=made.units,
        graph=graph,
        codes=carried.codes,
        known=carried.known,
        special=frozenset(special),
        used=given_out(old),
        settings=old.settings,
        faults=(*made.faults, *report_islands(made.units, graph)),
        context=metric,
    )
    return draft, carried
