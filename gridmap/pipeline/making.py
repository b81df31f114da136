"""The main flow: layers in, a plan out. The command line, jobs and notebooks call this."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import geopandas as gpd

from gridmap.contiguity import ContiguityGraph
from gridmap.errors import Text
from gridmap.partition.assemble import assemble
from gridmap.partition.executing import Failure, Pool, Run, run_all
from gridmap.partition.executors import processes, threads
from gridmap.partition.levels import Levels
from gridmap.partition.regions import Search
from gridmap.partition.tasks import Task, cut_task, leave_whole, make_tasks
from gridmap.pipeline.settings import PlanSettings
from gridmap.pipeline.tessellated import (
    Layers,
    Progress,
    Tessellated,
    silent,
    tessellate_layers,
    within,
)
from gridmap.plan import Plan
from gridmap.teams.loads import unit_loads, unit_workload

Keep = Callable[[str, Levels], None]


def _forget(_code: str, _levels: Levels) -> None:
    """Keep nothing."""


def make_plan(
    layers: Layers,
    *,
    settings: PlanSettings | None = None,
    progress: Progress = silent,
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
    renew = _pool(workers, executor)
    with renew() as crew:
        tessellated = tessellate_layers(
            layers,
            settings=settings,
            progress=within(progress, 0.0, 0.5),
            executor=crew if workers or executor else None,
            renew=renew,
        )
        return plan_tessellated(
            tessellated,
            settings=settings,
            progress=within(progress, 0.5, 1.0),
            executor=crew,
            renew=renew,
        )


def plan_tessellated(
    tessellated: Tessellated,
    *,
    settings: PlanSettings,
    progress: Progress = silent,
    executor: Executor | None = None,
    renew: Pool = threads,
    known: Mapping[str, Levels] = MappingProxyType({}),
    keep: Keep = _forget,
) -> Plan:
    """Return a plan of balanced contiguous grids over every community of some units.

    Parameters
    ----------
    tessellated : Tessellated
        The units.
    settings : PlanSettings
        Band, seed, barriers, weights.
    progress : callable, optional
        Called with what is being done and the fraction that is done.
    executor : Executor, optional
        Where communities are cut side by side; by default what ``renew`` opens.
    renew : callable
        Opens an executor, threads of this process by default.
    known : Mapping of str to Levels, optional
        Communities that were cut before, with the same settings on the same units.
    keep : callable, optional
        Called with the code and the grids of each community as soon as it is cut.

    Returns
    -------
    Plan
        The same whatever was known before.
    """
    tasks = _tasks(
        with_workload(tessellated, settings),
        tessellated.graph,
        settings,
        tessellated.context.get("compounds"),
    )
    with renew() if executor is None else nullcontext(executor) as crew:
        cutter = _Cutter(crew, renew, settings.limit_s, within(progress, 0.0, 0.8), known, keep)
        cuts, failed = cutter.cut(tasks)
    progress(Text("合并边界与校核", "Dissolving and checking"), 0.8)
    plan = assemble(
        tessellated.units,
        tessellated.graph,
        [(task.code, task.rows, cut) for task, cut in zip(tasks, cuts, strict=True)],
        band=settings.band,
        nesting=settings.nesting,
        failed=failed,
        simplify_m=settings.simplify_m,
        settings=settings.to_dict(),
        faults=tessellated.faults,
        context=tessellated.context,
    )
    progress(Text("完成", "Done"), 1.0)
    return plan


def _pool(workers: int | None, executor: Executor | None) -> Pool:
    if executor is not None:
        return lambda: nullcontext(executor)
    return threads if workers is None else partial(processes, workers)


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


def with_workload(tessellated: Tessellated, settings: PlanSettings) -> gpd.GeoDataFrame:
    """Return units, with their workload where it is what is balanced.

    Parameters
    ----------
    tessellated : Tessellated
        The units, with the layers around them.
    settings : PlanSettings
        Say what is balanced, and what counts as workload.

    Returns
    -------
    GeoDataFrame
        The same units, with a column ``workload`` if it counts.
    """
    if settings.balance != "workload" or not settings.weights.loads:
        return tessellated.units
    loads = unit_loads(tessellated.units, tessellated.context, settings.workload)
    return tessellated.units.assign(workload=unit_workload(loads, settings.workload))


def _kinds(compounds: gpd.GeoDataFrame | None) -> dict[str, str]:
    if compounds is None or "kind" not in compounds:
        return {}
    known = compounds.dropna(subset="kind")
    return dict(zip(known["compound_id"], known["kind"], strict=True))


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Cuts communities into grids."""

    executor: Executor
    renew: Pool
    limit_s: float | None
    progress: Progress
    known: Mapping[str, Levels]
    keep: Keep

    def cut(self, tasks: Sequence[Task]) -> tuple[list[Levels], dict[str, Text]]:
        """Cut every community; one that fails is left whole, and the reason kept by its code."""
        left = [task for task in tasks if task.code not in self.known]
        told = partial(self._tell, len(tasks) - len(left), len(tasks))
        told(0)
        found: list[Levels | Failure] = run_all(
            Run(cut_task, self.limit_s),
            left,
            sizes=[task.graph.n for task in left],
            executor=self.executor,
            renew=self.renew,
            told=told,
            taken=partial(self._take, left),
        )
        new = {task.code: one for task, one in zip(left, found, strict=True)}
        failed = {code: one.reason for code, one in new.items() if isinstance(one, Failure)}
        cut = {
            **self.known,
            **{code: one for code, one in new.items() if not isinstance(one, Failure)},
        }
        return [cut[t.code] if t.code in cut else leave_whole(t) for t in tasks], failed

    def _tell(self, before: int, count: int, done: int) -> None:
        done += before
        step = Text(f"划分网格（{done}/{count} 个社区）", f"Cutting grids ({done} of {count})")
        self.progress(step, done / count)

    def _take(self, tasks: Sequence[Task], row: int, found: Levels | Failure) -> None:
        if not isinstance(found, Failure):
            self.keep(tasks[row].code, found)
