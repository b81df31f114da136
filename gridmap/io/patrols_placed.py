"""A patrol in the coordinates and the language in which it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Lang, SettingsError, Text
from gridmap.hazards.rain import RAIN_WORDS
from gridmap.io.exporting import DATUMS, SHIFTS, Coordinates, suffix_of
from gridmap.io.exporting_tables import NO_XML
from gridmap.routing.records import LeftOut, Patrol
from gridmap.routing.telling_stops import ToldRoute, line_of, told_route

Points = NDArray[np.float64]

ZONE = timezone(timedelta(hours=8))
"""The one time of China, in which a patrol's times of day are meant."""

LONGEST_NAME = 60
"""Characters of a team's name in the name of a file."""

TITLE = Text("巡查任务", "Patrol")
STEM = Text("巡查", "patrol")
BACK = Text("返回", "back")
_FORBIDDEN = re.compile('[\x00-\x1f\x7f/\\\\:*?"<>|\ud800-\udfff]+')


@dataclass(frozen=True, slots=True)
class Placed:
    """What the writers are given.

    Attributes
    ----------
    patrol : Patrol
        The patrol.
    routes : tuple of ToldRoute
        Those that have stops.
    coordinates : str
        ``"cgcs2000"``, ``"wgs84"``, ``"gcj02"`` or ``"bd09"``.
    lang : {"zh", "en"}
        The language.
    left_out : tuple of LeftOut
        What is on no route.
    only : ToldRoute or None
        The one route, where no other is written.
    heading : Text
        What the whole is called, before its date.
    stem : Text
        With what names of files begin.
    """

    patrol: Patrol
    routes: tuple[ToldRoute, ...]
    coordinates: Coordinates
    lang: Lang
    left_out: tuple[LeftOut, ...]
    only: ToldRoute | None
    heading: Text = TITLE
    stem: Text = STEM

    @property
    def suffix(self) -> str:
        """What names of shifted coordinates end with."""
        return suffix_of(self.coordinates)

    @property
    def title(self) -> str:
        """What the whole is called."""
        return f"{self.heading.say(self.lang)} {self.patrol.date}{self.suffix}"

    def degrees(self, points: Points) -> Points:
        """Return longitude and latitude of places.

        Parameters
        ----------
        points : ndarray of float, shape (n, 2)
            In metres of the network's CRS.

        Returns
        -------
        ndarray of float, shape (n, 2)
            In the coordinates that are written.
        """
        outward = _to_degrees(self.patrol.metric_crs)
        lonlat = np.column_stack(outward.transform(points[:, 0], points[:, 1]))
        return SHIFTS[self.coordinates](lonlat) if self.coordinates in SHIFTS else lonlat

    def place(self, xy: tuple[float, float]) -> tuple[float, float]:
        """Return longitude and latitude of one place.

        Parameters
        ----------
        xy : tuple of float
            In metres of the network's CRS.

        Returns
        -------
        tuple of float
            In the coordinates that are written.
        """
        lon, lat = self.degrees(np.array([xy], dtype=float))[0].tolist()
        return lon, lat

    def line(self, route: ToldRoute) -> Points:
        """Return the way of a route in degrees.

        Parameters
        ----------
        route : ToldRoute
            The route.

        Returns
        -------
        ndarray of float, shape (n, 2)
            In the direction of going.
        """
        return self.degrees(line_of(route.route))

    def say(self, text: Text) -> str:
        """Return a text in the language of the file, fit for XML.

        Parameters
        ----------
        text : Text
            The text.

        Returns
        -------
        str
            Without the characters that XML does not know.
        """
        return clean(text.say(self.lang))

    def moment(self, seconds: int) -> str:
        """Return a time of the day of the patrol as XML writes moments.

        Parameters
        ----------
        seconds : int
            After midnight.

        Returns
        -------
        str
            In UTC.
        """
        day = datetime.strptime(self.patrol.date, "%Y-%m-%d").replace(tzinfo=ZONE)
        return (day + timedelta(seconds=seconds)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def facts(self) -> dict[str, str]:
        """Return what the whole is, by names in the language of the file.

        Returns
        -------
        dict of str to str
            In the order to be shown.
        """
        rain = {str(level): word for level, word in RAIN_WORDS.items()}
        visits = sum(len(route.stops) for route in self.routes)
        told = (
            (Text("日期", "date"), self.patrol.date),
            (
                Text("预警", "warning"),
                rain.get(self.patrol.rain, RAIN_WORDS["none"]).say(self.lang),
            ),
            (Text("路线", "routes"), str(len(self.routes))),
            (Text("巡查点", "stops"), str(visits)),
            (Text("未安排", "left out"), str(len(self.left_out))),
            (Text("坐标", "datum"), DATUMS[self.coordinates]),
        )
        return {name.say(self.lang): value for name, value in told}


@lru_cache(maxsize=8)
def _to_degrees(metric_crs: int) -> Transformer:
    return Transformer.from_crs(metric_crs, STORAGE_CRS, always_xy=True)


def placed(
    patrol: Patrol,
    *,
    coordinates: Coordinates = "cgcs2000",
    lang: Lang = "zh",
    only: int | None = None,
) -> Placed:
    """Return a patrol as it is written.

    Parameters
    ----------
    patrol : Patrol
        The patrol.
    coordinates : {"cgcs2000", "wgs84", "gcj02", "bd09"}
        The coordinates to write.
    lang : {"zh", "en"}
        The language.
    only : int, optional
        Number of the one route to write, from 1, without what is left out.

    Returns
    -------
    Placed
        Routes keep their number; those without stops are left away.

    Raises
    ------
    SettingsError
        If there is no such route, or it has no stops.
    """
    told = [told_route(route, n) for n, route in enumerate(patrol.routes, start=1) if route.stops]
    if only is None:
        return Placed(patrol, tuple(told), coordinates, lang, patrol.left_out, None)
    chosen = [route for route in told if route.number == only]
    if not chosen:
        raise SettingsError(
            Text(
                f"路线 {only} 不存在或没有巡查点。", f"Route {only} is not there or has no stops."
            ),
            Text("请选择有巡查点的路线。", "Choose a route that has stops."),
        )
    return Placed(patrol, tuple(chosen), coordinates, lang, (), chosen[0])


def file_name(job: Placed, ending: str, route: ToldRoute | None = None) -> Path:
    """Return what a file of a patrol is called.

    Parameters
    ----------
    job : Placed
        The patrol.
    ending : str
        Without the dot.
    route : ToldRoute, optional
        The route, where the file holds one.

    Returns
    -------
    Path
        A name without characters that some system forbids.
    """
    parts = [job.stem.say(job.lang), job.patrol.date]
    if route is not None:
        team = _FORBIDDEN.sub("_", route.name).strip(" ._")[:LONGEST_NAME]
        parts += [f"{route.number:02d}", *([team] if team else [])]
    return Path(f"{'_'.join(parts)}{job.suffix}.{ending}")


def clean(text: str) -> str:
    """Return a text without the characters that XML does not know.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same, in one piece.
    """
    return NO_XML.sub("", text)


def rounded(points: Points, decimals: int = 8) -> list[list[float]]:
    """Return coordinates as lists.

    Parameters
    ----------
    points : ndarray of float, shape (n, 2)
        In degrees.
    decimals : int
        Digits that are kept; eight of a degree are a millimetre.

    Returns
    -------
    list of list of float
        A pair a point.
    """
    told: list[Any] = np.round(points, decimals).tolist()
    return told
