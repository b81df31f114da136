"""What is known about a sample: totals, distributions, and everything that was planted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gridmap.sample.faults import Planted
from gridmap.sample.lattice import Lattice, Role
from gridmap.sample.storage import METRIC_EPSG, to_degrees

SHARES = (0.05, 0.25, 0.50, 0.75, 0.95)

LEAST_STATION_M2 = 60.0
"""Floor area that a station should have."""


def tell_truth(
    tables: Mapping[str, pd.DataFrame],
    *,
    lattice: Lattice,
    planted: Sequence[Planted],
    net_faults: Sequence[Mapping[str, Any]],
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the content of ``truth.json``.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Every layer by name, ``geometry`` in EPSG:4548, with the helping columns ``community``
        and ``role``.
    lattice : Lattice
        The skeleton, for the roles of communities.
    planted : sequence of Planted
        Planted faults of buildings.
    net_faults : sequence of mapping
        Planted faults of nets.
    settings : mapping
        What the sample was asked for.

    Returns
    -------
    dict
        Plain values only: ``settings``, ``totals``, ``communities``, ``households_per``,
        ``planted``, ``stations`` and ``hazards``.
    """
    buildings, compounds = tables["buildings"], tables["compounds"]
    return {
        "settings": dict(settings),
        "metric_crs": f"EPSG:{METRIC_EPSG}",
        "totals": _totals(tables),
        "communities": _communities(tables, lattice),
        "households_per": {
            "building": _quantiles(_lived_in(buildings)["households"]),
            "compound": _quantiles(_lived_in(buildings).groupby("compound_id")["households"].sum()),
        },
        "planted": [
            *_special_compounds(compounds, buildings),
            _small_community(tables, lattice),
            *_crossings(tables, lattice),
            *[_building_fault(fault, buildings) for fault in planted],
            *[_net_fault(fault) for fault in net_faults],
        ],
        "stations": _stations(tables["stations"]),
        "hazards": _by_kind(tables["hazards"], "hazard_id"),
    }


def _lived_in(buildings: pd.DataFrame) -> pd.DataFrame:
    """Return buildings of compounds that have households: those that the quantiles are of."""
    return buildings[(buildings["households"] > 0) & buildings["compound_id"].notna()]


