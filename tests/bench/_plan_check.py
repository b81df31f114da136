"""A plan file judged from outside: only what the file says, by geometry and sums of its own."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

SPECK_M2 = 1e-3
"""Less than this is no area but the last digits of coordinates in metres."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a plan file holds and where it falls short.

    Attributes
    ----------
    communities, units, households, grids, ordinary : int
        What there is; special-purpose grids are not ordinary and have no band.
    in_band : int
        Ordinary grids in the band.
    infeasible : int
        Communities with a part that no number of grids fits.
    feasible_grids, feasible_in_band : int
        Ordinary grids of the other communities, and those of them in the band.
    gaps_m2, overlaps_m2 : float
        Area of communities in no unit or outside of them, and in more than one unit.
    whole : int
        Grids that are one valid polygon and whose units together are that polygon.
    reasons : tuple of str
        Why each infeasible part is, after the code of its community.
    wrong : tuple of str
        Every promise that the file breaks.
    """

    communities: int
    units: int
    households: int
    grids: int
    ordinary: int
    in_band: int
    infeasible: int
    feasible_grids: int
    feasible_in_band: int
    gaps_m2: float
    overlaps_m2: float
    whole: int
    reasons: tuple[str, ...]
    wrong: tuple[str, ...]


def judge(path: Path, *, lower: int = 300, upper: int = 500) -> Judgement:
    """Return what a plan file holds and where it falls short.

    Parameters
    ----------
    path : Path
        A plan file.
    lower, upper : int
        The band, in households.

    Returns
    -------
    Judgement
        Figures computed from the polygons and households of units and communities.
    """
    units, grids, communities = (
        pyogrio.read_dataframe(path, layer=name) for name in ("units", "grids", "communities")
    )
    feasibility = pyogrio.read_dataframe(path, layer="feasibility")
    gaps_m2, overlaps_m2 = _faults_of_cover(units, communities)
    whole = _whole(units, grids)
    ordinary = grids[grids["kind"] == "ordinary"]
    held = units.groupby("grid_code")["households"].sum().reindex(ordinary["grid_code"])
    in_band = held.between(lower, upper).to_numpy()
    hopeless = feasibility[~feasibility["feasible"].astype(bool)]
    feasible = ~ordinary["community_code"].isin(hopeless["community_code"]).to_numpy()
    return Judgement(
        communities=len(communities),
        units=len(units),
        households=int(units["households"].sum()),
        grids=len(grids),
        ordinary=len(ordinary),
        in_band=int(in_band.sum()),
        infeasible=hopeless["community_code"].nunique(),
        feasible_grids=int(feasible.sum()),
        feasible_in_band=int((feasible & in_band).sum()),
        gaps_m2=gaps_m2,
        overlaps_m2=overlaps_m2,
        whole=int(whole.sum()),
        reasons=tuple(hopeless["community_code"] + ": " + hopeless["reason_en"]),
        wrong=tuple(_broken(units, grids, whole, gaps_m2, overlaps_m2)),
    )


def _faults_of_cover(units: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> tuple[float, float]:
    gaps_m2 = overlaps_m2 = 0.0
    shapes = communities.set_index("community_code").geometry
    # The union that trusts no coverage: what is to be proved is not assumed.
    for code, cells in units.groupby("community_code").geometry:
        union = shapely.union_all(cells.to_numpy())
        gaps_m2 += shapely.area(shapely.symmetric_difference(union, shapes[code]))
        overlaps_m2 += shapely.area(cells.to_numpy()).sum() - shapely.area(union)
    empty = shapes[~shapes.index.isin(units["community_code"])]
    return float(gaps_m2 + empty.area.sum()), float(max(overlaps_m2, 0.0))


def _whole(units: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> np.ndarray:
    drawn = grids.geometry.to_numpy()
    single = shapely.is_valid(drawn) & (shapely.get_num_geometries(drawn) == 1)
    unions = units.groupby("grid_code").geometry.agg(lambda cells: shapely.union_all(cells.array))
    made = unions.reindex(grids["grid_code"]).to_numpy()
    differs_m2 = shapely.area(shapely.symmetric_difference(drawn, made))
    joined = np.array([shape is not None and shape.geom_type == "Polygon" for shape in made])
    return single & joined & (differs_m2 <= SPECK_M2 + 1e-9 * shapely.area(drawn))


def _broken(
    units: gpd.GeoDataFrame,
    grids: gpd.GeoDataFrame,
    whole: np.ndarray,
    gaps_m2: float,
    overlaps_m2: float,
) -> list[str]:
    cells = units.geometry.to_numpy()
    total_m2 = shapely.area(cells).sum()
    sums = units.groupby("grid_code")["households"].sum().reindex(grids["grid_code"])
    checks = {
        "a unit is in no grid": units["grid_code"].isna().any(),
        "a unit is in a grid of another community": _strays(units, grids),
        "unit ids are not unique": units["unit_id"].duplicated().any(),
        "units are no valid coverage": not shapely.coverage_is_valid(cells),
        "grids are no valid coverage": not shapely.coverage_is_valid(grids.geometry.to_numpy()),
        f"gaps {gaps_m2:.3f} m²": gaps_m2 > 1e-6 * total_m2,
        f"overlaps {overlaps_m2:.3f} m²": overlaps_m2 > 1e-6 * total_m2,
        f"{(~whole).sum()} grids in pieces": not whole.all(),
        "households of a grid are not those of its units": not np.array_equal(
            sums.to_numpy(), grids["households"].to_numpy()
        ),
    }
    return [what for what, broken in checks.items() if broken]


def _strays(units: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> bool:
    home: pd.Series = grids.set_index("grid_code")["community_code"]
    return bool((units["grid_code"].map(home) != units["community_code"]).any())
