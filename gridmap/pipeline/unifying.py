"""One plan out of several existing nets: layers and nets in, a plan that keeps their boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.codes import grid_code
from gridmap.errors import Text
from gridmap.nets.crosswalk import Crosswalk, crosswalk_of
from gridmap.nets.cutting import Keeper
from gridmap.nets.homes import homes_of
from gridmap.nets.outcome import Outcome, outcome_of
from gridmap.nets.records import Net, nets_of
from gridmap.partition.assemble import assemble
from gridmap.partition.community import cut_community
from gridmap.partition.levels import Levels, Nesting
from gridmap.partition.problem import Ints
from gridmap.partition.regions import Search
from gridmap.partition.repair.draft import Draft
from gridmap.partition.repair.plans import Settings as RepairSettings
from gridmap.partition.repair.plans import repair_plan
from gridmap.partition.solve import Weights
from gridmap.partition.tasks import Task, make_tasks
from gridmap.pipeline.making import plan_tessellated
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

KEEPING = Weights(compactness=0.08, balance=0.1, split=0.2, boundary=0.02, crossing=0.4, nets=1.2)
"""Weights of a plan that is made of nets: their boundaries first, then all the rest."""

REPAIR_S = 1.5
"""Seconds for the repair of one community of a net."""

ANEW = Text("不考虑现有各网", "Without regard to nets")


@dataclass(frozen=True, slots=True)
class Compared:
    """Another way to a plan, and what it keeps of the nets.

    Attributes
    ----------
    name : Text
        The way.
    net : str
        The net that was repaired; empty for none.
    plan : Plan
        Its plan.
    outcome : Outcome
        What it keeps.
    """

    name: Text
    net: str
    plan: Plan = field(repr=False)
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Unified:
    """A plan made of several nets, and how it compares.

    Attributes
    ----------
    plan : Plan
        The plan.
    nets : tuple of Net
        The nets in the CRS of the plan.
    homes : ndarray of int64, shape (n, k)
        Grid of each unit in each net, -1 for none.
    outcome : Outcome
        What it keeps of every net.
    compared : tuple of Compared
        Other ways: without regard to nets, and each net repaired by itself.
    """

    plan: Plan = field(repr=False)
    nets: tuple[Net, ...] = field(repr=False)
    homes: Ints = field(repr=False)
    outcome: Outcome
    compared: tuple[Compared, ...] = ()


def unify_nets(
    layers: Layers,
    net_layer: gpd.GeoDataFrame,
    *,
    names: Sequence[str] = (),
    net_weights: dict[str, float] | None = None,
    settings: PlanSettings | None = None,
    compare: bool = True,
    progress: Progress = silent,
    workers: int = 1,
) -> Unified:
    """Return the plan in the band that keeps the most of the boundaries of existing nets.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        As for `gridmap.pipeline.make_plan`.
    net_layer : GeoDataFrame
        The layer ``nets``: grids of one net or several.
    names : sequence of str, optional
        Which nets; by default all of them.
    net_weights : dict of str to float, optional
        Weight of each net; 1 by default.
    settings : PlanSettings, optional
        Band, seed, barriers; weights other than `KEEPING` where they price nets.
    compare : bool
        Whether the other ways are tried too; the repaired nets are then started from.
    progress : callable, optional
        Called with what is being done and the fraction that is done.
    workers : int
        Threads of the search.

    Returns
    -------
    Unified
        The plan, coded by the usual scheme, and what it keeps.

    Raises
    ------
    InputError
        If there are no buildings, or no net of that name.
    SettingsError
        If a weight makes no sense.
    """
    settings = _keeping(settings or PlanSettings())
    tessellated = tessellate_layers(layers, settings=settings, progress=within(progress, 0.0, 0.15))
    nets = nets_of(net_layer.to_crs(tessellated.units.crs), names=names, weights=net_weights)
    return unify_tessellated(
        tessellated,
        nets,
        settings=settings,
        compare=compare,
        progress=within(progress, 0.15, 1.0),
        workers=workers,
    )


def unify_tessellated(
    made: Tessellated,
    nets: Sequence[Net],
    *,
    settings: PlanSettings,
    compare: bool = True,
    progress: Progress = silent,
    workers: int = 1,
) -> Unified:
    """Return the plan on some units that keeps the most of the boundaries of existing nets.

    Parameters
    ----------
    made : Tessellated
        The units.
    nets : sequence of Net
        The nets, in the same CRS.
    settings : PlanSettings
        Band, seed, barriers; weights other than `KEEPING` where they price nets.
    compare : bool
        Whether the other ways are tried too.
    progress : callable, optional
        Called with what is being done and the fraction that is done.
    workers : int
        Threads of the search.

    Returns
    -------
    Unified
        The plan, and what it keeps.
    """
    settings = _keeping(settings)
    homes = homes_of(made.units, nets, made.context.get("buildings"))
    tried: tuple[Way, ...] = ()
    if compare:
        tried = _others(made, nets, homes, settings, within(progress, 0.0, 0.4))
    plan = _unified(
        made,
        nets,
        homes,
        tried,
        settings=settings,
        progress=within(progress, 0.4 if compare else 0.0, 0.95),
        workers=workers,
    )
    progress(Text("核算沿用情况", "Measuring what is kept"), 0.95)
    rated = tuple(
        Compared(name, net, other, outcome_of(other, nets, homes)) for name, net, other in tried
    )
    outcome = outcome_of(plan, nets, homes)
    progress(Text("完成", "Done"), 1.0)
    plan = replace(plan, figures=_figures(plan, outcome))
    return Unified(plan, tuple(nets), homes, outcome, rated)


def crosswalks_of(made: Unified) -> tuple[Crosswalk, ...]:
    """Return the crosswalk from every net to the plan.

    Parameters
    ----------
    made : Unified
        The plan and its nets.

    Returns
    -------
    tuple of Crosswalk
        In the order of the nets.
    """
    return tuple(crosswalk_of(made.plan, net, made.homes[:, k]) for k, net in enumerate(made.nets))


def _keeping(settings: PlanSettings) -> PlanSettings:
    return settings if settings.weights.nets else replace(settings, weights=KEEPING, proof=None)


def _unified(
    made: Tessellated,
    nets: Sequence[Net],
    homes: Ints,
    tried: Sequence[Way],
    *,
    settings: PlanSettings,
    progress: Progress,
    workers: int,
) -> Plan:
    """Cut every community so that it keeps the boundaries of the nets."""
    how = replace(_search(settings), nets=tuple(net.weight for net in nets))
    starts = _starts(made, tried)
    found = []
    tasks = _tasks(made, settings, how)
    for number, task in enumerate(tasks):
        step = Text(
            f"合并各网（{number}/{len(tasks)} 个社区）", f"Joining nets ({number} of {len(tasks)})"
        )
        progress(step, number / len(tasks))
        cut = cut_community(
            replace(task.units, homes=homes[task.rows]),
            task.graph,
            band=task.band,
            barriers=task.barriers,
            how=task.how,
            cutter=Keeper(homes[task.rows], starts[task.rows], workers),
        )
        found.append((task.code, task.rows, Levels(cut)))
    return assemble(
        made.units,
        made.graph,
        found,
        band=settings.band,
        nesting=Nesting(),
        failed={},
        simplify_m=settings.simplify_m,
        settings={**settings.to_dict(), "nets": {net.name: net.weight for net in nets}},
        faults=made.faults,
        context=made.context,
    )


Way = tuple[Text, str, Plan]
"""Name of another way, the net that it repairs, and its plan."""


def _others(
    made: Tessellated, nets: Sequence[Net], homes: Ints, settings: PlanSettings, progress: Progress
) -> tuple[Way, ...]:
    """Return the plan without regard to nets, and every net repaired by itself."""
    share = 1.0 / (len(nets) + 1)
    plain = replace(settings, weights=Weights(), proof=None)
    anew = plan_tessellated(made, settings=plain, progress=within(progress, 0.0, share))
    found: list[Way] = [(ANEW, "", anew)]
    for k, net in enumerate(nets):
        draft = _draft(made, homes[:, k], settings)
        (one,) = repair_plan(
            draft,
            RepairSettings(settings.band, seed=settings.seed, time_s=REPAIR_S),
            progress=within(progress, share * (k + 1), share * (k + 2)),
        )
        name = Text(f"只修复{net.name}", f"{net.name} alone, repaired")
        found.append((name, net.name, one.plan))
    return tuple(found)


def _draft(made: Tessellated, home: Ints, settings: PlanSettings) -> Draft:
    """Return a net as present grids; one that reaches into two communities is a grid in each."""
    community = made.units["community_code"].to_numpy(dtype=object)
    codes = np.full(len(home), None, dtype=object)
    for code in sorted(set(community)):
        mine = (community == code) & (home >= 0)
        for number, grid in enumerate(np.unique(home[mine]).tolist(), 1):
            codes[mine & (home == grid)] = grid_code(code, number)
    return Draft(
        units=made.units,
        graph=made.graph,
        codes=codes,
        known=made.units["households"].to_numpy(dtype=np.int64),
        special=frozenset(),
        used=frozenset(code for code in codes if code is not None),
        settings=replace(settings, weights=Weights()).to_dict(),
        faults=made.faults,
        context=made.context,
    )


def _starts(made: Tessellated, tried: Sequence[Way]) -> Ints:
    columns = [pd.factorize(plan.units["grid_code"])[0] for _, _, plan in tried]
    none = np.zeros((len(made.units), 0))
    return np.column_stack([none, *columns]).astype(np.int64)


def _search(settings: PlanSettings) -> Search:
    return Search(settings.weights, settings.effort, settings.seed, persons=settings.persons)


def _tasks(made: Tessellated, settings: PlanSettings, how: Search) -> list[Task]:
    return make_tasks(
        made.units,
        made.graph,
        band=settings.band,
        nesting=Nesting(),
        barriers=settings.barriers,
        how=how,
        grids=settings.grids,
    )


def _figures(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    return {**plan.figures, "nets": outcome.to_dict()}
