"""A walk along every changed piece of boundary, as a route with a stop at the begin of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.errors import InputError, Lang, Text
from gridmap.routing.matrix import matrix
from gridmap.routing.records import Leg, Patrol, Route, Stop, Stretch, Team, Visit
from gridmap.routing.seams import Kind, Seam
from gridmap.routing.seams_order import order_pieces
from gridmap.routing.seams_tracing import SEEN_M, Trace, trace
from gridmap.routing.snapping import Snapped, snap
from gridmap.routing.travel import Travel
from gridmap.routing.ways import way

KINDS: dict[Kind, Text] = {
    "new": Text("新边界", "new boundary"),
    "old": Text("原边界", "old boundary"),
}
BOUNDARY = Text("网格边界", "the boundary")
OPEN_GROUND = Text("空地", "open ground")
TITLE = Text("边界踏勘", "Boundary walk")

HOP_M = 15.0
"""So near, one goes straight from end to end."""

SPEED_M_S = 1.2
MARKING_S = 60
"""Seconds at the begin of each piece, to check and mark it."""

OFF_ROAD_FACTOR = 1.4
"""What straight ways off the roads count for their length when the order is chosen."""

STREET_M = 150.0
"""No street farther than this gives a piece its name."""

JOINED_M = 0.01
COMMUNITY_DIGITS = 12

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Walked:
    """A piece of boundary on a walk.

    Attributes
    ----------
    seam : Seam
        The piece, drawn in the direction of walking.
    street : str
        The road that runs along most of it; empty for none.
    on_road_m : float
        How much of it is walked on roads.
    """

    seam: Seam
    street: str
    on_road_m: float


@dataclass(frozen=True, slots=True)
class SeamWalk:
    """A round along every changed piece of boundary.

    Attributes
    ----------
    metric_crs : int
        EPSG code of every shape.
    pieces : tuple of Walked
        In the order of walking; those of the stops of the route.
    route : Route
        The round: a stop at the begin of each piece; the way on leads along it.
    unseen_m : float
        How much of the pieces is farther than 10 m from the walk: 0.
    """

    metric_crs: int
    pieces: tuple[Walked, ...]
    route: Route
    unseen_m: float

    @property
    def changed_m(self) -> float:
        """The length of all pieces."""
        return sum(piece.seam.length_m for piece in self.pieces)

    def as_patrol(self, date: str) -> Patrol:
        """Return the walk as a patrol of one route, which every file of patrols can show.

        Parameters
        ----------
        date : str
            ``YYYY-MM-DD``.

        Returns
        -------
        Patrol
            With the one route.
        """
        return Patrol(self.metric_crs, date, "none", (self.route,))


def walk_seams(
    seams: Sequence[Seam],
    travel: Travel | None,
    *,
    metric_crs: int,
    start: tuple[float, float] | None = None,
    start_name: str = "",
    begins_s: int = 8 * 3600,
    lang: Lang = "zh",
) -> SeamWalk:
    """Return a round along every changed piece of boundary.

    Parameters
    ----------
    seams : sequence of Seam
        As `gridmap.routing.seams.changed_seams` returns them.
    travel : Travel or None
        Roads on foot; without them one goes straight from piece to piece.
    metric_crs : int
        EPSG code of the coordinates.
    start : tuple of float, optional
        Where the round begins and ends, in metres; by default at the first piece.
    start_name : str
        What people call it.
    begins_s : int
        When it begins, in seconds after midnight.
    lang : {"zh", "en"}
        The language of names.

    Returns
    -------
    SeamWalk
        The walk.

    Raises
    ------
    InputError
        If nothing has changed.
    """
    if not seams:
        raise InputError(
            Text("两个版本的网格边界相同。", "The boundaries of both versions are the same."),
            Text("请选择边界有变化的两个版本。", "Choose two versions that differ."),
        )
    begin = start or (float(seams[0].line.coords[0][0]), float(seams[0].line.coords[0][1]))
    ground = _Ground(seams, begin, travel)
    ordered = [
        seams[piece] if forward else replace(seams[piece], line=seams[piece].line.reverse())
        for piece, forward in order_pieces(*ground.between())
    ]
    name = TITLE.say(lang)
    team = Team("seams", name, begin, start_name, begins_s)
    return _walk(ordered, ground, team, metric_crs, lang)


class _Ground:
    """Ends of pieces and the start, put on roads where there are some; the start is the last."""

    def __init__(
        self, seams: Sequence[Seam], start: tuple[float, float], travel: Travel | None
    ) -> None:
        ends = [seam.line.coords[at][:2] for seam in seams for at in (0, -1)]
        self.xy: Points = np.array([*ends, start], dtype=float)
        self.travel = travel
        self._row = {tuple(place): row for row, place in enumerate(self.xy.tolist())}
        self._snapped: Snapped | None = None if travel is None else snap(travel, self.xy)
        apart = self.xy[:, None, :] - self.xy[None, :, :]
        self._straight = np.hypot(apart[..., 0], apart[..., 1])

    def between(self) -> tuple[Points, Points]:
        """Return metres from end to end, and from the start to each end."""
        metres = self._straight * OFF_ROAD_FACTOR
        if self.travel is not None and self._snapped is not None:
            offset = self._offsets()
            roads = matrix(self.travel, self._snapped, self._snapped).length_m
            roads = roads + offset[:, None] + offset[None, :]
            metres = np.where(np.isfinite(roads), roads, metres)
            metres = np.where(self._is_direct(), self._straight, metres)
        metres = np.minimum(metres, metres.T)
        return metres[:-1, :-1], metres[-1, :-1]

    def lead(self, here: Points, there: Points) -> Iterator[Trace]:
        """Yield the way from one end to another; last, the end itself."""
        i, j = (self._row[tuple(place.tolist())] for place in (here, there))
        if self.travel is not None and self._snapped is not None and not self._is_direct()[i, j]:
            leg = way(self.travel, self._snapped, i, j)
            for stretch in leg.stretches if leg is not None else ():
                yield Trace(shapely.get_coordinates(stretch.line), stretch.street, on_road=True)
        yield Trace(there[None, :], "", on_road=False)

    def street_by(self, line: shapely.LineString) -> str:
        """Return the name of the street nearest to the middle of a piece."""
        if self.travel is None:
            return ""
        middle = line.interpolate(0.5, normalized=True)
        near = self.travel.tree.query(middle, predicate="dwithin", distance=STREET_M)
        rows = self.travel.usable[near]
        named = [row for row in rows.tolist() if self.travel.network.edge_street[row]]
        if not named:
            return ""
        far = shapely.distance(middle, self.travel.network.lines[named])
        return str(self.travel.network.edge_street[named[int(np.argmin(far))]])

    def _offsets(self) -> Points:
        if self._snapped is None:
            return np.full(len(self.xy), np.inf)
        return np.where(self._snapped.is_near, self._snapped.offset_m, np.inf)

    def _is_direct(self) -> NDArray[np.bool_]:
        """Return whether two ends are nearer to each other than to any road."""
        offset = self._offsets()
        return self._straight <= np.maximum(HOP_M, offset[:, None] + offset[None, :])


def _walk(
    ordered: Sequence[Seam], ground: _Ground, team: Team, metric_crs: int, lang: Lang
) -> SeamWalk:
    stops: list[Stop] = []
    pieces: list[Walked] = []
    here, now, traced = np.array(team.start), team.begins_s, tuple[Trace, ...]()
    ends = here
    for number, seam in enumerate(ordered, start=1):
        there = np.array(seam.line.coords[0][:2])
        leg, ends = _leg(ends, traced, ground.lead(here, there), lang)
        traced = trace(seam.line, ground.travel)
        pieces.append(_walked(seam, traced, ground))
        arrives = now + leg.duration_s
        now = arrives + MARKING_S
        stops.append(Stop(_visit(pieces[-1], number, lang), leg, 0.0, arrives, arrives, now))
        here = np.array(seam.line.coords[-1][:2])
    back, _ = _leg(ends, traced, ground.lead(here, np.array(team.start)), lang)
    route = Route(team, tuple(stops), back)
    return SeamWalk(metric_crs, tuple(pieces), route, unseen_m(route, ordered))


def unseen_m(route: Route, seams: Sequence[Seam]) -> float:
    """Return how much of pieces of boundary is not seen from a route.

    Parameters
    ----------
    route : Route
        The route.
    seams : sequence of Seam
        The pieces.

    Returns
    -------
    float
        Metres that are farther than 10 m from every stretch.
    """
    legs = (*(stop.leg for stop in route.stops), route.back)
    walked = [stretch.line for leg in legs for stretch in leg.stretches]
    seen = shapely.union_all(shapely.buffer(np.array(walked, dtype=object), SEEN_M))
    lines = np.array([seam.line for seam in seams], dtype=object)
    return float(shapely.length(shapely.difference(lines, seen)).sum())


def _leg(
    ends: Points, traced: Sequence[Trace], lead: Iterator[Trace], lang: Lang
) -> tuple[Leg, Points]:
    """Return the way along the piece that was come to, then on to the next, and where it ends."""
    stretches: list[Stretch] = []
    for part, name in (*((one, BOUNDARY) for one in traced), *((one, OPEN_GROUND) for one in lead)):
        points = np.concatenate([ends[None, :], part.points])
        kept = np.ones(len(points), dtype=bool)
        kept[1:] = np.hypot(*np.diff(points, axis=0).T) > JOINED_M
        if kept.sum() < 2:
            continue
        line = shapely.LineString(points[kept])
        street = part.street if part.on_road else name.say(lang)
        stretches.append(Stretch(street, line, float(line.length)))
        ends = points[kept][-1]
    length_m = sum(stretch.length_m for stretch in stretches)
    return Leg(tuple(stretches), round(length_m), round(length_m / SPEED_M_S)), ends


def _walked(seam: Seam, traced: Sequence[Trace], ground: _Ground) -> Walked:
    along: dict[str, float] = {}
    for part in traced:
        if part.on_road and len(part.points) > 1:
            length_m = float(shapely.LineString(part.points).length)
            along[part.street] = along.get(part.street, 0.0) + length_m
    named = {street: length_m for street, length_m in along.items() if street}
    street = max(named, key=lambda name: (named[name], name)) if named else ""
    return Walked(seam, street or ground.street_by(seam.line), sum(along.values()))


def _visit(piece: Walked, number: int, lang: Lang) -> Visit:
    seam = piece.seam
    x, y = seam.line.coords[0][:2]
    kind, sides, far = KINDS[seam.kind], name_of_sides(seam.grids), round(seam.length_m)
    name = Text(f"{sides.zh}{kind.zh}", f"{kind.en} {sides.en}").say(lang)
    along = Text(f"{far} 米，{piece.street}", f"{far} m, {piece.street}").say(lang)
    what = along if piece.street else along.split("，")[0].split(", ")[0]
    return Visit(
        f"{seam.kind}-{number:03d}", name, (x, y), MARKING_S, kind=what, grid=seam.grids[0]
    )


def name_of_sides(grids: Sequence[str]) -> Text:
    """Return between which grids a piece of boundary lies.

    Parameters
    ----------
    grids : sequence of str
        One or two codes.

    Returns
    -------
    Text
        Full codes; of the second, only the digits after the community where that is the same.

    Examples
    --------
    >>> name_of_sides(["420106001001001", "420106001001003"]).zh
    '420106001001001 与 003 网格之间'
    """
    if len(grids) == 1:
        return Text(f"{grids[0]} 网格外缘", f"at the edge of {grids[0]}")
    first, second = grids
    if len(first) == len(second) > COMMUNITY_DIGITS and (
        first[:COMMUNITY_DIGITS] == second[:COMMUNITY_DIGITS]
    ):
        second = second[COMMUNITY_DIGITS:]
    return Text(f"{first} 与 {second} 网格之间", f"between {first} and {second}")
