"""Who goes along roads: how fast on which class, and which classes are shut to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gridmap.errors import SettingsError, Text
from gridmap.routing.records import ProfileName

CLASSES: Final = (
    "motorway",
    "arterial",
    "secondary",
    "local",
    "service",
    "path",
    "cycleway",
    "steps",
)
"""Classes of an edge: those of the layer of roads, and three more that shut somebody out."""

FORWARD: Final[Mapping[ProfileName, int]] = MappingProxyType({"foot": 1, "bicycle": 4, "car": 16})
BACKWARD: Final[Mapping[ProfileName, int]] = MappingProxyType({"foot": 2, "bicycle": 8, "car": 32})
"""Bits of a mode: along the line of an edge, and against it."""

_SHUT: Final[Mapping[ProfileName, tuple[str, ...]]] = MappingProxyType(
    {
        "foot": ("motorway",),
        "bicycle": ("motorway", "steps"),
        "car": ("path", "cycleway", "steps"),
    }
)


def default_modes() -> NDArray[np.uint8]:
    """Return who may use a road of which nothing but the class is known.

    Returns
    -------
    ndarray of uint8, shape (len(CLASSES),)
        Bits of `FORWARD` and `BACKWARD`.

    Examples
    --------
    >>> dict(zip(CLASSES, default_modes().tolist()))["motorway"]
    48
    """
    bits = [
        sum(FORWARD[name] | BACKWARD[name] for name, shut in _SHUT.items() if each not in shut)
        for each in CLASSES
    ]
    return np.array(bits, dtype=np.uint8)


@dataclass(frozen=True)
class Profile:
    """How somebody goes.

    Attributes
    ----------
    name : {"foot", "bicycle", "car"}
        By which mode of an edge.
    title : Text
        What people call it.
    speeds : Mapping
        Metres a second by class of road; a class that is not named is not used.
    off_road_m_s : float
        Metres a second between a place and the road next to it.

    Raises
    ------
    SettingsError
        If a speed is not above zero, or a class is unknown.
    """

    name: ProfileName
    title: Text
    speeds: Mapping[str, float] = field(hash=False)
    off_road_m_s: float = 1.2

    def __post_init__(self) -> None:
        """Refuse what cannot be gone by."""
        wrong = sorted(set(self.speeds) - set(CLASSES))
        slow = not all(0 < speed < 100 for speed in (*self.speeds.values(), self.off_road_m_s))
        if wrong or slow or not self.speeds:
            range_zh = "速度须在 0 与 100 米/秒之间"
            raise SettingsError(
                Text(
                    f"“{self.title.zh}”的速度设置无效：{'、'.join(wrong) or range_zh}。",
                    f"The speeds of '{self.title.en}' make no sense: "
                    f"{', '.join(wrong) or 'each must lie between 0 and 100 m/s'}.",
                ),
                Text(
                    f"请为 {'、'.join(CLASSES)} 中的等级填写速度（米/秒）。",
                    f"Give metres a second for some of {', '.join(CLASSES)}.",
                ),
            )

    def by_class(self) -> NDArray[np.float64]:
        """Return the speeds in the order of `CLASSES`.

        Returns
        -------
        ndarray of float, shape (len(CLASSES),)
            Metres a second; 0 where a class is not used.
        """
        return np.array([self.speeds.get(each, 0.0) for each in CLASSES], dtype=np.float64)


def _walking(title: Text, speed_m_s: float) -> Profile:
    # Everywhere alike, on steps too: the 15 minutes of the planning rule are metres on the level.
    return Profile(
        "foot", title, MappingProxyType(dict.fromkeys(CLASSES, speed_m_s)), off_road_m_s=speed_m_s
    )


FOOT_ADULT: Final = _walking(Text("成人步行", "adult on foot"), 1.2)
FOOT_ELDER: Final = _walking(Text("老人步行", "elder on foot"), 0.8)
BICYCLE: Final = Profile(
    "bicycle",
    Text("骑车", "by bicycle"),
    MappingProxyType(
        {
            "arterial": 4.2,
            "secondary": 4.2,
            "local": 4.2,
            "service": 3.3,
            "path": 2.5,
            "cycleway": 4.2,
        }
    ),
)
CAR: Final = Profile(
    "car",
    Text("开车", "by car"),
    MappingProxyType(
        {"motorway": 22.0, "arterial": 11.0, "secondary": 9.0, "local": 6.0, "service": 4.0}
    ),
)
PROFILES: Final[Mapping[ProfileName, Profile]] = MappingProxyType(
    {"foot": FOOT_ADULT, "bicycle": BICYCLE, "car": CAR}
)
"""The profile of a team by its name."""
