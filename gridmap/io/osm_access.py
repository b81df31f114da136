"""Who may use a road of OpenStreetMap, and what stands on it: access, one way, gates.

After the wiki's pages ``Key:access``, ``Key:oneway`` and ``Key:barrier``. Only what differs from
the class of the road is told, so that an empty cell means the ordinary thing.
"""

from __future__ import annotations

from typing import Final

from gridmap.io.osm_tags import Tags

_SHUT_TO_CARS: Final = frozenset(
    ("no", "private", "permit", "agricultural", "forestry", "military", "emergency", "use_sidepath")
)
_CAR_KEYS: Final = ("motorcar", "motor_vehicle", "vehicle", "access")
_BACKWARD: Final = frozenset(("-1", "reverse"))
_OPEN_BARRIERS: Final = frozenset(
    (
        "kerb",
        "entrance",
        "height_restrictor",
        "toll_booth",
        "border_control",
        "cattle_grid",
        "rumble_strip",
        "sally_port",
        "no",
    )
)
_NARROW_BARRIERS: Final = frozenset(
    (
        "stile",
        "turnstile",
        "full-height_turnstile",
        "kissing_gate",
        "cycle_barrier",
    )
)


def car_access(tags: Tags) -> str | None:
    """Return what binds cars beyond the class of a road and that it is one way.

    Parameters
    ----------
    tags : Mapping
        The tags of a road.

    Returns
    -------
    {"no", "backward"} or None
        ``"no"`` for a private road, too; ``"backward"`` for one way against its drawing.

    Examples
    --------
    >>> car_access({"highway": "residential", "oneway": "-1"})
    'backward'
    >>> car_access({"highway": "service", "access": "private", "motor_vehicle": "yes"}) is None
    True
    """
    told = next((tags[key] for key in _CAR_KEYS if key in tags), "")
    if told in _SHUT_TO_CARS or tags.get("highway") == "busway":
        return "no"
    return "backward" if tags.get("oneway") in _BACKWARD else None


def bicycle_access(tags: Tags) -> str | None:
    """Return what binds bicycles beyond the class of a road.

    Parameters
    ----------
    tags : Mapping
        The tags of a road.

    Returns
    -------
    {"no", "forward", "backward"} or None
        One way only where it is so for bicycles by name, or on a cycleway.

    Examples
    --------
    >>> bicycle_access({"highway": "motorway"}), bicycle_access({"highway": "steps"})
    ('no', 'no')
    >>> bicycle_access({"highway": "residential", "oneway": "yes"}) is None
    True
    """
    told = next((tags[key] for key in ("bicycle", "vehicle", "access") if key in tags), "")
    own = "bicycle" in tags and told not in {"no", "private"}
    if told == "no" or (not own and (_is_motorway(tags) or tags.get("highway") == "steps")):
        return "no"
    oneway = tags.get("oneway:bicycle")
    if oneway is None and tags.get("highway") == "cycleway":
        oneway = tags.get("oneway")
    if oneway in _BACKWARD:
        return "backward"
    return "forward" if oneway in {"yes", "true", "1"} else None


def foot_access(tags: Tags) -> str | None:
    """Return what binds those on foot beyond the class of a road.

    Parameters
    ----------
    tags : Mapping
        The tags of a road.

    Returns
    -------
    {"no", "forward", "backward"} or None
        A private road lets those on foot pass: its residents walk on it. One way is an escalator.

    Examples
    --------
    >>> foot_access({"highway": "motorway_link"}), foot_access({"highway": "path", "access": "no"})
    ('no', 'no')
    >>> foot_access({"highway": "service", "access": "private"}) is None
    True
    """
    told = next((tags[key] for key in ("foot", "access") if key in tags), "")
    if told == "no" or ("foot" not in tags and _is_motorway(tags)):
        return "no"
    moves = tags.get("conveying", "")
    return moves if moves in {"forward", "backward"} else None


def barrier_kind(tags: Tags) -> str | None:
    """Return what a node on a road shuts.

    Parameters
    ----------
    tags : Mapping
        The tags of a node.

    Returns
    -------
    {"gate", "stile", "wall"} or None
        Shut to cars, to bicycles too, to everybody; or None where cars pass.

    Examples
    --------
    >>> barrier_kind({"barrier": "bollard"}), barrier_kind({"barrier": "kissing_gate"})
    ('gate', 'stile')
    >>> barrier_kind({"barrier": "lift_gate", "motor_vehicle": "yes"}) is None
    True
    """
    kind = tags.get("barrier", "")
    if kind in _OPEN_BARRIERS or not kind:
        return None
    told = next((tags[key] for key in _CAR_KEYS if key in tags), "")
    if told and told not in _SHUT_TO_CARS:
        return None
    if (tags.get("foot") or tags.get("access")) == "no":
        return "wall"
    is_narrow = kind in _NARROW_BARRIERS or tags.get("bicycle") == "no"
    return "stile" if is_narrow and tags.get("bicycle") not in {"yes", "designated"} else "gate"


def _is_motorway(tags: Tags) -> bool:
    named = tags.get("highway") in {"motorway", "motorway_link"}
    return named or tags.get("motorroad") == "yes"
