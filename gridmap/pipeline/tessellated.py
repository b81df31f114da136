"""What plans are made on: layers cut into units, with their contiguity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial

import geopandas as gpd
import numpy as np

from gridmap.codes import MOST_GRIDS
from gridmap.contiguity import ContiguityGraph, build_contiguity, report_islands
from gridmap.crs import metric_crs
from gridmap.errors import Fault, InputError, Text
from gridmap.io.derive import derive_communities
from gridmap.partition.executing import Failure, Pool, Run, run_all
from gridmap.partition.executors import threads
from gridmap.pipeline.settings import PlanSettings
from gridmap.plan import Band
from gridmap.tessellation import Plot, tessellate

Cells = tuple[gpd.GeoDataFrame, list[Fault]]
Layers = Mapping[str, gpd.GeoDataFrame]
Progress = Callable[[Text, float], None]


def silent(_step: Text, _fraction: float) -> None:
    """Report nothing.

    Parameters
    ----------
    _step : Text
        What is being done.
    _fraction : float
        The fraction that is done.
    """


def within(progress: Progress, start: float, end: float) -> Progress:
    """Return the progress of a part of the work.

    Parameters
    ----------
    progress : callable
        That of the whole.
    start, end : float
        The fractions of the whole between which the part lies.

    Returns
    -------
    callable
        To be called with fractions of the part.
    """
    return lambda step, done: progress(step, start + (end - start) * done)


@dataclass(frozen=True, slots=True)
class Tessellated:
    """What plans are made on: units, their contiguity, and the layers around them.

    Attributes
    ----------
    units : GeoDataFrame
        Units in a metric CRS.
    graph : ContiguityGraph
        Their contiguity, in the order of the units.
    context : Mapping of str to GeoDataFrame
        Layers in the same CRS; ``communities`` are among them.
    faults : tuple of Fault
        What was found in the layers and handled by a stated rule.
    """

    units: gpd.GeoDataFrame = field(repr=False)
    graph: ContiguityGraph = field(repr=False)
    context: Layers = field(repr=False)
    faults: tuple[Fault, ...] = ()

    def take(self, communities: Collection[str]) -> Tessellated:
        """Return the part that lies in some communities.

        Parameters
        ----------
        communities : collection of str
            Their codes.

        Returns
        -------
        Tessellated
            Their units; the layers are left whole.
        """
        rows = np.flatnonzero(self.units["community_code"].isin(list(communities)))
        units = self.units.iloc[rows].reset_index(drop=True)
        return replace(self, units=units, graph=self.graph.take(rows))


def tessellate_layers(
    layers: Layers,
    *,
    settings: PlanSettings,
    progress: Progress = silent,
    executor: Executor | None = None,
    renew: Pool = threads,
) -> Tessellated:
    """Return the communities of some layers cut into units, with their contiguity.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        As for `make_plan`.
    settings : PlanSettings
        Say how communities are cut.
    progress : callable, optional
        Called with what is being done and the fraction that is done.
    executor : Executor, optional
        Where communities are cut side by side; by default one after the other, here.
    renew : callable
        Opens an executor for a community that was lost with a worker.

    Returns
    -------
    Tessellated
        In the metric CRS of the place.

    Raises
    ------
    InputError
        If there are no buildings.
    CrsError
        If the place is wider than one zone of the projection.
    """
    progress(Text("投影图层", "Projecting the layers"), 0.0)
    metric, derived = project_layers(layers)
    _require_codes(metric, settings.band)
    tessellation = tessellate(
        metric,
        params=settings.cutting,
        progress=within(progress, 0.04, 1.0),
        spread=None if executor is None else partial(_spread, executor=executor, renew=renew),
    )
    units = tessellation.units
    progress(Text("建立邻接图", "Building the contiguity graph"), 1.0)
    graph = build_contiguity(units, metric)
    faults = (*derived, *tessellation.faults, *report_islands(units, graph))
    return Tessellated(units, graph, metric, faults)


def _spread(
    work: Callable[[Plot], Cells],
    plots: Sequence[Plot],
    told: Callable[[int], None],
    *,
    executor: Executor,
    renew: Pool,
) -> list[Cells]:
    """Cut communities into units side by side; one that fails is tried here, for its own error."""
    found: list[Cells | Failure] = run_all(
        Run(work),
        plots,
        sizes=[len(plot.layers["buildings"]) for plot in plots],
        executor=executor,
        renew=renew,
        told=told,
    )
    return [
        work(plot) if isinstance(one, Failure) else one
        for plot, one in zip(plots, found, strict=True)
    ]


def project_layers(layers: Layers) -> tuple[dict[str, gpd.GeoDataFrame], tuple[Fault, ...]]:
    """Return layers in the metric CRS of the place, with communities.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        Layers that keep their contracts; ``buildings`` at least.

    Returns
    -------
    layers : dict of str to GeoDataFrame
        Those that hold anything; ``communities`` are derived where there are none.
    faults : tuple of Fault
        What was derived.

    Raises
    ------
    InputError
        If there are no buildings.
    CrsError
        If the place is wider than one zone of the projection.
    """
    buildings = layers.get("buildings")
    if buildings is None or buildings.empty:
        raise InputError(
            Text("项目中没有楼栋图层。", "The project has no buildings."),
            Text(
                "请先导入：gridmap import 楼栋文件 --project P.gpkg。",
                "Import them first: gridmap import FILE --project P.gpkg.",
            ),
        )
    known = dict(layers)
    faults: tuple[Fault, ...] = ()
    if known.get("communities") is None or known["communities"].empty:
        known["communities"], faults = derive_communities(layers)
    crs = metric_crs(known["communities"].total_bounds)
    return {name: layer.to_crs(crs) for name, layer in known.items() if not layer.empty}, faults


def _require_codes(layers: Layers, band: Band) -> None:
    """Refuse, before any work, a lone community of more grids than codes can number."""
    households = int(layers["buildings"]["households"].sum())
    if len(layers["communities"]) == 1 and households > MOST_GRIDS * band.upper:
        raise InputError(
            Text(
                f"{households} 户都在一个社区内，至少要分 {households // band.upper} 个网格，"
                f"而一个社区的三位编号最多 {MOST_GRIDS} 个。",
                f"{households} households lie in one community, which needs more than the "
                f"{MOST_GRIDS} grids that three digits can number.",
            ),
            Text(
                "请导入社区图层：gridmap import 社区文件 --project P.gpkg --layer communities。",
                "Import communities: gridmap import FILE --project P.gpkg --layer communities.",
            ),
        )
