"""The workload index of grids: 1.00 is the mean of the ordinary grids of the plan."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gridmap.errors import Text
from gridmap.plan import Plan
from gridmap.teams.loads import unit_loads
from gridmap.teams.rules import LOAD_WORDS, LOADS, Weights

WORKLOAD_COLUMNS = ("index", *LOADS)

DEFINITION = Text(
    "工作量指数＝各项（户数、人数、老年人、按等级折算的隐患点、面积）与基础网格平均值之比，"
    "按权重加权平均；1.00 即全方案基础网格的平均水平。全方案为零的项不计入，其余权重按比例放大。",
    "Workload index: each load (households, persons, elders, hazards by level, area) over its mean "
    "in ordinary grids, averaged by weight; 1.00 is the mean of the plan's ordinary grids. A load "
    "that the plan has none of is left out, and the others weigh more in proportion.",
)


def workload_of(plan: Plan, weights: Weights | None = None) -> pd.DataFrame:
    """Return the workload of every grid.

    Parameters
    ----------
    plan : Plan
        With its layers; elders are those of its buildings.
    weights : Weights, optional
        The weights; the default ones if they are left out.

    Returns
    -------
    DataFrame
        Indexed by ``grid_code`` in the order of the grids: ``index`` (1.00 is the mean of the
        ordinary grids), ``households``, ``persons``, ``elders``, ``hazards`` (counted by level)
        and ``area`` (m²).
    """
    weights = weights or Weights()
    grids = plan.grids.set_index("grid_code")
    loads = unit_loads(plan.units, plan.context, weights)
    sums = loads.groupby(plan.units["grid_code"].to_numpy()).sum()
    sums = sums.reindex(grids.index, fill_value=0.0)
    ordinary = sums[(grids["kind"] == "ordinary").to_numpy()]
    means = (ordinary if len(ordinary) else sums).mean()
    given = {name: weight for name, weight in weights.by_load().items() if means[name] > 0}
    whole = sum(given.values())
    index = sum(
        (weight / whole * sums[name] / means[name] for name, weight in given.items()),
        start=pd.Series(0.0, index=sums.index),
    )
    found = sums.assign(index=index)[list(WORKLOAD_COLUMNS)]
    whole_numbers = dict.fromkeys(("households", "persons", "elders"), np.int64)
    return found.astype(whole_numbers).rename_axis("grid_code")


def absent_loads(workload: pd.DataFrame, weights: Weights | None = None) -> tuple[str, ...]:
    """Return the loads that have a weight and that no grid has any of.

    Parameters
    ----------
    workload : DataFrame
        As `workload_of` returns it.
    weights : Weights, optional
        The weights.

    Returns
    -------
    tuple of str
        Of `LOADS`; the index says nothing about them.
    """
    asked = (weights or Weights()).by_load()
    return tuple(name for name in LOADS if asked[name] > 0 and not workload[name].any())


def tell_absent(absent: tuple[str, ...]) -> Text | None:
    """Return a sentence that says which loads the plan has none of.

    Parameters
    ----------
    absent : tuple of str
        As `absent_loads` returns it.

    Returns
    -------
    Text or None
        None where there is none.
    """
    if not absent:
        return None
    words = [LOAD_WORDS[name] for name in absent]
    return Text(
        f"没有{'、'.join(word.zh for word in words)}数据，未计入工作量。"
        "老年人取自楼栋图层的“老年人”列，隐患点取自隐患点图层。",
        f"There are no {', '.join(word.en.lower() for word in words)}: they are not counted. "
        "Elders come from a column of the buildings, hazards from their layer.",
    )


def spread_of(workload: pd.DataFrame, plan: Plan) -> dict[str, float]:
    """Return how unequal the workload of the ordinary grids is.

    Parameters
    ----------
    workload : DataFrame
        As `workload_of` returns it.
    plan : Plan
        The plan.

    Returns
    -------
    dict
        ``least``, ``most`` and ``deviation`` (the root of the mean squared difference to 1).
    """
    ordinary = plan.grids.loc[plan.grids["kind"] == "ordinary", "grid_code"]
    index = workload["index"].reindex(ordinary).to_numpy(dtype=float)
    if not len(index):
        return {"least": 0.0, "most": 0.0, "deviation": 0.0}
    return {
        "least": round(float(index.min()), 4),
        "most": round(float(index.max()), 4),
        "deviation": round(float(np.sqrt(((index - 1.0) ** 2).mean())), 4),
    }
