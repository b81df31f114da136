"""The criteria of practice as scores of 0 to 100: fit, adjacency, likeness, ease, service radius.

Offices ask that the residents of a grid fit in number, live adjacent, are alike in occupation, and
that it is easy to manage (人口相适、居住相邻、职业相近、便于管理), within a radius of service.
`CRITERIA` states what each is measured by here, and `definitions` prints it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.contiguity import ContiguityGraph, EdgeKind
from gridmap.errors import Lang, Text
from gridmap.metrics import Members, members_of
from gridmap.plan import Band

Scores = NDArray[np.float64]

PASS = 60.0
"""Score of a grid at either end of the band, as in a school report."""

SERVICE_M = 500.0
"""15 minutes of an elder at 0.8 m/s are 720 m of streets, 500 m of them as the crow flies."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the criteria look at.

    Attributes
    ----------
    members : Members
        The units of every grid.
    graph : ContiguityGraph
        Contiguity of these units.
    kind : ndarray of object, shape (n,)
        Kind of the compound of each unit, ``""`` outside compounds, None where it is not known.
    """

    members: Members
    graph: ContiguityGraph
    kind: NDArray[np.object_]

    @property
    def households(self) -> Scores:
        """Households of each grid, shape (k,)."""
        return self.members.total(self.members.households)

    def share(self, households: Scores) -> Scores:
        """Return the part that some households are of their grid's.

        Parameters
        ----------
        households : ndarray of float64, shape (n,)
            Households of each unit that count.

        Returns
        -------
        ndarray of float64, shape (k,)
            0 to 1; 1 for a grid without households.
        """
        counted, everyone = self.members.total(households), self.households
        return np.where(everyone > 0, counted / np.maximum(everyone, 1.0), 1.0)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    Attributes
    ----------
    title : Text
        What offices call it.
    definition : Text
        What the score is made of.
    compute : callable
        From a scene to the score of each grid, shape (k,), NaN where nothing is known.
    """

    title: Text
    definition: Text
    compute: Callable[[Scene], Scores]


def _fit(scene: Scene) -> Scores:
    band = scene.members.band
    off = np.abs(scene.households - band.target)
    half = (band.upper - band.lower) / 2
    inside = 100.0 - (100.0 - PASS) * off / max(half, 1.0)
    outside = PASS * np.maximum(0.0, 1.0 - (off - half) / band.target)
    return np.where(off <= half, inside, outside)


def _adjacency(scene: Scene) -> Scores:
    polygons = scene.members.polygons
    area = shapely.area(polygons)
    parts, owner = shapely.get_parts(polygons, return_index=True)
    largest = np.zeros(len(polygons))
    np.maximum.at(largest, owner, shapely.area(parts))
    squares = scene.members.inertia_m2 / np.maximum(scene.households, 1.0)
    disc = area / (2 * np.pi)
    round_ = np.sqrt(disc / np.maximum(np.maximum(squares, disc), 1e-9))
    return np.asarray(100.0 * round_ * largest / np.maximum(area, 1e-9))


def _likeness(scene: Scene) -> Scores:
    households, grid = scene.members.households, scene.members.grid
    known = np.array([kind is not None for kind in scene.kind], dtype=np.bool_) & (households > 0)
    counted = pd.DataFrame(
        {"grid": grid[known], "kind": scene.kind[known], "households": households[known]}
    )
    loads = counted.groupby(["grid", "kind"])["households"].sum().groupby(level="grid")
    alike = loads.agg(lambda part: float((part**2).sum() / part.sum() ** 2))
    every = alike.reindex(range(len(scene.households)))
    return np.asarray(100.0 * every, dtype=np.float64)


def _ease(scene: Scene) -> Scores:
    return 100.0 * (_whole(scene) + _uncrossed(scene) + _along_lines(scene)) / 3.0


def _whole(scene: Scene) -> Scores:
    """Share of households whose compound lies in one grid, or that live in none."""
    members = scene.members
    lived = pd.DataFrame(
        {
            "compound": members.units["compound_id"].to_numpy(),
            "grid": members.grid,
            "households": members.households,
        }
    )
    inside = lived[lived["compound"].notna() & (lived["households"] > 0)]
    grids = inside.groupby("compound")["grid"].nunique()
    loads = inside.groupby("compound")["households"].sum()
    split = grids.index[(grids > 1) & (loads <= members.band.upper)]
    whole = ~lived["compound"].isin(split)
    return scene.share(lived["households"].where(whole, 0.0).to_numpy(dtype=float))


def _uncrossed(scene: Scene) -> Scores:
    """Share of households that are reached from most of their grid without crossing a barrier."""
    grid, graph = scene.members.grid, scene.graph
    side = graph.components((grid[graph.heads] == grid[graph.tails]) & ~graph.barrier)
    loads = np.bincount(side, weights=scene.members.households)
    greatest = np.zeros(len(scene.households))
    np.maximum.at(greatest, grid, loads[side])
    return np.where(scene.households > 0, greatest / np.maximum(scene.households, 1.0), 1.0)


def _along_lines(scene: Scene) -> Scores:
    """Share of the border with other grids that runs along a road, wall, railway or water."""
    grid, graph = scene.members.grid, scene.graph
    between = grid[graph.heads] != grid[graph.tails]
    marked = between & (graph.kind != EdgeKind.PLAIN)

    def length_m(edges: NDArray[np.bool_]) -> Scores:
        ends = np.concatenate([grid[graph.heads[edges]], grid[graph.tails[edges]]])
        metres = np.tile(graph.length_m[edges], 2)
        sums = np.bincount(ends, weights=metres, minlength=len(scene.households))
        return sums.astype(np.float64)

    border = length_m(between)
    return np.where(border > 0, length_m(marked) / np.maximum(border, 1e-9), 1.0)


