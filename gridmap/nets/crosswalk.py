"""From the grids of an existing net to those of a plan: what goes where, summed exactly."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from gridmap.nets.records import Net
from gridmap.partition.problem import Ints
from gridmap.plan import Plan
from gridmap.tessellation.entrances import building_names

COLUMNS = (
    "net_grid_id",
    "grid_code",
    "households",
    "persons",
    "buildings",
    "area_m2",
    "share",
    "main",
)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """What of each grid of a net is in each grid of a plan.

    Attributes
    ----------
    net : str
        Name of the net.
    table : DataFrame
        One row a pair that has anything in common: ``net_grid_id`` (empty for what is in none of
        the net's grids), ``grid_code``, ``households``, ``persons``, ``buildings``, ``area_m2``,
        ``share`` of the old grid's households (of its area where nobody lives), and whether this
        is its ``main`` successor. Every household, building and square metre is in one row.
    """

    net: str
    table: pd.DataFrame = field(repr=False)

    def totals(self, by: str) -> pd.DataFrame:
        """Return the sums by one side.

        Parameters
        ----------
        by : {"net_grid_id", "grid_code"}
            The side.

        Returns
        -------
        DataFrame
            Indexed by it.
        """
        return self.table.groupby(by)[["households", "persons", "buildings", "area_m2"]].sum()


def crosswalk_of(plan: Plan, net: Net, home: Ints) -> Crosswalk:
    """Return the crosswalk from a net to a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    net : Net
        The net.
    home : ndarray of int64, shape (n,)
        Row of the net's grid that each unit is in, -1 for none.

    Returns
    -------
    Crosswalk
        Sorted by old grid, the main successor first; what was in no grid at the end.
    """
    ids = np.array([*net.ids, ""], dtype=object)
    units = plan.units
    rows = pd.DataFrame(
        {
            "net_grid_id": ids[home],
            "grid_code": units["grid_code"].fillna("").to_numpy(dtype=object),
            "households": units["households"].to_numpy(dtype=np.int64),
            "persons": units["persons"].fillna(0).to_numpy(dtype=np.int64),
            "buildings": _buildings(units["buildings"], units["households"]),
            "area_m2": units.geometry.area.to_numpy(),
        }
    )
    table = rows.groupby(["net_grid_id", "grid_code"], as_index=False).sum()
    table = _shared(table)
    order = table.assign(none=table["net_grid_id"] == "").sort_values(
        ["none", "net_grid_id", "main", "share", "grid_code"],
        ascending=[True, True, False, False, True],
    )
    return Crosswalk(net.name, order[list(COLUMNS)].reset_index(drop=True))


def _buildings(names: pd.Series, households: pd.Series) -> np.ndarray:
    """Return how many buildings each unit counts; one in several units counts where most live."""
    rows = pd.DataFrame(
        {
            "unit": np.arange(len(names)),
            "name": building_names(names.fillna("")).fillna("").str.split(";").to_numpy(),
            "households": households.to_numpy(),
        }
    ).explode("name")
    rows = rows[rows["name"].fillna("") != ""]
    rows = rows.sort_values(["name", "households", "unit"], ascending=[True, False, True])
    first = rows.drop_duplicates("name")["unit"].to_numpy(dtype=np.int64)
    return np.bincount(first, minlength=len(names)).astype(np.int64)


def _shared(table: pd.DataFrame) -> pd.DataFrame:
    """Add the share of the old grid, and which is its main successor."""
    sums = table.groupby("net_grid_id")[["households", "area_m2"]].transform("sum")
    lived = sums["households"] > 0
    share = (table["households"] / sums["households"].where(lived, 1)).where(
        lived, table["area_m2"] / sums["area_m2"].where(sums["area_m2"] > 0, 1)
    )
    ranked = table.assign(share=share.round(6)).sort_values(
        ["net_grid_id", "households", "buildings", "area_m2", "grid_code"],
        ascending=[True, False, False, False, True],
    )
    main = ~ranked.duplicated("net_grid_id") & (ranked["net_grid_id"] != "")
    return ranked.assign(main=main)
