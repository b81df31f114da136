"""What is held against stations: how far people walk, and how large a station is at least."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from gridmap.errors import SettingsError, Text

Walker = Literal["adult", "elder"]

WALKERS: dict[Walker, Text] = {
    "adult": Text("成年人", "adults"),
    "elder": Text("老年人", "elders"),
}
"""Who walks."""


@dataclass(frozen=True, slots=True)
class StationSettings:
    """What a service circle is, and what a station has to be.

    Attributes
    ----------
    minutes : float
        What may be walked to a station.
    adult_m_s, elder_m_s : float
        How fast adults and elders walk, in metres a second.
    snap_limit_m : float
        Homes farther than this from every road are told; they walk straight to the nearest one,
        like all others.
    farthest_m : float
        How far ways are looked for; a home beyond is out of reach by "more than" that.
    floor_area_m2 : float
        A smaller station is a violation.

    Raises
    ------
    SettingsError
        If one of them is not above 0, or no number.
    """

    minutes: float = 15.0
    adult_m_s: float = 1.2
    elder_m_s: float = 0.8
    snap_limit_m: float = 200.0
    farthest_m: float = 5_000.0
    floor_area_m2: float = 60.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not (math.isfinite(value) and value > 0):
                raise SettingsError(
                    Text(f"驿站参数 {name} 不能是 {value}。", f"{name} cannot be {value}."),
                    Text("请给出大于 0 的数。", "Give a number above 0."),
                )

    def speed_m_s(self, walker: Walker) -> float:
        """Return how fast somebody walks.

        Parameters
        ----------
        walker : {"adult", "elder"}
            Who.

        Returns
        -------
        float
            Metres a second.
        """
        return self.adult_m_s if walker == "adult" else self.elder_m_s

    def limit_m(self, walker: Walker) -> float:
        """Return how far somebody walks in the minutes.

        Parameters
        ----------
        walker : {"adult", "elder"}
            Who.

        Returns
        -------
        float
            Metres along roads: 1,080 for adults and 720 for elders by default.
        """
        return 60.0 * self.minutes * self.speed_m_s(walker)

    @property
    def search_m(self) -> float:
        """How far ways are looked for, in metres: never less than the circles are wide."""
        return max(self.farthest_m, *(self.limit_m(walker) for walker in WALKERS))

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as JSON values.

        Returns
        -------
        dict
            By their names.
        """
        return asdict(self)
