"""A built-up street made into layers, terrain and truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gridmap.layers import CONTRACTS
from gridmap.sample.admin import list_communities, name_communities
from gridmap.sample.faults import Planted, plant_faults
from gridmap.sample.hazards import list_hazards
from gridmap.sample.inventory import list_buildings, list_compounds
from gridmap.sample.model import Elevation, Sample
from gridmap.sample.names import Names
from gridmap.sample.nets import build_nets
from gridmap.sample.relief import raise_relief
from gridmap.sample.services import list_stations
from gridmap.sample.shops import line_with_shops
from gridmap.sample.storage import to_storage
from gridmap.sample.street import Street
from gridmap.sample.streets import build_roads
from gridmap.sample.truth import tell_truth
from gridmap.sample.waters import list_bridges, list_railways, list_water


def assemble(
    street: Street,
    names: Names,
    *,
    mixed_households: int,
    settings: Mapping[str, Any],
    rng: np.random.Generator,
) -> Sample:
    """Return the sample of a street.

    Parameters
    ----------
    street : Street
        Everything that has a shape.
    names : Names
        Where things get their names.
    mixed_households : int
        Households that live above shops.
    settings : mapping
        What the sample was asked for, for the truth.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Sample
        Layers in EPSG:4490.
    """
    lattice = street.ground.lattice
    named = name_communities(len(lattice.cells), names)
    compounds = list_compounds(street.plots, names, named["community_code"].tolist())
    buildings, planted = _buildings(street, compounds, names, mixed_households, rng)
    coverage, nets, net_faults = build_nets(street.blocks, street.plots, buildings, rng)
    water = list_water(street.ground, street.plots)
    tables = {
        "communities": list_communities(named, coverage),
        "compounds": compounds,
        "buildings": buildings,
        "roads": build_roads(street.ways),
        "water": water,
        "railways": list_railways(street.ground),
        "bridges": list_bridges(street.ground.ways),
        "nets": nets,
        "stations": list_stations(buildings, named, rng),
        "hazards": list_hazards(street.ground, street.plots, water, street.ways, rng),
    }
    truth = tell_truth(
        tables, lattice=lattice, planted=planted, net_faults=net_faults, settings=settings
    )
    layers = {
        name: to_storage(
            tables[name],
            [column.name for column in contract.columns if column.name in tables[name]],
        )
        for name, contract in CONTRACTS.items()
    }
    bounds = layers["communities"].total_bounds
    return Sample(layers, _relief(street, tables["hazards"], bounds, rng), truth)


def _buildings(
    street: Street,
    compounds: pd.DataFrame,
    names: Names,
    mixed_households: int,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, tuple[Planted, ...]]:
    """Return the buildings with their ids, and the faults among them."""
    shops = line_with_shops(street.plots, street.ground.ways, rng)
    sound = list_buildings(
        street.plots,
        shops,
        compounds,
        street.ways,
        names,
        mixed_households=mixed_households,
        rng=rng,
    )
    lanes = [lane for plot in street.plots for lane in plot.lanes]
    buildings, planted = plant_faults(sound, lanes, street.ground.lattice)
    ids = [f"B{number:05d}" for number in range(1, len(buildings) + 1)]
    return buildings.assign(building_id=ids), planted


def _relief(
    street: Street, hazards: pd.DataFrame, bounds: np.ndarray[Any, Any], rng: np.random.Generator
) -> Elevation:
    low = hazards.loc[hazards["kind"].isin(("low_lying", "culvert")), "geometry"].to_numpy()
    return raise_relief(
        bounds,
        street.ground.lattice,
        street.ground.river,
        shapely.get_coordinates(low),
        rng,
    )