def _service(scene: Scene) -> Scores:
    near = scene.members.squared_distance_m2 <= SERVICE_M**2
    return 100.0 * scene.share(np.where(near, scene.members.households, 0.0))


CRITERIA: MappingProxyType[str, Criterion] = MappingProxyType(
    {
        "fit_score": Criterion(
            Text("人口相适", "Fit in number"),
            Text(
                "户数居区间中值得 100 分，在上、下限得 60 分，其间按比例；超出区间的，每超出中值的"
                " 1% 再减 0.6 分。",
                "100 at the middle of the band, 60 at either end, in proportion between; outside, "
                "0.6 less for each 1% of the middle by which it is off.",
            ),
            _fit,
        ),
        "adjacency_score": Criterion(
            Text("居住相邻", "Living adjacent"),
            Text(
                "同面积圆内均匀居住时住户到中心的均方根距离，与实际距离之比；分成几片的，再乘以最大"
                "一片的面积占比。",
                "Root mean square distance of households to their centre if they lived evenly in "
                "a disc of the same area, over the actual one; times the share of the largest "
                "part where a grid is in parts.",
            ),
            _adjacency,
        ),
        "likeness_score": Criterion(
            Text("职业相近", "Alike in occupation"),
            Text(
                "网格内任取两户，所住小区同类（商住、老旧、回迁或不在小区内）的概率；类别未填的不计。"
                "图层没有职业，以小区类别代之。",
                "Chance that two households of the grid live in compounds of one kind (commercial, "
                "old, resettlement, or none); unknown kinds are left out. No layer holds "
                "occupations: the kind of compound stands for them.",
            ),
            _likeness,
        ),
        "ease_score": Criterion(
            Text("便于管理", "Easy to manage"),
            Text(
                "三项占比的平均：所住小区未被拆分的户（超出上限的小区不计为拆分）；不跨阻隔即可到达"
                "的户；与邻格的分界沿道路、围墙、铁路或水系的长度。",
                "Mean of three shares: households whose compound is not split (one above the band "
                "has to be); households reached without crossing a barrier; length of border with "
                "other grids along roads, walls, railways or water.",
            ),
            _ease,
        ),
        "service_score": Criterion(
            Text("服务半径", "Radius of service"),
            Text(
                "距网格住户中心直线 500 米以内的户数占比（老人步行 15 分钟约 720 米路程）。",
                "Share of households within 500 m of the grid's centre in a straight line (an "
                "elder's walk of 15 minutes is about 720 m of streets).",
            ),
            _service,
        ),
    }
)
"""Every criterion by its column name, in the order in which tables show them."""


def grid_scores(
    units: gpd.GeoDataFrame,
    grids: gpd.GeoDataFrame,
    graph: ContiguityGraph,
    *,
    band: Band,
    compounds: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Return every score of every ordinary grid.

    Parameters
    ----------
    units : GeoDataFrame
        Units with ``grid_code``, in a metric CRS, in the order of the graph.
    grids : GeoDataFrame
        Polygons indexed by ``grid_code``, with ``kind``.
    graph : ContiguityGraph
        Contiguity of the units.
    band : Band
        Households of a grid.
    compounds : GeoDataFrame, optional
        Compounds with ``compound_id`` and ``kind``.

    Returns
    -------
    DataFrame
        A row a grid, with the index of ``grids``, a column a criterion, 0 to 100 with one
        decimal; NaN for special-purpose grids and where nothing is known.

    Raises
    ------
    CrsError
        If the units are not in metres.
    """
    members = members_of(units, grids, band=band)
    rows = np.flatnonzero(units["grid_code"].notna().to_numpy())
    scene = Scene(members, graph.take(rows), _kinds(members.units, compounds))
    ordinary = (grids["kind"] == "ordinary").to_numpy()
    columns = {
        name: np.where(ordinary, np.round(criterion.compute(scene), 1), np.nan)
        for name, criterion in CRITERIA.items()
    }
    return pd.DataFrame(columns, index=grids.index)


def _kinds(units: pd.DataFrame, compounds: gpd.GeoDataFrame | None) -> NDArray[np.object_]:
    ids = units["compound_id"]
    kinds: dict[object, object] = {}
    if compounds is not None and "kind" in compounds:
        known = compounds.dropna(subset="kind")
        kinds = dict(zip(known["compound_id"], known["kind"], strict=True))
    if not kinds:
        return np.full(len(units), None, dtype=object)
    found = ["" if pd.isna(compound) else kinds.get(compound) for compound in ids]
    return np.array(found, dtype=object)


def plan_scores(scores: pd.DataFrame, households: pd.Series) -> dict[str, float | None]:
    """Return the scores of a whole plan.

    Parameters
    ----------
    scores : DataFrame
        What `grid_scores` returned.
    households : Series
        Households of each grid, with the same index.

    Returns
    -------
    dict of str to float or None
        The mean of each criterion over households, with one decimal; None where no grid has one.
    """
    means: dict[str, float | None] = {}
    for name in CRITERIA:
        known = scores[name].notna() & (households > 0)
        weight = float(households[known].sum())
        total = float((scores.loc[known, name] * households[known]).sum())
        means[name] = round(total / weight, 1) if weight else None
    return means


def definitions(lang: Lang) -> str:
    """Return what every criterion is measured by, a line each.

    Parameters
    ----------
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    str
        The lines.

    Examples
    --------
    >>> print(definitions("en").splitlines()[0][:45])
    Fit in number: 100 at the middle of the band,
    """
    colon = "：" if lang == "zh" else ": "
    return "\n".join(
        f"{criterion.title.say(lang)}{colon}{criterion.definition.say(lang)}"
        for criterion in CRITERIA.values()
    )
