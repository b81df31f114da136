"""Stations: whom they serve, who can walk there, where the next one goes."""

from gridmap.stations.comparing import ReachChange, compare_reach
from gridmap.stations.homes import Grids, Homes, grids_of, homes_of
from gridmap.stations.layer import Stations, split_codes, stations_of
from gridmap.stations.reach import (
    Reach,
    grid_rows,
    home_rows,
    out_units,
    plan_row,
    reach_of,
    station_rows,
)
from gridmap.stations.rules import check_stations
from gridmap.stations.serving import Serving, serving_of
from gridmap.stations.settings import WALKERS, StationSettings, Walker
from gridmap.stations.walking import Walks, Ways, walks_of, ways_of

__all__ = [
    "WALKERS",
    "Grids",
    "Homes",
    "Reach",
    "ReachChange",
    "Serving",
    "StationSettings",
    "Stations",
    "Walker",
    "Walks",
    "Ways",
    "check_stations",
    "compare_reach",
    "grid_rows",
    "grids_of",
    "home_rows",
    "homes_of",
    "out_units",
    "plan_row",
    "reach_of",
    "serving_of",
    "split_codes",
    "station_rows",
    "stations_of",
    "walks_of",
    "ways_of",
]
