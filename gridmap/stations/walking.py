"""The ways on foot between homes and stations, along roads."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gridmap.errors import InputError, Text
from gridmap.routing.circles import circles
from gridmap.routing.matrix import matrix
from gridmap.routing.network import Network, make_network
from gridmap.routing.profiles import FOOT_ADULT
from gridmap.routing.snapping import Snapped, snap
from gridmap.routing.travel import Travel, travel
from gridmap.stations.homes import Bools, Floats, Homes
from gridmap.stations.layer import Stations
from gridmap.stations.settings import StationSettings, Walker

SLACK_M = 1e-6
"""A way of exactly the limit is within it, however its parts were added up."""


@dataclass(frozen=True, eq=False, slots=True)
class Ways:
    """The roads as people walk them, and where homes meet them.

    Attributes
    ----------
    network : Network
        The roads.
    travel : Travel
        Metres and seconds of its edges, on foot.
    homes : Homes
        Where people live.
    at : Snapped
        Where each home meets the roads: at the nearest point of any, however far.
    settings : StationSettings
        How far people walk.
    """

    network: Network
    travel: Travel
    homes: Homes
    at: Snapped
    settings: StationSettings

    @property
    def is_near(self) -> Bools:
        """Homes within the limit of a road, shape (n,)."""
        near: Bools = self.at.offset_m <= self.settings.snap_limit_m
        return near

    def meet(self, xy: Floats) -> Snapped:
        """Return where places meet the roads, however far these are.

        Parameters
        ----------
        xy : ndarray of float64, shape (k, 2)
            Places, in metres.

        Returns
        -------
        Snapped
            In their order.
        """
        return snap(self.travel, xy, limit_m=np.inf)

    def length_m(self, places: Snapped) -> Floats:
        """Return how far it is from places to homes.

        Parameters
        ----------
        places : Snapped
            s places.

        Returns
        -------
        ndarray of float64, shape (s, n)
            Metres: straight from the place to the road, along the roads, and straight to the
            home; infinite beyond what is looked at.
        """
        if len(places) == 0:
            return np.zeros((0, len(self.homes.unit_id)))
        # Who walks may go either way: the lesser number of searches gives the same lengths.
        if len(places) <= len(self.at):
            along_m = self._along_m(places, self.at)
        else:
            along_m = self._along_m(self.at, places).T
        length_m = places.offset_m[:, None] + along_m + self.at.offset_m[None, :]
        return np.where(length_m <= self.settings.search_m + SLACK_M, length_m, np.inf)

    def _along_m(self, origins: Snapped, targets: Snapped) -> Floats:
        return matrix(self.travel, origins, targets, limit_m=self.settings.search_m).length_m

    def circles(self, places: Snapped, walker: Walker) -> NDArray[np.object_]:
        """Return the ground that is reached on foot from each of some places.

        Parameters
        ----------
        places : Snapped
            s places.
        walker : {"adult", "elder"}
            Who walks.

        Returns
        -------
        ndarray of Polygon or MultiPolygon, shape (s,)
            In metres; a strip along the roads that are reached.
        """
        speed_m_s = FOOT_ADULT.off_road_m_s
        return circles(self.travel, places, limit_s=self.settings.limit_m(walker) / speed_m_s)


def ways_of(
    roads: gpd.GeoDataFrame | Network | None,
    homes: Homes,
    *,
    settings: StationSettings | None = None,
    barriers: gpd.GeoDataFrame | None = None,
) -> Ways:
    """Return the roads as people walk them.

    Parameters
    ----------
    roads : GeoDataFrame or Network or None
        The layer of roads in any CRS, or its network in the CRS of the homes.
    homes : Homes
        Where people live.
    settings : StationSettings, optional
        How far people walk.
    barriers : GeoDataFrame, optional
        Gates and the like.

    Returns
    -------
    Ways
        Ready for any station.

    Raises
    ------
    InputError
        If there are no roads.
    """
    if roads is None or (isinstance(roads, gpd.GeoDataFrame) and roads.empty):
        raise InputError(
            Text("没有道路图层，步行距离无从计算。", "There are no roads to walk along."),
            Text(
                "请先导入道路：gridmap import 道路文件 --project P.gpkg --layer roads。",
                "Import them first: gridmap import FILE --project P.gpkg --layer roads.",
            ),
        )
    if isinstance(roads, gpd.GeoDataFrame):
        roads = make_network(roads, barriers=barriers, crs=homes.crs)
    way = travel(roads, FOOT_ADULT)
    at = snap(way, homes.xy, limit_m=np.inf)
    return Ways(roads, way, homes, at, settings or StationSettings())


@dataclass(frozen=True, eq=False, slots=True)
class Walks:
    """How far it is from every home to every station; no version of a plan changes it.

    Attributes
    ----------
    homes : Homes
        Where people live.
    stations : Stations
        The stations.
    settings : StationSettings
        How far people walk.
    length_m : ndarray of float64, shape (s, n)
        Metres on foot; infinite beyond what is looked at.
    offset_m : ndarray of float64, shape (n,)
        From each home straight to the nearest road.
    """

    homes: Homes
    stations: Stations
    settings: StationSettings
    length_m: Floats
    offset_m: Floats

    @property
    def is_near(self) -> Bools:
        """Homes within the limit of a road, shape (n,)."""
        near: Bools = self.offset_m <= self.settings.snap_limit_m
        return near

    def circle(self, station: int, walker: Walker) -> Bools:
        """Return the lived-in units from which a station is reached in time.

        Parameters
        ----------
        station : int
            Row of the station.
        walker : {"adult", "elder"}
            Who walks.

        Returns
        -------
        ndarray of bool, shape (n,)
            True within the circle.
        """
        inside: Bools = self.length_m[station] <= self.settings.limit_m(walker) + SLACK_M
        return inside & self.homes.lived


def walks_of(ways: Ways, stations: Stations) -> Walks:
    """Return how far it is from every home to every station.

    Parameters
    ----------
    ways : Ways
        The roads.
    stations : Stations
        The stations.

    Returns
    -------
    Walks
        Of the homes that the roads were made for.
    """
    length_m = ways.length_m(ways.meet(stations.xy))
    return Walks(ways.homes, stations, ways.settings, length_m, ways.at.offset_m)
