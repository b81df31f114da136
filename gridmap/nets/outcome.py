"""What a plan keeps of existing nets: boundaries, households and buildings together, whole grids.

Boundaries are measured on the polygons, by buffers, and not on the units that the plan was made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import shapely

from gridmap.errors import Text
from gridmap.nets.crosswalk import Crosswalk, crosswalk_of
from gridmap.nets.records import Net
from gridmap.partition.problem import Ints
from gridmap.plan import Plan

TOLERANCE_M = 5.0
"""Metres within which a boundary of a net counts as kept."""


@dataclass(frozen=True, slots=True)
class NetOutcome:
    """What a plan keeps of one net.

    Attributes
    ----------
    net : str
        Its name.
    weight : float
        Its weight.
    grids : int
        Its grids.
    boundary_m, kept_m : float
        Length of its boundaries inside communities, and how much of it the plan has too.
    households, together : int
        Households in its grids, and those that stay with most of their old grid.
    buildings, buildings_together : int
        The same of buildings.
    whole : int
        Grids all of whose households are in one grid of the plan.
    same : int
        Grids whose households are those of one grid of the plan.
    """

    net: str
    weight: float
    grids: int
    boundary_m: float
    kept_m: float
    households: int
    together: int
    buildings: int
    buildings_together: int
    whole: int
    same: int

    @property
    def kept_share(self) -> float:
        """Share of its boundary that is kept; 1 where it has none."""
        return self.kept_m / self.boundary_m if self.boundary_m else 1.0

    def say(self) -> Text:
        """Return what is kept of the net, in one sentence.

        Returns
        -------
        Text
            With the figures.
        """
        stay = 100 * self.together / self.households if self.households else 100.0
        km = f"{self.kept_m / 1000:.1f}/{self.boundary_m / 1000:.1f}"
        return Text(
            f"{self.net}：边界沿用 {100 * self.kept_share:.1f}%（{km} 公里）；"
            f"{self.households} 户中 {self.together} 户（{stay:.1f}%）仍与原网格多数住户同格；"
            f"{self.grids} 个网格中 {self.whole} 个未被拆开，其中 {self.same} 个原样保留。",
            f"{self.net}: {100 * self.kept_share:.1f}% of its boundaries kept ({km} km); "
            f"{self.together} of {self.households} households ({stay:.1f}%) stay with most of "
            f"their old grid; {self.whole} of {self.grids} grids are not divided, {self.same} of "
            "them are the same.",
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan keeps of several nets.

    Attributes
    ----------
    nets : tuple of NetOutcome
        One each.
    boundary_m, new_m : float
        Length of the plan's boundaries inside communities, and how much of it no net has.
    """

    nets: tuple[NetOutcome, ...]
    boundary_m: float
    new_m: float

    @property
    def kept_share(self) -> float:
        """Share of the boundaries of all nets that is kept, by their weights."""
        length = sum(one.weight * one.boundary_m for one in self.nets)
        return sum(one.weight * one.kept_m for one in self.nets) / length if length else 1.0

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values.

        Returns
        -------
        dict
            ``nets`` with ``kept_share`` each, and the figures of the whole.
        """
        return {
            "kept_share": round(self.kept_share, 4),
            "boundary_m": round(self.boundary_m, 1),
            "new_m": round(self.new_m, 1),
            "nets": [
                {
                    **asdict(one),
                    "boundary_m": round(one.boundary_m, 1),
                    "kept_m": round(one.kept_m, 1),
                    "kept_share": round(one.kept_share, 4),
                }
                for one in self.nets
            ],
        }


def outcome_of(
    plan: Plan, nets: Sequence[Net], homes: Ints, *, tolerance_m: float = TOLERANCE_M
) -> Outcome:
    """Return what a plan keeps of nets.

    Parameters
    ----------
    plan : Plan
        The plan.
    nets : sequence of Net
        The nets, in its CRS.
    homes : ndarray of int64, shape (n, k)
        Grid of each of its units in each net, -1 for none.
    tolerance_m : float
        Metres within which a boundary counts as kept.

    Returns
    -------
    Outcome
        Borders of communities are left out: every plan has them.
    """
    rim = _outlines(plan).buffer(tolerance_m)
    own = _boundaries(np.asarray(plan.grids.geometry.values))
    near = own.buffer(tolerance_m)
    drawn = [_boundaries(np.asarray(net.grids.geometry.values)) for net in nets]
    inner = [shapely.difference(lines, rim) for lines in drawn]
    inside = shapely.difference(own, rim)
    counted = [(net, lines) for net, lines in zip(nets, drawn, strict=True) if net.weight > 0]
    known = shapely.union_all([lines for _, lines in counted]).buffer(tolerance_m)
    return Outcome(
        tuple(
            _outcome(net, crosswalk_of(plan, net, homes[:, k]), lines, near)
            for k, (net, lines) in enumerate(zip(nets, inner, strict=True))
        ),
        float(inside.length),
        float(shapely.difference(inside, known).length),
    )


def _outcome(
    net: Net, walk: Crosswalk, lines: shapely.Geometry, near: shapely.Geometry
) -> NetOutcome:
    table = walk.table[walk.table["net_grid_id"] != ""]
    main = table[table["main"]]
    lived = table[table["households"] > 0]
    heirs = lived.groupby("net_grid_id")["grid_code"].nunique()
    sources = walk.table[walk.table["households"] > 0].groupby("grid_code")["net_grid_id"].nunique()
    whole = heirs.index[heirs == 1]
    goal = lived[lived["net_grid_id"].isin(whole)]["grid_code"]
    return NetOutcome(
        net=net.name,
        weight=net.weight,
        grids=len(net.ids),
        boundary_m=float(lines.length),
        kept_m=float(shapely.intersection(lines, near).length),
        households=int(table["households"].sum()),
        together=int(main["households"].sum()),
        buildings=int(table["buildings"].sum()),
        buildings_together=int(main["buildings"].sum()),
        whole=len(whole),
        same=int((goal.map(sources) == 1).sum()),
    )


def _boundaries(polygons: np.ndarray) -> shapely.Geometry:
    return shapely.union_all(shapely.boundary(polygons))


def _outlines(plan: Plan) -> shapely.Geometry:
    units = plan.units.dissolve("community_code")
    return _boundaries(np.asarray(units.geometry.values))
