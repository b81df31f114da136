"""What an audit is asked, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyproj import CRS

from gridmap.audit.kinds import FaultKind
from gridmap.errors import SettingsError, Text
from gridmap.plan import Band

WIDEST_TOLERANCE_M = 50.0


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """What nets are measured against.

    Attributes
    ----------
    band : Band
        Households of an ordinary grid.
    tolerance_m : float
        What is thinner is a sliver; boundaries of two nets that are closer are meant to be one.
    least_share : float
        Share of its footprint with which a building lies in a grid.
    """

    band: Band = field(default_factory=Band)
    tolerance_m: float = 5.0
    least_share: float = 0.1

    def __post_init__(self) -> None:
        if not 0 < self.tolerance_m <= WIDEST_TOLERANCE_M or not 0 < self.least_share <= 0.5:
            raise SettingsError(
                Text(
                    f"容差 {self.tolerance_m:g} 米或份额 {self.least_share:g} 不成立。",
                    f"A tolerance of {self.tolerance_m:g} m or a share of {self.least_share:g} "
                    "makes no sense.",
                ),
                Text(
                    f"容差须大于 0、不超过 {WIDEST_TOLERANCE_M:g} 米，份额不超过一半。",
                    f"Give 0 < tolerance <= {WIDEST_TOLERANCE_M:g} and a share of half at most.",
                ),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class NetFault:
    """One fault of a net, or between two.

    Attributes
    ----------
    kind : str
        Name of its kind.
    nets : tuple of str
        The net, or the two nets.
    grids : tuple of str
        Ids of the grids concerned, the one at fault first.
    what, remedy : Text
        What is wrong, and what to do about it.
    shape : shapely.Geometry or None
        Where it is, in the metric CRS of the audit.
    community_code : str
        The community it lies in; empty where that is not known.
    households, buildings : int
        How many are concerned, by the places of the buildings.
    area_m2, length_m, width_m : float
        Ground concerned; length and greatest width of what is thin.
    about : str
        Building or compound that it is about; of a sliver what it is.
    """

    kind: FaultKind
    nets: tuple[str, ...]
    grids: tuple[str, ...]
    what: Text
    remedy: Text
    shape: Any = None
    community_code: str = ""
    households: int = 0
    buildings: int = 0
    area_m2: float = 0.0
    length_m: float = 0.0
    width_m: float = 0.0
    about: str = ""


@dataclass(frozen=True, slots=True)
class NetSummary:
    """One net in figures.

    Attributes
    ----------
    net : str
        Its name.
    grids, in_band, special : int
        Grids, those in the band, and those of a special purpose, which no band is asked of.
    ground_m2, covered_m2 : float
        Ground of the communities, and what of it any grid covers.
    households, buildings : int
        In any grid.
    households_none, buildings_none : int
        On the ground and in no grid.
    counts : Mapping of str to int
        Faults by kind, those between nets left out.
    """

    net: str
    grids: int
    in_band: int
    special: int
    ground_m2: float
    covered_m2: float
    households: int
    buildings: int
    households_none: int
    buildings_none: int
    counts: Mapping[FaultKind, int]


@dataclass(frozen=True, slots=True)
class PairFigures:
    """One net beside another.

    Attributes
    ----------
    first, second : str
        The nets.
    edges : int
        Places where their boundaries are apart by less than the tolerance.
    edge_m, edge_m2 : float
        Length and area of these.
    households_moved, buildings_moved : int
        Grouped differently.
    households_both : int
        In a grid of either.
    first_only_m2, second_only_m2 : float
        Ground that only one of them covers.
    first_only_households, second_only_households : int
        Households there.
    """

    first: str
    second: str
    edges: int
    edge_m: float
    edge_m2: float
    households_moved: int
    buildings_moved: int
    households_both: int
    first_only_m2: float
    second_only_m2: float
    first_only_households: int
    second_only_households: int


@dataclass(frozen=True, slots=True)
class NetAudit:
    """Everything that an audit found.

    Attributes
    ----------
    settings : AuditSettings
        What was asked.
    crs : pyproj.CRS
        Of the shapes of the faults.
    faults : tuple of NetFault
        By kind, then net, the gravest first.
    nets : tuple of NetSummary
        In the order given.
    pairs : tuple of PairFigures
        Every two nets.
    communities : Mapping of str to str
        Names by code.
    looked_at : Mapping of str to int
        Features of each layer that the nets were measured against.
    outside : int
        Buildings that lie in no community; they are no fault of a net.
    """

    settings: AuditSettings
    crs: CRS
    faults: tuple[NetFault, ...]
    nets: tuple[NetSummary, ...]
    pairs: tuple[PairFigures, ...]
    communities: Mapping[str, str]
    looked_at: Mapping[str, int]
    outside: int = 0

    def of(self, *kinds: FaultKind) -> tuple[NetFault, ...]:
        """Return the faults of some kinds.

        Parameters
        ----------
        *kinds : str
            Names of kinds.

        Returns
        -------
        tuple of NetFault
            In order.
        """
        return tuple(fault for fault in self.faults if fault.kind in kinds)
