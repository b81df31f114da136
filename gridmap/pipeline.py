"""The main flow: layers in, a plan out. The command line, jobs and notebooks call this."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import geopandas as gpd
import numba
import numpy as np
import pandas as pd
import shapely

from gridmap import __version__
from gridmap.codes import MOST_GRIDS
from gridmap.contiguity import ContiguityGraph, build_contiguity, report_islands
from gridmap.crs import metric_crs
from gridmap.errors import Fault, InputError, Text
from gridmap.io.derive import derive_communities
from gridmap.partition.assemble import assemble
from gridmap.partition.community import Cut, Units, cut_community
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights
from gridmap.plan import Band, Barriers, Plan
from gridmap.tessellation import TessellationParams, tessellate

Layers = Mapping[str, gpd.GeoDataFrame]
Progress = Callable[[Text, float], None]

WORKERS = 2
"""Communities that are cut at a time; the plan does not depend on it."""


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """Everything that makes a plan, apart from the layers.

    Attributes
    ----------
    band : Band
        Households of a grid.
    seed : int
        Same layers, same settings, same seed: same plan.
    barriers : {"closed", "eased", "priced", "ignored"}
        How rivers, railways and arterial roads are treated; see `gridmap.partition.barriers`.
    weights : Weights
        Weights of the objective.
    effort : Effort
        How long to search.
    grids : Mapping of str to int
        Number of ordinary grids of a community, by its code; others are chosen.
    simplify_m : float
        Tolerance in metres by which grid polygons are simplified with shared edges kept; 0 for
        not at all.
    tessellation : TessellationParams
        How communities are cut into units.
    """

    band: Band = field(default_factory=Band)
    seed: int = 0
    barriers: Barriers = "eased"
    weights: Weights = field(default_factory=Weights)
    effort: Effort = field(default_factory=Effort)
    grids: Mapping[str, int] = field(default_factory=dict)
    simplify_m: float = 0.0
    tessellation: TessellationParams = field(default_factory=TessellationParams)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings and the versions of the program as JSON values.

        Returns
        -------
        dict
            What the plan file records.
        """
        return {
            "band": [self.band.lower, self.band.upper],
            "seed": self.seed,
            "barriers": self.barriers,
            "weights": asdict(self.weights),
            "effort": asdict(self.effort),
            "grids": dict(self.grids),
            "simplify_m": self.simplify_m,
            "tessellation": _plain(asdict(self.tessellation)),
            "versions": {
                "gridmap": __version__,
                "python": platform.python_version(),
                "geopandas": gpd.__version__,
                "shapely": shapely.__version__,
                "geos": shapely.geos_version_string,
                "numpy": np.__version__,
                "numba": numba.__version__,
            },
        }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(value) if isinstance(value, (set, frozenset, tuple)) else value
        for key, value in values.items()
    }


def _silent(_step: Text, _fraction: float) -> None:
    """Report nothing."""


def make_plan(
    layers: Layers,
    *,
    settings: PlanSettings | None = None,
    progress: Progress = _silent,
    executor: Executor | None = None,
) -> Plan:
    """Return a plan of balanced contiguous grids over every community.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        Layers that keep their contracts, in EPSG:4490; ``buildings`` at least. Without
        ``communities`` they are derived from the buildings, and a fault says so.
    settings : PlanSettings, optional
        Band, seed, barriers, weights.
    progress : callable, optional
        Called with what is being done and the fraction that is done.
    executor : Executor, optional
        Where communities are cut; two threads by default. The plan does not depend on it.

    Returns
    -------
    Plan
        In the metric CRS of the place.

    Raises
    ------
    InputError
        If there are no buildings.
    CrsError
        If the place is wider than one zone of the projection.
    """
    settings = settings or PlanSettings()
    progress(Text("投影图层", "Projecting the layers"), 0.0)
    metric, derived = _metric_layers(layers)
    _require_codes(metric, settings.band)
    tessellation = tessellate(
        metric,
        params=settings.tessellation,
        progress=lambda step, done: progress(step, 0.02 + 0.48 * done),
    )
    units = tessellation.units
    progress(Text("建立邻接图", "Building the contiguity graph"), 0.5)
    graph = build_contiguity(units, metric)
    pieces = _pieces(units, graph, settings, deadline=_deadline(settings.effort))
    progress(Text("划分网格", "Cutting grids"), 0.55)
    with ThreadPoolExecutor(WORKERS) as threads:
        jobs = (executor or threads).map(_cut, pieces)
        cuts = []
        for number, cut in enumerate(jobs, 1):
            cuts.append(cut)
            progress(Text("划分网格", "Cutting grids"), 0.55 + 0.35 * number / len(pieces))
    progress(Text("合并边界与校核", "Dissolving and checking"), 0.9)
    plan = assemble(
        units,
        graph,
        [(piece.code, piece.rows, cut) for piece, cut in zip(pieces, cuts, strict=True)],
        band=settings.band,
        simplify_m=settings.simplify_m,
        settings=settings.to_dict(),
        faults=(*derived, *tessellation.faults, *report_islands(units, graph)),
        context=metric,
    )
    progress(Text("完成", "Done"), 1.0)
    return plan


def _deadline(effort: Effort) -> float | None:
    return None if effort.time_s is None else time.monotonic() + effort.time_s


def _metric_layers(layers: Layers) -> tuple[dict[str, gpd.GeoDataFrame], tuple[Fault, ...]]:
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


@dataclass(frozen=True, slots=True)
class _Piece:
    """One community on its way to a worker."""

    code: str
    rows: np.ndarray
    units: Units
    graph: ContiguityGraph
    band: Band
    barriers: Barriers
    how: Search


def _cut(piece: _Piece) -> Cut:
    return cut_community(
        piece.units, piece.graph, band=piece.band, barriers=piece.barriers, how=piece.how
    )


def _pieces(
    units: gpd.GeoDataFrame,
    graph: ContiguityGraph,
    settings: PlanSettings,
    *,
    deadline: float | None,
) -> list[_Piece]:
    codes = units["community_code"].to_numpy(dtype=object)
    compound = pd.factorize(units["compound_id"])[0].astype(np.int64)
    households = units["households"].to_numpy(dtype=np.int64)
    area = units.geometry.area.to_numpy()
    xy = units[["x_m", "y_m"]].to_numpy(dtype=float)
    special = units["purpose"].notna().to_numpy()
    search = Search(settings.weights, settings.effort, settings.seed, deadline)
    pieces = []
    for code in sorted(set(codes)):
        rows = np.flatnonzero(codes == code)
        index = np.full(len(codes), -1, dtype=np.int64)
        index[rows] = np.arange(len(rows))
        edges = np.flatnonzero(index[graph.heads] >= 0)
        local = Units(households[rows], area[rows], xy[rows], compound[rows], special[rows])
        part = ContiguityGraph(
            n=len(rows),
            heads=index[graph.heads[edges]].astype(np.int32),
            tails=index[graph.tails[edges]].astype(np.int32),
            length_m=graph.length_m[edges],
            kind=graph.kind[edges],
            bridged=graph.bridged[edges],
        )
        how = replace(search.at(code), grids=settings.grids.get(code))
        pieces.append(_Piece(code, rows, local, part, settings.band, settings.barriers, how))
    return pieces
