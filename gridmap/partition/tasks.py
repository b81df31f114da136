"""One community on its way to a worker and back: small arrays, whatever the executor."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.contiguity import ContiguityGraph
from gridmap.partition.community import Component, Cut, Units
from gridmap.partition.feasibility import feasibility
from gridmap.partition.levels import Levels, Nesting, cut_levels
from gridmap.partition.problem import Ints
from gridmap.partition.regions import Search
from gridmap.plan import Band, Barriers
from gridmap.tessellation.entrances import building_names

SEARCHED = 0.5
"""Share of the limit of a community after which no new run starts."""


@dataclass(frozen=True, slots=True)
class Task:
    """One community and how it is to be cut.

    Attributes
    ----------
    code : str
        Code of the community.
    rows : ndarray of int64, shape (n,)
        Its units, as rows of the plan's.
    units : Units
        The same as arrays.
    building : ndarray of int64, shape (n,)
        Building of each unit, -1 for none; several units may be parts of one.
    graph : ContiguityGraph
        Their contiguity.
    band : Band
        Households of a grid.
    nesting : Nesting
        The levels below and above grids.
    barriers : {"closed", "eased", "priced", "ignored"}
        How barriers are treated.
    how : Search
        How to search; its deadline is set where the search is.
    until : float or None
        On the clock of `time.time`, which machines share: no run starts after it.
    limit_s : float or None
        Seconds after which the community is given up.
    """

    code: str
    rows: Ints
    units: Units
    building: Ints
    graph: ContiguityGraph
    band: Band
    nesting: Nesting
    barriers: Barriers
    how: Search
    until: float | None = None
    limit_s: float | None = None


def make_tasks(
    units: gpd.GeoDataFrame,
    graph: ContiguityGraph,
    *,
    band: Band,
    nesting: Nesting,
    barriers: Barriers,
    how: Search,
    grids: Mapping[str, int],
    kinds: Mapping[str, str] | None = None,
    until: float | None = None,
    limit_s: float | None = None,
) -> list[Task]:
    """Return a task for each community.

    Parameters
    ----------
    units : GeoDataFrame
        Units of all communities in a metric CRS, in the order of the graph; a column
        ``workload`` is balanced in place of the persons.
    graph : ContiguityGraph
        Their contiguity; no edge joins two communities.
    band : Band
        Households of a grid.
    nesting : Nesting
        The levels below and above grids.
    barriers : {"closed", "eased", "priced", "ignored"}
        How barriers are treated.
    how : Search
        How to search; each community gets a seed of its own.
    grids : Mapping of str to int
        Number of ordinary grids of a community, where it is given.
    kinds : Mapping of str to str, optional
        Kind of each compound, for weights that price mixed kinds.
    until : float, optional
        On the clock of `time.time`: no run starts after it.
    limit_s : float, optional
        Seconds after which a community is given up.

    Returns
    -------
    list of Task
        In the order of the codes.
    """
    has_workload = "workload" in units
    counts_persons = how.persons is not None or (how.weights.loads > 0 and not has_workload)
    kind = units["compound_id"].map(dict(kinds or {}))
    whole = Units(
        households=units["households"].to_numpy(dtype=np.int64),
        area_m2=units.geometry.area.to_numpy(),
        xy=units[["x_m", "y_m"]].to_numpy(dtype=float),
        compound=pd.factorize(units["compound_id"])[0].astype(np.int64),
        special=units["purpose"].notna().to_numpy(),
        persons=units["persons"].to_numpy(dtype=np.int64) if counts_persons else None,
        kind=pd.factorize(kind)[0].astype(np.int64) if how.weights.mixing > 0 else None,
        workload=units["workload"].to_numpy(dtype=float) if has_workload else None,
    )
    building = pd.factorize(building_names(units["buildings"]))[0].astype(np.int64)
    codes = units["community_code"].to_numpy(dtype=object)
    return [
        Task(
            code=code,
            rows=rows,
            units=whole.take(rows),
            building=building[rows],
            graph=graph.take(rows),
            band=band,
            nesting=nesting,
            barriers=barriers,
            how=replace(how.at(code), grids=grids.get(code)),
            until=until,
            limit_s=limit_s,
        )
        for code, rows in ((code, np.flatnonzero(codes == code)) for code in sorted(set(codes)))
    ]


def cut_task(task: Task) -> Levels:
    """Return the grids of a community, and the levels below and above them.

    Parameters
    ----------
    task : Task
        The community.

    Returns
    -------
    Levels
        Labels for every unit.
    """
    return cut_levels(
        task.units,
        task.graph,
        building=task.building,
        band=task.band,
        nesting=task.nesting,
        barriers=task.barriers,
        how=replace(task.how, deadline=_deadline(task)),
    )


def _deadline(task: Task) -> float | None:
    """Translate both limits to the clock of `time.monotonic` of this machine."""
    now = time.monotonic()
    ends = []
    if task.until is not None:
        ends.append(now + task.until - time.time())
    if task.limit_s is not None:
        ends.append(now + SEARCHED * task.limit_s)
    return min(ends, default=None)


def leave_whole(task: Task) -> Levels:
    """Return each connected piece of a community as one grid: what stands in for a failed cut.

    Parameters
    ----------
    task : Task
        The community.

    Returns
    -------
    Levels
        Special-purpose compounds are grids of their own; no level below or above.
    """
    units, graph = task.units, task.graph
    compound = np.where(units.special, units.compound, -2)
    labels = graph.components(compound[graph.heads] == compound[graph.tails])
    kinds: list[str] = []
    components: list[Component] = []
    for piece in range(int(labels.max(initial=-1)) + 1):
        members = labels == piece
        loads = units.households[members]
        if units.special[members].any():
            kinds.append("special")
        elif not loads.any():
            kinds.append("vacant")
        else:
            kinds.append("ordinary")
            lived = int((loads > 0).sum())
            answer = feasibility(int(loads.sum()), lived, int(loads.max()), task.band)
            components.append(Component(answer))
    eased = np.zeros(len(graph.heads), dtype=np.bool_)
    return Levels(Cut(labels, tuple(kinds), eased, tuple(components), outside=0))
