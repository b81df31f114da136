"""Every object of real OpenStreetMap files is read, reported, or counted as none of a layer's."""

import osmium
import pytest
from shared_data import absence, folder

from gridmap.io.osm import read_osm
from gridmap.io.osm_scan import scan

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not folder("osm").is_dir(), reason=absence("osm")),
]
FILES = ("liechtenstein-latest.osm.pbf", "redon.osm.gz", "krems.osm.gz", "north-bayreuth.osm.gz")
LAYERS = ("buildings", "roads", "railways", "water")


def tagged(path):
    """Return how many objects carry the tags of each layer, counted with no geometry."""
    counts = dict.fromkeys(LAYERS, 0)
    for thing in osmium.FileProcessor(str(path)):
        tags = dict(thing.tags)
        counts["buildings"] += tags.get("building", "no") != "no" or "building:part" in tags
        if not thing.is_node():
            counts["roads"] += "highway" in tags
            counts["railways"] += "railway" in tags
            counts["water"] += (
                "waterway" in tags
                or tags.get("natural") == "water"
                or tags.get("landuse") == "reservoir"
            )
    return counts


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_silently_lost(name):
    found = scan(folder("osm") / name)
    accounted = {
        layer: len(found.areas.get(layer, ()))
        + len(found.lines.get(layer, ()))
        + sum(fault.layer == layer and fault.rule == "osm.unread" for fault in found.faults)
        + sum(count for (home, _), count in found.left_out.items() if home == layer)
        for layer in LAYERS
    }
    assert accounted == tagged(folder("osm") / name)


def test_liechtenstein_has_the_objects_that_its_description_counts():
    # 8,992 ways with the key building, 4,660 highways and 11 municipalities, by the README of the
    # folder. Of the ways 2 are open, 1 says building=no and 1 is the outline of a multipolygon;
    # of 6 relations 1 has no type. A square and a rest area are no roads.
    layers = read_osm(folder("osm") / "liechtenstein-latest.osm.pbf").layers
    assert len(layers["buildings"]) == 8_992 - 2 - 1 - 1 + 6 - 1
    assert len(layers["roads"]) == 4_660 - 2
    assert sorted(layers["communities"]["name"]) == [
        "Balzers",
        "Eschen",
        "Gamprin",
        "Mauren",
        "Planken",
        "Ruggell",
        "Schaan",
        "Schellenberg",
        "Triesen",
        "Triesenberg",
        "Vaduz",
    ]