def _totals(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    buildings = tables["buildings"]
    counted = ("communities", "compounds", "buildings", "nets", "stations", "hazards")
    return {
        **{name: len(tables[name]) for name in counted},
        "residential_buildings": int((buildings["households"] > 0).sum()),
        **{name: int(buildings[name].sum()) for name in ("households", "persons", "entrances")},
        "households_estimated": int(
            buildings.loc[buildings["households_source"] == "estimated", "households"].sum()
        ),
    }


def _communities(tables: Mapping[str, pd.DataFrame], lattice: Lattice) -> list[dict[str, Any]]:
    buildings, compounds = tables["buildings"], tables["compounds"]
    railway = tables["railways"]["geometry"].iloc[0]
    river = tables["water"].loc[tables["water"]["kind"] == "river", "geometry"].iloc[0]
    rows = []
    for index, community in enumerate(tables["communities"].to_dict("records")):
        polygon, code = community["geometry"], community["community_code"]
        own = buildings[buildings["community"] == index]
        role = lattice.cells[index].role
        barrier = {"river": river, "rail": railway}.get(role)
        rows.append(
            {
                "community_code": code,
                "name": community["name"],
                "area_m2": float(round(polygon.area, 2)),
                "compounds": int((compounds["community_code"] == code).sum()),
                "buildings": len(own),
                **{name: int(own[name].sum()) for name in ("households", "persons", "entrances")},
                "sides": [] if barrier is None else _sides(polygon, barrier, own),
            }
        )
    return rows


def _sides(
    community: shapely.Polygon, barrier: shapely.Geometry, buildings: pd.DataFrame
) -> list[int]:
    """Return the households of each side of a barrier that crosses a community."""
    parts = shapely.get_parts(shapely.difference(community, shapely.buffer(barrier, 0.5)))
    parts = parts[shapely.area(parts) > 10_000.0]
    points = shapely.point_on_surface(buildings["geometry"].to_numpy())
    building, part = shapely.STRtree(parts).query(points, predicate="intersects")
    households = buildings["households"].to_numpy()[building]
    return sorted(np.bincount(part, weights=households).astype(int).tolist())


def _quantiles(values: pd.Series[int]) -> dict[str, float]:
    return {f"p{round(100 * share)}": float(round(values.quantile(share), 1)) for share in SHARES}


def _place(shape: shapely.Geometry) -> list[float]:
    point = shapely.get_coordinates(shapely.point_on_surface(shape))
    return [round(float(value), 7) for value in to_degrees(point)[0]]


def _special_compounds(compounds: pd.DataFrame, buildings: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the compounds of a special purpose, of 37 buildings, 35 entrances, and the tower."""
    found = []
    special = compounds[(compounds["role"] != "") | compounds["purpose"].notna()]
    for row in special.to_dict("records"):
        own = buildings[buildings["compound_id"] == row["compound_id"]]
        lived_in = own[own["households"] > 0]
        fact: dict[str, Any] = {
            "kind": f"compound_{row['role'] or row['purpose']}",
            "ids": [row["compound_id"]],
            "community_code": row["community_code"],
            "place": _place(row["geometry"]),
            "buildings": len(lived_in if row["role"] else own),
            "households": int(own["households"].sum()),
            "entrances": int(lived_in["entrances"].sum()),
        }
        if row["role"] == "tower":
            tower = own.sort_values("households").iloc[-1]
            fact["building_id"] = tower["building_id"]
            fact["building_households"] = int(tower["households"])
        found.append(fact)
    return found


def _small_community(tables: Mapping[str, pd.DataFrame], lattice: Lattice) -> dict[str, Any]:
    row = tables["communities"].iloc[lattice.cells.index(lattice.cell("small"))]
    compounds = tables["compounds"]
    own = compounds[compounds["community_code"] == row["community_code"]]
    return {
        "kind": "community_small",
        "ids": [row["community_code"]],
        "place": _place(row["geometry"]),
        "area_m2": float(round(row["geometry"].area, 2)),
        "compounds": own["compound_id"].tolist(),
    }


def _crossings(tables: Mapping[str, pd.DataFrame], lattice: Lattice) -> list[dict[str, Any]]:
    """Return the communities that river and railway cross, with what links their sides."""
    bridges = tables["bridges"]
    found = []
    crossings: tuple[tuple[Role, str], ...] = (("river", "bridge"), ("rail", "underpass"))
    for role, kind in crossings:
        index = lattice.cells.index(lattice.cell(role))
        community = tables["communities"].iloc[index]
        inside = shapely.buffer(community["geometry"], -10.0)
        links = bridges[
            (bridges["kind"] == kind) & shapely.contains(inside, bridges["geometry"].to_numpy())
        ]
        found.append(
            {
                "kind": f"community_crossed_by_{role}",
                "ids": [community["community_code"]],
                "place": _place(community["geometry"]),
                "bridges": links["bridge_id"].tolist(),
            }
        )
    return found


def _building_fault(fault: Planted, buildings: pd.DataFrame) -> dict[str, Any]:
    rows = buildings.iloc[list(fault.rows)]
    shapes = rows["geometry"].to_numpy()
    shape = shapely.intersection(shapes[0], shapes[-1])
    return {
        "kind": fault.kind,
        "ids": rows["building_id"].tolist(),
        "place": _place(shape),
        "area_m2": float(round(shape.area, 2)),
        "households": int(rows["households"].sum()),
    }


def _net_fault(fault: Mapping[str, Any]) -> dict[str, Any]:
    place = [round(float(value), 7) for value in to_degrees(fault["place_m"][None])[0]]
    return {
        "kind": fault["kind"],
        "net": fault["net"],
        "ids": fault["ids"],
        "place": place,
        "area_m2": float(round(fault["area_m2"], 2)),
        "households": fault["households"],
    }


def _stations(stations: pd.DataFrame) -> dict[str, list[str]]:
    small = stations["floor_area_m2"] < LEAST_STATION_M2
    return {
        "below_60_m2": stations.loc[small, "station_id"].tolist(),
        "at_least_60_m2": stations.loc[~small, "station_id"].tolist(),
    }


def _by_kind(frame: pd.DataFrame, key: str) -> dict[str, list[str]]:
    return {str(kind): own[key].tolist() for kind, own in frame.groupby("kind", sort=True)}
