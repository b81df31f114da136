"""What OpenStreetMap's tags mean in the words of the contracts.

Pure functions of the tags of one object; nothing here knows files or geometry. The meanings
follow the tag pages of the OpenStreetMap wiki (``Key:building``, ``Key:highway`` ...).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gridmap.io.osm_words import (
    CLASS_OF_HIGHWAY,
    NO,
    SIDE_TRACKS,
    TRACKS,
    USE_OF_AMENITY,
    USE_OF_BUILDING,
    USE_OF_GROUND,
    USE_OF_KEY,
    WATER_KINDS,
    WATERWAY_KINDS,
)

Tags = Mapping[str, str]


def is_set(tags: Tags, key: str) -> bool:
    """Return whether a tag is there and says anything but no.

    Parameters
    ----------
    tags : Mapping
        The tags.
    key : str
        The key.

    Returns
    -------
    bool
        Whether it is.

    Examples
    --------
    >>> is_set({"bridge": "viaduct"}, "bridge"), is_set({"bridge": "no"}, "bridge")
    (True, False)
    """
    return tags.get(key, "") not in NO


def name_of(tags: Tags) -> str | None:
    """Return the name of an object, the Chinese one first.

    Parameters
    ----------
    tags : Mapping
        The tags.

    Returns
    -------
    str or None
        The name, or None where it has none.
    """
    return tags.get("name:zh") or tags.get("name") or None


def building_name(tags: Tags) -> str | None:
    """Return the name of a building, or else its address.

    Parameters
    ----------
    tags : Mapping
        The tags.

    Returns
    -------
    str or None
        The name or street and number, or None.

    Examples
    --------
    >>> building_name({"addr:street": "Landstrasse", "addr:housenumber": "7"})
    'Landstrasse 7'
    """
    named = name_of(tags) or tags.get("addr:full") or tags.get("addr:housename")
    address = " ".join(tags[key] for key in ("addr:street", "addr:housenumber") if tags.get(key))
    return named or address or None


def building_use(tags: Tags) -> str | None:
    """Return the use that a building's own tags tell.

    Parameters
    ----------
    tags : Mapping
        The tags of a building.

    Returns
    -------
    str or None
        One of the contract's uses, or None where the tags leave it open.

    Examples
    --------
    >>> building_use({"building": "apartments"})
    'residential'
    >>> building_use({"building": "apartments", "shop": "bakery"})
    'mixed'
    >>> building_use({"building": "yes", "amenity": "school"})
    'school'
    >>> building_use({"building": "yes"}) is None
    True
    """
    use = USE_OF_BUILDING.get(tags.get("building:use", "")) or USE_OF_BUILDING.get(
        tags.get("building", "")
    )
    if use == "residential":
        return "mixed" if any(is_set(tags, key) for key in ("shop", "office", "craft")) else use
    if use is not None:
        return use
    amenity = USE_OF_AMENITY.get(tags.get("amenity", ""))
    return amenity or next((USE_OF_KEY[key] for key in USE_OF_KEY if is_set(tags, key)), None)


def ground_use(tags: Tags) -> str | None:
    """Return the use of the buildings on a ground such as a campus or an industrial area.

    Parameters
    ----------
    tags : Mapping
        The tags of an area.

    Returns
    -------
    str or None
        One of the contract's uses, or None where the area tells none.

    Examples
    --------
    >>> ground_use({"landuse": "retail"}), ground_use({"amenity": "university"})
    ('commercial', 'school')
    """
    amenity = USE_OF_AMENITY.get(tags.get("amenity", ""))
    if amenity in {"school", "hospital"}:
        return amenity
    return USE_OF_GROUND.get(tags.get("landuse", ""))


def road_class(tags: Tags) -> str | None:
    """Return the class of a road.

    Parameters
    ----------
    tags : Mapping
        The tags of a way.

    Returns
    -------
    str or None
        One of the contract's classes, or None where it is no road in use.

    Examples
    --------
    >>> road_class({"highway": "tertiary"}), road_class({"highway": "construction"})
    ('secondary', None)
    """
    return CLASS_OF_HIGHWAY.get(tags.get("highway", ""))


def is_oneway(tags: Tags) -> bool:
    """Return whether a road is one way for vehicles.

    Parameters
    ----------
    tags : Mapping
        The tags of a road.

    Returns
    -------
    bool
        Whether it is, by its tag or as a motorway or roundabout.
    """
    told = tags.get("oneway")
    if told is not None:
        return told in {"yes", "true", "1", "-1"}
    return tags.get("highway") == "motorway" or tags.get("junction") == "roundabout"


def road_level(tags: Tags) -> int:
    """Return the level of a way above the ground.

    Parameters
    ----------
    tags : Mapping
        The tags of a way.

    Returns
    -------
    int
        From -9 to 9; 0 where it is not told or no number.

    Examples
    --------
    >>> road_level({"layer": "-1"}), road_level({"layer": "high"})
    (-1, 0)
    """
    told = re.fullmatch(r"[+-]?\d{1,3}", tags.get("layer", ""))
    return max(-9, min(9, int(told.group()))) if told else 0


def waterway_kind(tags: Tags) -> str | None:
    """Return the kind of water that a line is.

    Parameters
    ----------
    tags : Mapping
        The tags of a way.

    Returns
    -------
    str or None
        One of the contract's kinds, or None where the line is no water.
    """
    value = tags.get("waterway", "")
    return None if value == "riverbank" else WATERWAY_KINDS.get(value)


def water_kind(tags: Tags) -> str | None:
    """Return the kind of water that an area is.

    Parameters
    ----------
    tags : Mapping
        The tags of an area.

    Returns
    -------
    str or None
        One of the contract's kinds, or None where the area is no water.

    Examples
    --------
    >>> water_kind({"natural": "water"}), water_kind({"waterway": "riverbank"})
    ('lake', 'river')
    """
    if tags.get("waterway") == "riverbank":
        return "river"
    if tags.get("natural") == "water":
        told = WATER_KINDS.get(tags.get("water", ""))
        return told or WATERWAY_KINDS.get(tags.get("waterway", ""), "lake")
    return "lake" if tags.get("landuse") == "reservoir" else None


def is_railway(tags: Tags) -> bool:
    """Return whether a way is a railway track that bars the way.

    Parameters
    ----------
    tags : Mapping
        The tags of a way.

    Returns
    -------
    bool
        Whether it is a main track in use.
    """
    return tags.get("railway") in TRACKS and tags.get("service") not in SIDE_TRACKS


def is_buried(tags: Tags) -> bool:
    """Return whether a way lies under the ground or under a building.

    Parameters
    ----------
    tags : Mapping
        The tags of a way.

    Returns
    -------
    bool
        Whether a tunnel or culvert hides it.
    """
    return is_set(tags, "tunnel") or tags.get("covered") == "yes"


def number_of(value: str | None) -> float | None:
    """Return the number that a tag gives.

    Parameters
    ----------
    value : str or None
        The value; of several, parted by semicolons, the greatest counts.

    Returns
    -------
    float or None
        The number, zero or more, or None where any part is no number.

    Examples
    --------
    >>> number_of("2;3.5"), number_of("two") is None
    (3.5, True)
    """
    parts = [part.strip() for part in (value or "").split(";")]
    if not all(re.fullmatch(r"\d{1,6}(\.\d{1,3})?", part) for part in parts):
        return None
    return max(float(part) for part in parts)


def area_layers(tags: Tags) -> tuple[str, ...]:
    """Return the layers to which an area belongs.

    Parameters
    ----------
    tags : Mapping
        The tags of an area.

    Returns
    -------
    tuple of str
        Names of layers; ``"grounds"`` are campuses and land in one use.

    Examples
    --------
    >>> area_layers({"building": "house"}), area_layers({"natural": "wood"})
    (('buildings',), ())
    """
    belongs = {
        "buildings": is_set(tags, "building"),
        "water": water_kind(tags) is not None,
        "communities": tags.get("boundary") == "administrative" and "admin_level" in tags,
        "grounds": ground_use(tags) is not None,
    }
    return tuple(layer for layer, does in belongs.items() if does)


def why_no_line(layer: str, tags: Tags) -> str:
    """Return the tag for which a way does not belong in a layer of lines.

    Parameters
    ----------
    layer : {"roads", "railways", "water"}
        The layer.
    tags : Mapping
        The tags of a way.

    Returns
    -------
    str
        The tag, or empty where the way belongs in the layer.

    Examples
    --------
    >>> why_no_line("railways", {"railway": "rail", "tunnel": "yes"})
    'railway=rail, tunnel=yes'
    >>> why_no_line("roads", {"highway": "footway"})
    ''
    """
    key = {"roads": "highway", "railways": "railway", "water": "waterway"}[layer]
    said = f"{key}={tags.get(key, '')}"
    if layer == "roads":
        return said if road_class(tags) is None else "area=yes" * (tags.get("area") == "yes")
    if layer == "railways" and not is_railway(tags):
        return said + f", service={tags.get('service')}" * (tags.get(key) in TRACKS)
    if layer == "water" and waterway_kind(tags) is None:
        return said
    # Under the ground neither a track nor a stream bars the way.
    hidden = "tunnel" if is_set(tags, "tunnel") else "covered"
    return f"{said}, {hidden}={tags[hidden]}" if is_buried(tags) else ""
