"""Reading OpenStreetMap: PBF and XML files to the layers of the contracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from gridmap.errors import Fault, InputError, Text
from gridmap.io.osm_bridges import find_bridges
from gridmap.io.osm_buildings import read_buildings
from gridmap.io.osm_communities import find_communities
from gridmap.io.osm_lines import read_railways, read_roads, read_water
from gridmap.io.osm_losses import left_out
from gridmap.io.osm_objects import Scan
from gridmap.io.osm_scan import scan

Progress = Callable[[Text, float], None]


@dataclass(frozen=True, slots=True)
class OsmLayers:
    """What an OpenStreetMap file holds.

    Attributes
    ----------
    layers : Mapping
        The layers that hold anything, by the name of their contract, in EPSG:4490.
    faults : tuple of Fault
        Every object that was not read and why, and what was derived or estimated.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    faults: tuple[Fault, ...]


def read_osm(path: Path, *, progress: Progress | None = None) -> OsmLayers:
    """Return the layers of an OpenStreetMap file.

    Parameters
    ----------
    path : Path
        A file ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf``.
    progress : callable, optional
        Called with what is being done and the share from 0 to 1 that is done.

    Returns
    -------
    OsmLayers
        The layers and the faults.

    Raises
    ------
    InputError
        If the file as a whole cannot be read, or holds nothing of any layer.
    """
    say = progress or (lambda _what, _share: None)
    say(Text("正在读取对象", "Reading the objects"), 0.0)
    found = scan(path)
    say(Text("正在整理图层", "Making the layers"), 0.7)
    layers, faults = _to_layers(found)
    if not layers:
        raise InputError(
            Text(
                f"{path.name} 里没有楼栋、道路、水系或铁路。",
                f"{path.name} holds no buildings, roads, water or railways.",
            ),
            Text("请检查下载的范围。", "Check the area that was downloaded."),
        )
    say(Text("读取完成", "Read"), 1.0)
    return OsmLayers(layers, tuple(faults))


def _to_layers(found: Scan) -> tuple[dict[str, gpd.GeoDataFrame], list[Fault]]:
    layers = {
        "roads": read_roads(found.lines["roads"]),
        "water": read_water(found.areas["water"], found.lines["water"]),
        "railways": read_railways(found.lines["railways"]),
    }
    faults = [*found.faults, *_left_out(found)]
    if found.areas["buildings"]:
        buildings, told = read_buildings(found.areas["buildings"], found.areas["grounds"])
        communities, chosen = find_communities(found.areas["communities"], buildings)
        faults += [*told, *chosen]
        layers["buildings"] = buildings
        if communities is not None:
            layers["communities"] = communities
    if found.lines["roads"]:
        layers["bridges"], derived = find_bridges(
            layers["roads"],
            layers["water"],
            layers["railways"],
            road_elements=found.lines["roads"],
            railway_elements=found.lines["railways"],
        )
        faults += derived
    return {name: frame for name, frame in layers.items() if len(frame)}, faults


def _left_out(found: Scan) -> list[Fault]:
    by_layer: dict[str, dict[str, int]] = defaultdict(dict)
    for (layer, tag), count in found.left_out.items():
        by_layer[layer][tag] = count
    return [left_out(layer, by_layer[layer]) for layer in sorted(by_layer)]
