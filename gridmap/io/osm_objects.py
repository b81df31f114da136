"""The objects of an OpenStreetMap file taken in one by one, none of them silently dropped.

pyosmium drops without a word what it cannot assemble. So every object that should become an area
is noted when it comes by, and what did not come out is reported with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import osmium
import shapely
from osmium.osm.types import OSMEntity
from shapely.geometry.base import BaseGeometry

from gridmap.errors import Fault
from gridmap.io.osm_access import barrier_kind
from gridmap.io.osm_losses import Outline, invalid, lost_relation, lost_way, partly, undrawn
from gridmap.io.osm_tags import Tags, area_layers, is_set, why_no_line

_LINE_LAYERS = {"roads": "highway", "railways": "railway", "water": "waterway"}
_AREA_TYPES = frozenset(("multipolygon", "boundary"))
_ENTRANCES = frozenset(("yes", "main", "home", "staircase"))


@dataclass(frozen=True, slots=True)
class Element:
    """One object of OpenStreetMap with its geometry.

    Attributes
    ----------
    osm_id : str
        Type and id, such as ``"way/123"``.
    tags : Mapping
        Its tags.
    geometry : shapely geometry
        Longitude and latitude in degrees.
    entrances : int
        Entrances on the outline of a building that is a way.
    barriers : str
        Gates and bollards on a road: of each what it shuts, longitude and latitude, parted by
        semicolons.
    """

    osm_id: str
    tags: Tags
    geometry: BaseGeometry
    entrances: int = 0
    barriers: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass found.

    Attributes
    ----------
    areas : Mapping
        Elements that are areas, by layer; ``"grounds"`` holds campuses and land in one use.
    lines : Mapping
        Elements that are lines, by layer.
    faults : tuple of Fault
        Every object that was lost in whole or in part.
    left_out : Mapping
        How many objects do not belong in a layer, by layer and the tag that says so.
    """

    areas: Mapping[str, list[Element]]
    lines: Mapping[str, list[Element]]
    faults: tuple[Fault, ...]
    left_out: Mapping[tuple[str, str], int]


