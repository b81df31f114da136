"""Who can walk to a station in time: each home, the sums of each grid, station and plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gridmap.stations.homes import Bools, Floats, Grids, Ints
from gridmap.stations.serving import Serving, serving_of
from gridmap.stations.settings import WALKERS, Walker
from gridmap.stations.walking import SLACK_M, Walks

Row = dict[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Reach:
    """Who can walk to a station in time, in one version of a plan.

    Attributes
    ----------
    walks : Walks
        The ways to every station.
    grids : Grids
        The grids of the version.
    serving : Serving
        Which station serves which grid.
    own_m, any_m : ndarray of float64, shape (n,)
        Metres from each unit to the nearest station that serves its grid, and to the nearest of
        all; infinite where none is within the distance that is looked at.
    own, nearest : ndarray of int64, shape (n,)
        Rows of those stations; -1 for none.
    """

    walks: Walks
    grids: Grids
    serving: Serving
    own_m: Floats
    any_m: Floats
    own: Ints
    nearest: Ints

    def is_out(self, walker: Walker, *, of_any: bool = False) -> Bools:
        """Return the lived-in units from which no station is reached in time.

        Parameters
        ----------
        walker : {"adult", "elder"}
            Who walks.
        of_any : bool
            Whether every station counts, or only those that serve the grid of the unit.

        Returns
        -------
        ndarray of bool, shape (n,)
            True where it is too far.
        """
        metres = self.any_m if of_any else self.own_m
        return self.walks.homes.lived & ~(metres <= self.walks.settings.limit_m(walker) + SLACK_M)

    def out_households(self, walker: Walker, *, of_any: bool = False) -> int:
        """Return how many households of the plan reach no station in time.

        Parameters
        ----------
        walker : {"adult", "elder"}
            Who walks.
        of_any : bool
            Whether every station counts, or only those that serve their grid.

        Returns
        -------
        int
            Households.
        """
        return int(self.walks.homes.households[self.is_out(walker, of_any=of_any)].sum())


def reach_of(walks: Walks, grids: Grids) -> Reach:
    """Return who can walk to a station in time.

    Parameters
    ----------
    walks : Walks
        The ways from the units to the stations.
    grids : Grids
        The grids of one version.

    Returns
    -------
    Reach
        Of this version.
    """
    serving = serving_of(walks.stations, grids)
    every = walks.length_m
    held = grids.of_unit >= 0
    serves = np.zeros(every.shape, dtype=np.bool_)
    serves[:, held] = serving.serves[:, grids.of_unit[held]]
    own_m, own = _nearest(np.where(serves, every, np.inf))
    any_m, nearest = _nearest(every)
    return Reach(walks, grids, serving, own_m, any_m, own, nearest)


def _nearest(length_m: Floats) -> tuple[Floats, Ints]:
    """Return the least of each column, and its row; infinite and -1 for none."""
    count = length_m.shape[1]
    if len(length_m) == 0:
        return np.full(count, np.inf), np.full(count, -1, dtype=np.int64)
    row = np.argmin(length_m, axis=0)
    least = length_m[row, np.arange(count)]
    return least, np.where(np.isfinite(least), row, -1).astype(np.int64)


def grid_rows(reach: Reach) -> list[Row]:
    """Return what is told of each grid.

    Parameters
    ----------
    reach : Reach
        Of one version.

    Returns
    -------
    list of dict
        By code: ``grid_code``, ``name``, ``community_code``, ``households``, ``buildings``,
        ``stations`` (ids of those that serve it), ``mean_m`` and ``farthest_m`` along roads to
        them (None where somebody is beyond what is looked at), and for each walker
        ``adult_out``, ``adult_out_any``, ``adult_out_buildings`` ...
    """
    homes, grids = reach.walks.homes, reach.grids
    households = grids.sums(homes.households)
    buildings = homes.buildings_by(np.where(homes.lived, grids.of_unit, -1), len(grids.code))
    out = {
        name: (grids.sums(homes.households * rows), homes.buildings_by(chosen, len(grids.code)))
        for name, rows in _outs(reach).items()
        for chosen in (np.where(rows, grids.of_unit, -1),)
    }
    found = []
    for grid, code in enumerate(grids.code):
        serving = [reach.walks.stations.station_id[row] for row in reach.serving.stations_of(grid)]
        row: Row = {
            "grid_code": code,
            "name": grids.name[grid],
            "community_code": grids.community[grid],
            "households": int(households[grid]),
            "buildings": int(buildings[grid]),
            "stations": serving,
            **_ways(reach, (grids.of_unit == grid) & homes.lived),
        }
        for name, (count, blocks) in out.items():
            row[name], row[f"{name}_buildings"] = int(count[grid]), int(blocks[grid])
        found.append(row)
    return found


def _outs(reach: Reach) -> dict[str, Bools]:
    """Return the units out of reach, by the name of the column that counts them."""
    return {
        f"{walker}_out{'_any' if of_any else ''}": reach.is_out(walker, of_any=of_any)
        for walker in WALKERS
        for of_any in (False, True)
    }


def _ways(reach: Reach, chosen: Bools) -> Row:
    """Return how far some units have to the stations of their grids: in the mean, and at most."""
    length_m, weights = reach.own_m[chosen], reach.walks.homes.households[chosen]
    if len(length_m) == 0 or not np.isfinite(length_m).all():
        return {"mean_m": None, "farthest_m": None}
    mean = float(np.average(length_m, weights=weights))
    return {"mean_m": round(mean, 1), "farthest_m": round(float(length_m.max()), 1)}


def out_units(reach: Reach) -> dict[str, list[str]]:
    """Return the units from which no station is reached in time.

    Parameters
    ----------
    reach : Reach
        Of one version.

    Returns
    -------
    dict of str to list of str
        Ids by the names of the columns that count their households: ``adult_out``,
        ``adult_out_any``, ``elder_out``, ``elder_out_any``.
    """
    ids = reach.walks.homes.unit_id
    return {name: ids[rows].tolist() for name, rows in _outs(reach).items()}


def plan_row(reach: Reach) -> Row:
    """Return what is told of a whole plan.

    Parameters
    ----------
    reach : Reach
        Of one version.

    Returns
    -------
    dict
        ``households``, ``buildings``, ``grids`` that are lived in, ``served`` (those of them
        with a station), ``unserved`` (households of the others), ``stations``, ``off_road``
        (households of units farther from every road than the limit), and the columns of
        `grid_rows` for each walker.
    """
    homes, grids = reach.walks.homes, reach.grids
    lived = grids.sums(homes.households) > 0
    row: Row = {
        "households": int(homes.households.sum()),
        "buildings": homes.count_buildings(homes.lived),
        "grids": int(lived.sum()),
        "served": int((lived & reach.serving.serves.any(axis=0)).sum()),
        "unserved": int(homes.households[~_served(reach)].sum()),
        "stations": len(reach.walks.stations),
        "off_road": int(homes.households[~reach.walks.is_near].sum()),
    }
    for name, out in _outs(reach).items():
        row[name] = int(homes.households[out].sum())
        row[f"{name}_buildings"] = homes.count_buildings(out)
    return row


def _served(reach: Reach) -> Bools:
    """Return the units whose grid has a station."""
    of_unit = reach.grids.of_unit
    held = of_unit >= 0
    served = np.zeros(len(of_unit), dtype=np.bool_)
    every: Bools = np.asarray(reach.serving.serves.any(axis=0))
    served[held] = every[of_unit[held]]
    return served


def station_rows(reach: Reach) -> list[Row]:
    """Return what is told of each station.

    Parameters
    ----------
    reach : Reach
        Of one version.

    Returns
    -------
    list of dict
        In the order of the layer: ``station_id``, ``name``, ``kind``, ``floor_area_m2``,
        ``grids`` (codes of those that it serves), ``is_stated``, ``serves`` (their households),
        and for each walker the households and buildings in its circle: ``adult_in``,
        ``adult_in_buildings`` ...
    """
    walks, grids = reach.walks, reach.grids
    homes, stations = walks.homes, walks.stations
    households = grids.sums(homes.households)
    found = []
    for row, station_id in enumerate(stations.station_id):
        area = float(stations.floor_area_m2[row])
        served = np.flatnonzero(reach.serving.serves[row])
        told: Row = {
            "station_id": station_id,
            "name": stations.name[row],
            "kind": stations.kind[row],
            "floor_area_m2": None if np.isnan(area) else area,
            "grids": [grids.code[grid] for grid in served.tolist()],
            "is_stated": bool(reach.serving.is_stated[row]),
            "serves": int(households[served].sum()),
        }
        for walker in WALKERS:
            inside = walks.circle(row, walker)
            told[f"{walker}_in"] = int(homes.households[inside].sum())
            told[f"{walker}_in_buildings"] = homes.count_buildings(inside)
        found.append(told)
    return found


def home_rows(reach: Reach) -> list[Row]:
    """Return what is told of each lived-in unit.

    Parameters
    ----------
    reach : Reach
        Of one version.

    Returns
    -------
    list of dict
        ``unit_id``, ``grid_code``, ``community_code``, ``households``, ``station`` (nearest of
        those that serve its grid), ``length_m``, minutes of each walker, whether each is out,
        ``any_station``, ``any_m``, ``offset_m`` to the nearest road, ``is_near``. Ways beyond
        what is looked at are None.
    """
    walks, grids = reach.walks, reach.grids
    homes, ids = walks.homes, [*walks.stations.station_id, ""]
    out = {walker: reach.is_out(walker) for walker in WALKERS}
    found = []
    for row in np.flatnonzero(homes.lived).tolist():
        grid = int(grids.of_unit[row])
        told: Row = {
            "unit_id": str(homes.unit_id[row]),
            "grid_code": grids.code[grid] if grid >= 0 else "",
            "community_code": str(homes.community[row]),
            "households": int(homes.households[row]),
            "station": ids[reach.own[row]],
            "length_m": _rounded(reach.own_m[row]),
        }
        for walker in WALKERS:
            seconds = reach.own_m[row] / walks.settings.speed_m_s(walker)
            told[f"{walker}_min"] = _rounded(seconds / 60)
            told[f"{walker}_is_out"] = bool(out[walker][row])
        told |= {"any_station": ids[reach.nearest[row]], "any_m": _rounded(reach.any_m[row])}
        told |= {
            "offset_m": _rounded(walks.offset_m[row]),
            "is_near": bool(walks.is_near[row]),
        }
        found.append(told)
    return found


def _rounded(value: float) -> float | None:
    return round(float(value), 1) if np.isfinite(value) else None
