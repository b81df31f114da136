"""What makes a patrol, apart from hazards, roads and teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final

from gridmap.errors import SettingsError, Text
from gridmap.routing.snapping import SNAP_LIMIT_M
from gridmap.routing.solving_effort import Effort

PRIZES: Final[Mapping[int, int]] = MappingProxyType({1: 8, 2: 4, 3: 2, 4: 1})
"""What a visit is worth by the level of its hazard, 1 the gravest: one of a level is worth two of
the next. Without a level it is worth 1."""

SERVICE_MIN: Final = 5
"""Minutes of a visit to a hazard that says none."""


@dataclass(frozen=True, slots=True)
class PatrolSettings:
    """What makes a patrol, apart from hazards, roads and teams.

    Attributes
    ----------
    prizes : Mapping of int to int
        What a visit is worth by level.
    off_road_m : float
        Farther from every road than this, a hazard is not visited.
    stray_min : int
        Minutes that it may take longer to leave a hazard to a team of its own grid.
    unlike_min : int
        Minutes that it may take longer not to go from one hazard to the next as in the patrol
        that this one is to differ from.
    is_balanced : bool
        Whether teams are to be busy for about the same time.
    balance_share : float
        Share by which all routes together may take longer for that.
    seed : int
        Seed of the search.
    effort : Effort
        How long to search. Without a limit of seconds the same input and seed give the same
        patrol.
    """

    prizes: Mapping[int, int] = field(default_factory=lambda: PRIZES)
    off_road_m: float = SNAP_LIMIT_M
    stray_min: int = 10
    unlike_min: int = 5
    is_balanced: bool = True
    balance_share: float = 0.1
    seed: int = 0
    effort: Effort = field(default_factory=Effort)

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        numbers = (self.off_road_m, self.stray_min, self.unlike_min, self.balance_share)
        if min(numbers) < 0 or min(self.prizes.values(), default=1) < 1:
            raise SettingsError(
                Text(
                    "巡查设置中有负数，或某级的价值小于 1。", "A setting of the patrol is below 0."
                ),
                Text("距离、分钟、比例不小于 0，价值不小于 1。", "Prizes are 1 at least."),
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as JSON values.

        Returns
        -------
        dict
            What a patrol records.
        """
        plain = {item.name: getattr(self, item.name) for item in fields(self)}
        prizes = {str(level): prize for level, prize in self.prizes.items()}
        return {**plain, "prizes": prizes, "effort": asdict(self.effort)}
