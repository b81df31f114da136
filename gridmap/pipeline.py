"""The main flow: layers in, a plan out. The command line, jobs and notebooks call this."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

import geopandas as gpd
import numba
import numpy as np
import shapely

from gridmap import __version__
from gridmap.codes import MOST_GRIDS
from gridmap.contiguity import ContiguityGraph, build_contiguity, report_islands
from gridmap.crs import metric_crs
from gridmap.errors import Fault, InputError, Text
from gridmap.io.derive import derive_communities
from gridmap.partition.assemble import assemble
from gridmap.partition.bound import QUICK
from gridmap.partition.executing import Failure, Pool, Run, run_all
from gridmap.partition.executors import processes, threads
from gridmap.partition.generation import ProofEffort
from gridmap.partition.levels import Levels, Nesting
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights
from gridmap.partition.tasks import Task, cut_task, leave_whole, make_tasks
from gridmap.plan import Band, Barriers, Plan
from gridmap.tessellation import Plot, TessellationParams, tessellate

Cells = tuple[gpd.GeoDataFrame, list[Fault]]
Layers = Mapping[str, gpd.GeoDataFrame]
Progress = Callable[[Text, float], None]


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """Everything that makes a plan, apart from the layers.

    Attributes
    ----------
    band : Band
        Households of a grid.
    persons : Band or None
        Persons of a grid, held in a band beside the households; None for any number.
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
    proof : ProofEffort or None
        How long it is proved how good the grids of each piece are; None for not at all.
    nesting : Nesting
        Micro-grids below the grids and large grids above them; none by default.
    limit_s : float or None
        Seconds that one community may take: no run of its search starts after half of them, and
        it is given up at the end. Where no search takes half of them the plan is the same as
        without a limit.
    tessellation : TessellationParams
        How communities are cut into units. A building above the band is divided into its
        entrances, unless ``split_above`` is given here.
    """

    band: Band = field(default_factory=Band)
    persons: Band | None = None
    seed: int = 0
    barriers: Barriers = "eased"
    weights: Weights = field(default_factory=Weights)
    effort: Effort = field(default_factory=Effort)
    grids: Mapping[str, int] = field(default_factory=dict)
    simplify_m: float = 0.0
    proof: ProofEffort | None = QUICK
    nesting: Nesting = field(default_factory=Nesting)
    limit_s: float | None = None
    tessellation: TessellationParams = field(default_factory=TessellationParams)

    @property
    def cutting(self) -> TessellationParams:
        """How communities are cut into units, for this band."""
        if self.tessellation.split_above is not None:
            return self.tessellation
        return replace(self.tessellation, split_above=self.band.upper)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings and the versions of the program as JSON values.

        Returns
        -------
        dict
            What the plan file records.
        """
        return {
            "band": [self.band.lower, self.band.upper],
            "persons": None if self.persons is None else [self.persons.lower, self.persons.upper],
            "seed": self.seed,
            "barriers": self.barriers,
            "weights": asdict(self.weights),
            "effort": asdict(self.effort),
            "grids": dict(self.grids),
            "simplify_m": self.simplify_m,
            "proof": None if self.proof is None else asdict(self.proof),
            **self.nesting.to_dict(),
            "limit_s": self.limit_s,
            "tessellation": _plain(asdict(self.cutting)),
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
    workers: int | None = None,
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
    workers : int, optional
        Processes in which communities are tessellated and cut side by side; by default grids are
        cut in threads of this process, one for each processor. A script that asks for processes
        keeps its work under ``if __name__ == "__main__"``.
    executor : Executor, optional
        Where that is done instead, such as a Dask cluster. The plan does not depend on where.

    Returns
    -------
    Plan
        In the metric CRS of the place. A community that failed, or took longer than the limit,
        is left in connected pieces, with a hard violation ``unsolved`` that says why.

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
    renew = _pool(workers, executor)
    with renew() as crew:
        tessellation = tessellate(
            metric,
            params=settings.cutting,
            progress=lambda step, done: progress(step, 0.02 + 0.48 * done),
            spread=partial(_spread, executor=crew, renew=renew) if workers or executor else None,
        )
        units = tessellation.units
        progress(Text("建立邻接图", "Building the contiguity graph"), 0.5)
        graph = build_contiguity(units, metric)
        tasks = _tasks(units, graph, settings, metric.get("compounds"))
        cuts, failed = _cut(tasks, crew, renew, limit_s=settings.limit_s, progress=progress)
    progress(Text("合并边界与校核", "Dissolving and checking"), 0.9)
    plan = assemble(
        units,
        graph,
        [(task.code, task.rows, cut) for task, cut in zip(tasks, cuts, strict=True)],
        band=settings.band,
        nesting=settings.nesting,
        failed=failed,
        simplify_m=settings.simplify_m,
        settings=settings.to_dict(),
        faults=(*derived, *tessellation.faults, *report_islands(units, graph)),
        context=metric,
    )
    progress(Text("完成", "Done"), 1.0)
    return plan


def _pool(workers: int | None, executor: Executor | None) -> Pool:
    if executor is not None:
        return lambda: nullcontext(executor)
    return threads if workers is None else partial(processes, workers)


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


def _tasks(
    units: gpd.GeoDataFrame,
    graph: ContiguityGraph,
    settings: PlanSettings,
    compounds: gpd.GeoDataFrame | None,
) -> list[Task]:
    time_s = settings.effort.time_s
    return make_tasks(
        units,
        graph,
        band=settings.band,
        nesting=settings.nesting,
        barriers=settings.barriers,
        how=Search(
            settings.weights,
            settings.effort,
            settings.seed,
            proof=settings.proof,
            persons=settings.persons,
        ),
        grids=settings.grids,
        kinds=_kinds(compounds),
        until=None if time_s is None else time.time() + time_s,
        limit_s=settings.limit_s,
    )


def _kinds(compounds: gpd.GeoDataFrame | None) -> dict[str, str]:
    if compounds is None or "kind" not in compounds:
        return {}
    known = compounds.dropna(subset="kind")
    return dict(zip(known["compound_id"], known["kind"], strict=True))


def _cut(
    tasks: Sequence[Task],
    executor: Executor,
    renew: Pool,
    *,
    limit_s: float | None,
    progress: Progress,
) -> tuple[list[Levels], dict[str, Text]]:
    """Cut every community; one that fails is left whole, and the reason kept by its code."""

    def told(done: int) -> None:
        step = Text(
            f"划分网格（{done}/{len(tasks)} 个社区）", f"Cutting grids ({done} of {len(tasks)})"
        )
        progress(step, 0.55 + 0.35 * done / len(tasks))

    told(0)
    found: list[Levels | Failure] = run_all(
        Run(cut_task, limit_s),
        tasks,
        sizes=[task.graph.n for task in tasks],
        executor=executor,
        renew=renew,
        told=told,
    )
    ended = list(zip(tasks, found, strict=True))
    failed = {task.code: one.reason for task, one in ended if isinstance(one, Failure)}
    return [leave_whole(task) if isinstance(one, Failure) else one for task, one in ended], failed


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