@dataclass(slots=True)
class Pass:
    """What has been found so far in one pass; only the pass changes it."""

    areas: dict[str, list[Element]] = field(
        default_factory=lambda: {"buildings": [], "water": [], "communities": [], "grounds": []}
    )
    lines: dict[str, list[Element]] = field(
        default_factory=lambda: {layer: [] for layer in _LINE_LAYERS}
    )
    faults: list[Fault] = field(default_factory=list)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    outlines: dict[str, Outline] = field(default_factory=dict)
    made: set[tuple[str, str]] = field(default_factory=set)
    entrance_nodes: set[int] = field(default_factory=set)
    entrances: dict[str, int] = field(default_factory=dict)
    barrier_nodes: dict[int, str] = field(default_factory=dict)
    factory: osmium.geom.WKBFactory = field(default_factory=osmium.geom.WKBFactory)

    def read(self, thing: OSMEntity) -> None:
        """Take in one object.

        Parameters
        ----------
        thing : node, way, relation or area
            The object; it is read at once, for the library takes it back.
        """
        tags = dict(thing.tags)
        if isinstance(thing, osmium.osm.Area):
            self._read_area(thing, tags)
        elif isinstance(thing, osmium.osm.Way):
            self._read_way(thing, tags)
        elif isinstance(thing, osmium.osm.Relation):
            self._read_relation(thing, tags)
        elif isinstance(thing, osmium.osm.Node):
            self._read_node(thing, tags)

    def _read_node(self, node: osmium.osm.Node, tags: Tags) -> None:
        kind = barrier_kind(tags)
        if kind is not None and node.location.valid():
            self.barrier_nodes[node.id] = f"{kind} {node.lon:.7f} {node.lat:.7f}"
        if is_set(tags, "building"):
            self.left_out["buildings", "node"] += 1
        elif tags.get("entrance") in _ENTRANCES:
            self.entrance_nodes.add(node.id)

    def _read_area(self, area: osmium.osm.Area, tags: Tags) -> None:
        osm_id = f"{'way' if area.from_way() else 'relation'}/{area.orig_id()}"
        layers = area_layers(tags)
        if not layers:
            return
        try:
            shape = shapely.from_wkb(self.factory.create_multipolygon(area))
        except RuntimeError:  # no valid ring: its outline stays behind as lost
            return
        if not shape.is_valid:
            self.faults += invalid(layers, osm_id, shape)
        for layer in layers:
            self.made.add((layer, osm_id))
            if shape.is_valid:
                whole = shape.geoms[0] if len(shape.geoms) == 1 else shape
                element = Element(osm_id, tags, whole, self.entrances.get(osm_id, 0))
                self.areas[layer].append(element)

    def _read_way(self, way: osmium.osm.Way, tags: Tags) -> None:
        osm_id = f"way/{way.id}"
        # An open way of a border is but a part of it, and grounds make no layer.
        layers = tuple(name for name in area_layers(tags) if name in {"buildings", "water"})
        if layers:
            self._note_way(way, tags, layers)
        elif "building:part" in tags:
            self.left_out["buildings", "building:part"] += 1
        for layer, key in _LINE_LAYERS.items():
            if key not in tags or layer in layers:
                continue
            reason = why_no_line(layer, tags)
            if reason:
                self.left_out[layer, reason] += 1
            else:
                self._draw(way, osm_id, tags, layer)

    def _note_way(self, way: osmium.osm.Way, tags: Tags, layers: tuple[str, ...]) -> None:
        osm_id, refs = f"way/{way.id}", [node.ref for node in way.nodes]
        known = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        self.outlines[osm_id] = Outline(
            layers,
            known[0] if known else None,
            nodes=len(refs),
            missing=len(refs) - len(known),
            distinct=len(set(refs)),
            closed=len(refs) > 1 and refs[0] == refs[-1],
            drawn_as_line=tags.get("area") == "no",
        )
        doors = len(self.entrance_nodes.intersection(refs)) if self.entrance_nodes else 0
        if doors:
            self.entrances[osm_id] = doors

    def _draw(self, way: osmium.osm.Way, osm_id: str, tags: Tags, layer: str) -> None:
        spots = [(node.lon, node.lat) if node.location.valid() else None for node in way.nodes]
        runs = [[spot for spot in run if spot] for known, run in groupby(spots, key=bool) if known]
        parts = [part for run in runs if len(part := _without_repeats(run)) > 1]
        place = runs[0][0] if runs else None
        missing = spots.count(None)
        if not parts:
            self.faults.append(undrawn(layer, osm_id, len(spots), missing, place=place))
            return
        if missing:
            self.faults.append(partly(layer, osm_id, len(spots), missing, place=place))
        shape = shapely.MultiLineString(parts) if len(parts) > 1 else shapely.LineString(parts[0])
        refs = [node.ref for node in way.nodes] if layer == "roads" and self.barrier_nodes else []
        stand = [self.barrier_nodes[ref] for ref in refs if ref in self.barrier_nodes]
        self.lines[layer].append(Element(osm_id, tags, shape, barriers="; ".join(stand)))

    def _read_relation(self, relation: osmium.osm.Relation, tags: Tags) -> None:
        layers = tuple(name for name in area_layers(tags) if name != "grounds")
        kind = f"type={tags.get('type', '')}"
        if layers and tags.get("type") in _AREA_TYPES:
            ways = [member for member in relation.members if member.type == "w"]
            self.outlines[f"relation/{relation.id}"] = Outline(
                layers,
                members=tuple(way.ref for way in ways),
                outer=tuple(way.ref for way in ways if way.role in {"", "outer"}),
            )
            return
        for layer in layers:
            self.left_out[layer, kind] += 1
        for layer, key in _LINE_LAYERS.items():
            if key in tags and layer not in layers:
                self.left_out[layer, kind] += 1

    def members_of_lost(self) -> set[int]:
        """Return which ways the relations that became no area are made of.

        Returns
        -------
        set of int
            Ids of ways.
        """
        return {
            member
            for osm_id, outline in self.outlines.items()
            if any((layer, osm_id) not in self.made for layer in outline.layers)
            for member in outline.members
        }

    def result(self, present: set[int]) -> Scan:
        """Return what was found, less what is drawn twice, with the reasons of what is lost.

        Parameters
        ----------
        present : set of int
            Ids of the ways that the file holds, of those asked for by `members_of_lost`.

        Returns
        -------
        Scan
            The elements and faults.
        """
        covered = self._covered()
        known = covered | self.made
        for osm_id, outline in self.outlines.items():
            drawn = [layer for layer in outline.layers if (layer, osm_id) in covered]
            self.left_out.update((layer, "role=outer") for layer in drawn)
            lost = [layer for layer in outline.layers if (layer, osm_id) not in known]
            if lost and osm_id.startswith("way/"):
                self.faults += lost_way(osm_id, outline, lost)
            elif lost:
                absent = sum(member not in present for member in outline.members)
                self.faults += lost_relation(osm_id, outline, lost, absent)
        areas = {
            layer: [each for each in elements if (layer, each.osm_id) not in covered]
            for layer, elements in self.areas.items()
        }
        return Scan(areas, self.lines, tuple(self.faults), self.left_out)

    def _covered(self) -> set[tuple[str, str]]:
        """Return the ways that are the outer boundary of an assembled relation of their layer."""
        return {
            (layer, f"way/{member}")
            for osm_id, outline in self.outlines.items()
            for layer in outline.layers
            if outline.outer and (layer, osm_id) in self.made
            for member in outline.outer
        }


def _without_repeats(run: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return run[:1] + [after for before, after in pairwise(run) if after != before]
