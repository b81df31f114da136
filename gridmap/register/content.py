"""What the register of a plan holds: every page with its rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.crs import STORAGE_CRS
from gridmap.layers import CONTRACTS
from gridmap.plan import Plan
from gridmap.register import pages
from gridmap.register.fields import PLACE_DIGITS, as_row
from gridmap.register.homes import Homes, homes_of
from gridmap.register.pages import Page, PageKind, Row, list_page
from gridmap.teams.records import list_rows_of, lists_of, members_of


@dataclass(frozen=True, slots=True)
class Register:
    """The register of a plan.

    Attributes
    ----------
    pages : tuple of Page
        In the order of a file.
    """

    pages: tuple[Page, ...]

    def page(self, name: str) -> Page | None:
        """Return the page of a name.

        Parameters
        ----------
        name : str
            Its name in code.

        Returns
        -------
        Page or None
            None where there is none.
        """
        return next((one for one in self.pages if one.kind.name == name), None)


def register_of(plan: Plan) -> Register:
    """Return the register of a plan.

    Parameters
    ----------
    plan : Plan
        The plan with its layers and tables.

    Returns
    -------
    Register
        A page for every level, layer and list, rows ordered by code.
    """
    homes = homes_of(plan)
    made = [
        _page(pages.STREETS, _streets(plan, homes)),
        _page(pages.COMMUNITIES, _communities(plan, homes)),
        _page(pages.GRIDS, _grids(plan, homes)),
        _page(pages.MICRO_GRIDS, _micro_grids(homes)),
        _page(pages.COMPOUNDS, _compounds(plan, homes)),
        _page(pages.BUILDINGS, _buildings(plan, homes)),
        _page(pages.STATIONS, _placed(plan, "stations")),
        _page(pages.HAZARDS, _placed(plan, "hazards")),
        Page(pages.TEAMS, _teams(plan)),
        *(Page(kind, rows) for kind, rows in _lists(plan)),
    ]
    return Register(tuple(made))


def _page(kind: PageKind, rows: Iterable[Mapping[str, Any]]) -> Page:
    key = kind.key.name
    kept = (as_row(kind.fields, row) for row in rows)
    found = {str(row[key]): row for row in kept if row[key] is not None}
    return Page(kind, dict(sorted(found.items())))


def _records(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    if frame is None:
        return []
    table = pd.DataFrame(frame.drop(columns="geometry", errors="ignore")).astype(object)
    records = table.where(table.notna(), None).to_dict("records")
    return [{str(name): value for name, value in record.items()} for record in records]


def _streets(plan: Plan, homes: Homes) -> Iterator[dict[str, Any]]:
    named = _records(plan.context.get("communities"))
    by_street: dict[str, list[str]] = {}
    for row in named:
        by_street.setdefault(row.get("street") or "", []).append(row["community_code"])
    grids = plan.grids.groupby("community_code").size().to_dict()
    for street, codes in by_street.items():
        if not street:
            continue
        yield {
            "street": street,
            "communities": len(codes),
            "grids": sum(int(grids.get(code, 0)) for code in codes),
            **homes.sums("community_code", codes),
        }


def _communities(plan: Plan, homes: Homes) -> Iterator[dict[str, Any]]:
    ordinary = plan.grids[plan.grids["kind"] == "ordinary"]
    held = ordinary[ordinary["households"].between(plan.band.lower, plan.band.upper)]
    grids = plan.grids.groupby("community_code").size().to_dict()
    in_band = held.groupby("community_code").size().to_dict()
    for row in _records(plan.context.get("communities")):
        code = row["community_code"]
        yield {
            **row,
            "grids": int(grids.get(code, 0)),
            "in_band": int(in_band.get(code, 0)),
            **homes.sums("community_code", [code]),
        }


def _grids(plan: Plan, homes: Homes) -> Iterator[dict[str, Any]]:
    streets = {
        row["community_code"]: row.get("street")
        for row in _records(plan.context.get("communities"))
    }
    area_m2 = np.rint(plan.grids.geometry.area.to_numpy()).astype(int)
    for row, area in zip(_records(plan.grids), area_m2.tolist(), strict=True):
        ordinary = row["kind"] == "ordinary"
        yield {
            **row,
            "street": streets.get(row["community_code"]),
            **homes.sums("grid_code", [row["grid_code"]]),
            "area_m2": area,
            "in_band": plan.band.holds(int(row["households"])) if ordinary else None,
        }


def _micro_grids(homes: Homes) -> Iterator[dict[str, Any]]:
    units = homes.units
    if "micro_code" not in units.columns:
        return
    first = units.dropna(subset="micro_code").drop_duplicates("micro_code")
    for row in _records(first[["micro_code", "grid_code", "community_code"]]):
        yield {**row, **homes.sums("micro_code", [row["micro_code"]])}


def _compounds(plan: Plan, homes: Homes) -> Iterator[dict[str, Any]]:
    for row in _records(plan.context.get("compounds")):
        home = homes.community_of_compound.get(row["compound_id"])
        yield {
            **row,
            "community_code": row.get("community_code") or home,
            **homes.sums("compound_id", [row["compound_id"]]),
        }


def _buildings(plan: Plan, homes: Homes) -> Iterator[dict[str, Any]]:
    names = {row["compound_id"]: row.get("name") for row in _records(plan.context.get("compounds"))}
    for row in _records(plan.context.get("buildings")):
        yield {
            **row,
            **homes.of_building(row["building_id"]),
            "compound": names.get(row.get("compound_id")),
        }


def _placed(plan: Plan, layer: str) -> Iterator[dict[str, Any]]:
    frame = plan.context.get(layer)
    if frame is None or frame.empty:
        return
    grid = _grid_of(frame, plan.grids)
    points = shapely.get_type_id(np.asarray(frame.geometry.array, dtype=object)) == 0
    degrees = shapely.point_on_surface(np.asarray(frame.geometry.to_crs(STORAGE_CRS).array))
    lon, lat = np.round([shapely.get_x(degrees), shapely.get_y(degrees)], PLACE_DIGITS)
    homes = dict(zip(plan.grids["grid_code"], plan.grids["community_code"], strict=True))
    for n, row in enumerate(_records(frame)):
        place = {"lon": float(lon[n]), "lat": float(lat[n])} if points[n] else {}
        yield {
            **row,
            "lies_in": grid[n],
            "community_code": row.get("community_code") or homes.get(grid[n]),
            **place,
        }


def _grid_of(frame: gpd.GeoDataFrame, grids: gpd.GeoDataFrame) -> list[str | None]:
    """Return the grid in which each shape lies, by a point on it."""
    shapes = np.asarray(frame.geometry.to_crs(grids.crs).array, dtype=object)
    tree = shapely.STRtree(np.asarray(grids.geometry.array, dtype=object))
    mine, theirs = tree.query(shapely.point_on_surface(shapes), predicate="intersects")
    codes = grids["grid_code"].to_numpy(dtype=object)
    found: list[str | None] = [None] * len(frame)
    for row, grid in sorted(zip(mine.tolist(), theirs.tolist(), strict=True), reverse=True):
        found[row] = codes[grid]
    return found


def _teams(plan: Plan) -> dict[str, Row]:
    return _numbered(
        pages.TEAMS,
        (
            {one.name: getattr(member, one.name) for one in pages.TEAMS.fields[1:]}
            for member in members_of(plan)
        ),
    )


def _lists(plan: Plan) -> Iterator[tuple[PageKind, dict[str, Row]]]:
    for one in lists_of(plan):
        kind = list_page(one)
        lines = (
            {"grid_code": line.grid_code, **{f"v{n}": said for n, said in enumerate(line.values)}}
            for line in list_rows_of(plan, one.list_id)
        )
        yield kind, _numbered(kind, lines)


def _numbered(kind: PageKind, lines: Iterable[Mapping[str, Any]]) -> dict[str, Row]:
    """Return rows that have no code of their own, by one that is made of what they say."""
    rows: dict[str, Row] = {}
    times: dict[str, int] = {}
    for line in lines:
        row = as_row(kind.fields, line)
        said = json.dumps(list(row.values()), ensure_ascii=False)
        base = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:8].upper()
        times[base] = times.get(base, 0) + 1
        key = f"{base}-{times[base]}"
        rows[key] = {**row, kind.key.name: key}
    return rows


def layer_names(plan: Plan) -> list[str]:
    """Return the layers of a plan that a register shows.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of str
        Names, in the order of the contracts.
    """
    shown = {one.layer for one in pages.PAGES if one.layer}
    return [name for name in CONTRACTS if name in shown and name in plan.context]
