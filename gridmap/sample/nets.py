"""Three departments' nets over one street, with gaps, overlaps, an exclave and a grid too large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.sample.blocks import Block
from gridmap.sample.coverage import Coverage, cut_cells, neighbours
from gridmap.sample.grouping import group_cells
from gridmap.sample.netfaults import (
    OVERSIZE_HOUSEHOLDS,
    Net,
    NetFault,
    plant_exclave,
    plant_oversize,
    plant_patch,
)
from gridmap.sample.plots import Plot

NETS = (("综治网", "ZZ", 650), ("城管网", "CG", 750), ("环保网", "HB", 850))
"""Name, letters of the ids, and most households of a grid."""


def build_nets(
    blocks: Sequence[Block],
    plots: Sequence[Plot],
    buildings: pd.DataFrame,
    rng: np.random.Generator,
) -> tuple[Coverage, pd.DataFrame, list[dict[str, Any]]]:
    """Return the final cells, the layer of nets and its planted faults.

    Parameters
    ----------
    blocks : sequence of Block
        They cover the street.
    plots : sequence of Plot
        Blocks that are built up.
    buildings : DataFrame
        With ``households`` and ``geometry`` in EPSG:4548.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    coverage : Coverage
        Cells that are cut along every planted patch as well.
    nets : DataFrame
        Columns of the contract of nets, and ``geometry`` in EPSG:4548.
    faults : list of dict
        ``kind``, ``net``, ``ids``, ``place_m``, ``area_m2`` and ``households`` of each.
    """
    coarse = cut_cells(blocks, plots)
    planted = _plant([_group(coarse, buildings, limit, rng) for _, _, limit in NETS], rng)
    patches = [f.patch for net in planted for f in net.faults if f.patch is not None]
    fine = cut_cells(blocks, plots, extra=[shapely.boundary(patch) for patch in patches])
    nets = [_refine(net, fine, buildings) for net in planted]
    layers, faults = [], []
    for (name, letters, _), net in zip(NETS, nets, strict=True):
        layer, found = _draw(net, name, letters)
        layers.append(layer)
        faults += found
    return fine, pd.concat(layers, ignore_index=True), faults


def _group(
    coverage: Coverage, buildings: pd.DataFrame, limit: int, rng: np.random.Generator
) -> Net:
    """Return a net without faults; a grid stays in one community."""
    pairs = neighbours(coverage.cells)
    households = _households(coverage, buildings)
    places = shapely.get_coordinates(shapely.centroid(coverage.cells))
    group = np.zeros(len(households), dtype=np.int64)
    for community in np.unique(coverage.community).tolist():
        members = np.flatnonzero(coverage.community == community)
        number = np.full(len(households), -1)
        number[members] = np.arange(len(members))
        inner = number[pairs[(number[pairs] >= 0).all(axis=1)]]
        own = group_cells(inner, households[members], places[members], limit=limit, rng=rng)
        group[members] = own + group.max() + 1
    return Net(coverage, pairs, households, group)


def _plant(nets: list[Net], rng: np.random.Generator) -> list[Net]:
    police, city, environment = nets
    police = plant_patch(plant_exclave(plant_oversize(police, rng), rng), "gap", rng)
    police = plant_patch(police, "overlap", rng)
    city = plant_patch(plant_patch(plant_patch(city, "gap", rng), "gap", rng), "overlap", rng)
    environment = plant_patch(plant_patch(environment, "gap", rng), "overlap", rng)
    return [police, city, plant_patch(environment, "overlap", rng)]


def _households(coverage: Coverage, buildings: pd.DataFrame) -> NDArray[np.int64]:
    lived_in = buildings[buildings["households"] > 0]
    points = shapely.point_on_surface(lived_in["geometry"].to_numpy())
    building, cell = shapely.STRtree(coverage.cells).query(points, predicate="intersects")
    building, first = np.unique(building, return_index=True)
    weights = lived_in["households"].to_numpy()[building]
    return np.bincount(cell[first], weights=weights, minlength=len(coverage.cells)).astype(np.int64)


def _refine(net: Net, fine: Coverage, buildings: pd.DataFrame) -> Net:
    """Return the net on finer cells."""
    points = shapely.point_on_surface(fine.cells)
    cell, coarse = shapely.STRtree(net.coverage.cells).query(points, predicate="intersects")
    cell, first = np.unique(cell, return_index=True)
    return replace(
        net,
        coverage=fine,
        households=_households(fine, buildings),
        group=net.group[coarse[first]],
    )


def _draw(net: Net, name: str, letters: str) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the layer of one net and what is wrong with it."""
    grids = np.unique(net.group)
    owners = _owners(net, grids)
    ids = np.array([f"{letters}{number:03d}" for number in range(1, len(grids) + 1)])
    layer = pd.DataFrame(
        {
            "net_grid_id": ids,
            "net": name,
            "name": [f"{name}第{number}网格" for number in range(1, len(grids) + 1)],
            "geometry": [net.coverage.union(mask) for mask in owners.T],
        }
    )
    found = []
    for fault in _measured(net, grids, owners):
        columns = np.searchsorted(grids, fault.grids)
        grid = layer["geometry"].to_numpy()[columns[0]]
        region, cells = _region(fault, net, grid, owners[:, columns[0]])
        found.append(
            {
                "kind": f"net_{fault.kind}",
                "net": name,
                "ids": ids[columns].tolist(),
                "place_m": shapely.get_coordinates(shapely.point_on_surface(region))[0],
                "area_m2": float(region.area),
                "households": int(net.households[cells].sum()),
            }
        )
    return layer, found


def _owners(net: Net, grids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which cells each grid holds, one column a grid: none in a gap, two in an overlap."""
    owners = np.equal.outer(net.group, grids)
    within = shapely.point_on_surface(net.coverage.cells)
    for fault in net.faults:
        if fault.patch is not None:
            inside = shapely.contains(fault.patch, within)
            if fault.kind == "gap":
                owners[inside] = False
            else:
                reaching = int(np.searchsorted(grids, fault.grids[0]))
                owners[inside & (net.group == fault.grids[1]), reaching] = True
    return owners


def _measured(net: Net, grids: NDArray[np.int64], owners: NDArray[np.bool_]) -> list[NetFault]:
    """Return every grid that came out too large, and the other planted faults."""
    large = np.flatnonzero(net.households @ owners > OVERSIZE_HOUSEHOLDS)
    oversize = [NetFault("oversize", (int(grids[column]),)) for column in large]
    return [*oversize, *(fault for fault in net.faults if fault.kind != "oversize")]


def _region(
    fault: NetFault, net: Net, grid: shapely.Geometry, own: NDArray[np.bool_]
) -> tuple[shapely.Geometry, NDArray[np.bool_]]:
    """Return where a fault is, and its cells."""
    if fault.kind == "oversize":
        return grid, own
    within = shapely.point_on_surface(net.coverage.cells)
    if fault.kind == "exclave":
        part = min(shapely.get_parts(grid), key=lambda part: float(part.area))
        return part, shapely.contains(part, within)
    cells = shapely.contains(fault.patch, within)
    if fault.kind == "overlap":
        cells &= net.group == fault.grids[1]
    return net.coverage.union(cells), cells
