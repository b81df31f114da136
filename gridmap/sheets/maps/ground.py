"""What lies below the names: land, water, buildings, roads, boundaries, signs."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gridmap.columns import texts
from gridmap.errors import Lang, Text
from gridmap.sheets.drawing.canvas import Canvas, Dash, Hatch, Points
from gridmap.sheets.maps import symbols as look
from gridmap.sheets.maps.legend import LegendEntry
from gridmap.sheets.maps.scene import Scene
from gridmap.sheets.maps.view import View
from gridmap.sheets.pdf.paper import WHITE, Rgb

BUILDINGS_UP_TO = 8_000
SERVICE_UP_TO = 6_000
"""Scales beyond which what is small would only be grey."""

FEW_SIGNS_FROM = 8_000
"""From this scale on, signs are smaller, and only in what the map is of."""

VEIL = 0.55
EDGES_MM = 0.36
"""Both edges of a road."""

FINE_MM = 0.08
"""What no eye tells apart."""


Spot = tuple[float, float]


class Ground:
    """Draws a scene below its names, and gathers the legend of what it drew.

    Parameters
    ----------
    canvas : Canvas
        Drawn on.
    view : View
        Which ground, where on paper.
    scene : Scene
        What is shown.
    lang : {"zh", "en"}
        Language of the legend.
    """

    def __init__(self, canvas: Canvas, view: View, scene: Scene, lang: Lang) -> None:
        self.canvas, self.view, self.scene, self.lang = canvas, view, scene, lang
        self.legend: list[LegendEntry] = []
        self.stations: list[tuple[float, float, str]] = []
        self.hazards: list[tuple[float, float, str]] = []
        self.signs: list[Spot] = []
        self._frame = shapely.box(*view.ground)

    def draw(self) -> None:
        """Draw everything, from the bottom up."""
        self._grids()
        self._compounds()
        self._water()
        self._buildings()
        self._band()
        self._roads()
        self._veil()
        self._edges()
        self._railways()
        self._outline()
        self._marks()
        self._signs()

    def _say(self, text: Text) -> str:
        return text.say(self.lang)

    def _told(self, title: Text, swatch: Any) -> None:  # noqa: ANN401
        self.legend.append(LegendEntry(self._say(title), swatch))

    def _grids(self) -> None:
        grids = self.scene.near("grids", self.view.ground)
        if grids is None:
            return
        fills = [self._fill(str(code)) for code in texts(grids, "grid_code")]
        for shape, fill in zip(grids.geometry.to_numpy(), fills, strict=True):
            self._shape(shape, fill=fill)
        for colour, title in self.scene.classes:
            if colour in fills:
                swatch = look.filled(colour, look.GRID_EDGE, width_mm=0.2)
                self.legend.append(LegendEntry(title, swatch))

    def _fill(self, code: str) -> Rgb | None:
        if self.scene.focus.kind == "grid" and self.scene.theme == "grids":
            return look.FOCUS_FILL if code in self.scene.members else look.OUTSIDE
        return self.scene.colours.get(code, look.OUTSIDE)

    def _compounds(self) -> None:
        compounds = self.scene.near("compounds", self.view.ground)
        if compounds is None or self.view.scale > BUILDINGS_UP_TO:
            return
        for shape in compounds.geometry.to_numpy():
            self._shape(shape, line=look.COMPOUND, width_mm=0.22, dash=(0.9, 0.7))
        self._told(
            Text("小区", "Compound"),
            look.filled(None, look.COMPOUND, width_mm=0.22, dash=(0.9, 0.7)),
        )

    def _water(self) -> None:
        water = self.scene.near("water", self.view.ground)
        if water is None:
            return
        for shape in water.geometry.to_numpy():
            if shapely.get_dimensions(shape) == 2:
                self._shape(shape, fill=look.WATER, line=look.WATER_EDGE, width_mm=0.18)
            else:
                self._lines(shape, look.WATER_EDGE, 0.7)
        self._told(Text("水系", "Water"), look.filled(look.WATER, look.WATER_EDGE, width_mm=0.18))

    def _buildings(self) -> None:
        buildings = self.scene.near("buildings", self.view.ground)
        if buildings is None or self.view.scale > BUILDINGS_UP_TO:
            return
        areal = buildings.geometry.to_numpy()
        areal = areal[shapely.get_dimensions(areal) == 2]
        for shape in areal:
            self._shape(shape, fill=look.BUILDING, line=look.BUILDING_EDGE, width_mm=0.13)
        if len(areal):
            self._told(
                Text("楼栋", "Building"),
                look.filled(look.BUILDING, look.BUILDING_EDGE, width_mm=0.13),
            )

    def _band(self) -> None:
        """Draw a band along communities, which shows beside a road or railway that lies on it."""
        communities = self.scene.near("communities", self.view.ground)
        if communities is not None:
            self._lines(_once(communities), look.COMMUNITY_BAND, 2.4)

    def _roads(self) -> None:
        roads = self.scene.near("roads", self.view.ground)
        if roads is None:
            return
        classes = texts(roads, "road_class")
        lines = roads.geometry.to_numpy()
        known = [name if name in look.ROADS else "local" for name in classes]
        shown = [n for n in look.ROADS if n in known and not self._is_small(n)]
        picked = {n: lines[np.array([one == n for one in known])] for n in shown}
        for name in shown:
            if look.ROADS[name].edged:
                for line in picked[name]:
                    self._lines(line, look.ROAD_EDGE, self.road_mm(name) + EDGES_MM)
        for name in shown:
            road = look.ROADS[name]
            for line in picked[name]:
                self._lines(line, road.fill, self.road_mm(name))
        for name in reversed(shown):
            road = look.ROADS[name]
            edge = ((look.ROAD_EDGE, self.road_mm(name) + EDGES_MM, None),) if road.edged else ()
            self._told(road.title, look.stroked(*edge, (road.fill, self.road_mm(name), None)))

    def road_mm(self, name: str) -> float:
        """Return how wide a road is drawn.

        Parameters
        ----------
        name : str
            Its class.

        Returns
        -------
        float
            In millimetres: less on maps of much ground.
        """
        less = min(1.0, max(0.45, math.sqrt(2500 / self.view.scale)))
        return look.ROADS[name].width_mm * less

    @property
    def sign_share(self) -> float:
        """Size of signs as a share of the usual one: less on maps of much ground."""
        return min(1.0, max(0.6, math.sqrt(FEW_SIGNS_FROM / self.view.scale)))

    def _is_small(self, name: str) -> bool:
        return name in {"service", "path"} and self.view.scale > SERVICE_UP_TO

    def _railways(self) -> None:
        railways = self.scene.near("railways", self.view.ground)
        if railways is None:
            return
        for line in railways.geometry.to_numpy():
            self._lines(line, look.RAIL, 0.9)
            self._lines(line, WHITE, 0.55, dash=(2.2, 2.2))
        self._told(
            Text("铁路", "Railway"),
            look.stroked((look.RAIL, 0.9, None), (WHITE, 0.55, (2.2, 2.2))),
        )

    def _veil(self) -> None:
        """Cover what the map is not of with a veil, so that what it is of stands out."""
        if self.scene.focus.kind == "all":
            return
        self._shape(shapely.difference(self._frame, self.scene.area), fill=WHITE, opacity=VEIL)

    def _edges(self) -> None:
        grids = self.scene.near("grids", self.view.ground)
        if grids is not None:
            self._lines(_once(grids), look.GRID_EDGE, 0.35, dash=look.GRID_DASH)
            self._told(
                Text("网格界", "Boundary of grids"),
                look.stroked((look.GRID_EDGE, 0.35, look.GRID_DASH)),
            )
        communities = self.scene.near("communities", self.view.ground)
        if communities is not None:
            self._lines(_once(communities), look.COMMUNITY_EDGE, 0.55, dash=look.COMMUNITY_DASH)
            self._told(
                Text("社区界", "Boundary of communities"),
                look.stroked((look.COMMUNITY_EDGE, 0.55, look.COMMUNITY_DASH)),
            )

    def _outline(self) -> None:
        if self.scene.focus.kind != "all":
            self._shape(self.scene.area, line=WHITE, width_mm=1.5)
            self._shape(self.scene.area, line=look.FOCUS_EDGE, width_mm=0.8)
            self._told(
                Text("本图范围", "What this map is of"),
                look.stroked((look.FOCUS_EDGE, 0.8, None)),
            )

    def _marks(self) -> None:
        titles: dict[tuple[Rgb, str], None] = {}
        for mark in self.scene.marks:
            if not mark.shape.intersects(self._frame):
                continue
            dimension = shapely.get_dimensions(mark.shape)
            if dimension == 2:
                hatch = Hatch(mark.colour, apart_mm=1.1, width_mm=0.25)
                self._shape(mark.shape, line=mark.colour, width_mm=0.5, hatch=hatch)
            elif dimension == 1:
                self._lines(mark.shape, mark.colour, 0.9)
            else:
                for x, y in shapely.get_coordinates(self.view.shape(mark.shape)).tolist():
                    self.canvas.circle(x, y, 1.2, fill=None, line=mark.colour, width_mm=0.6)
            if mark.title:
                titles[mark.colour, mark.title] = None
        for colour, title in titles:
            self.legend.append(LegendEntry(title, look.filled(None, colour, width_mm=0.6)))

    def _signs(self) -> None:
        self.stations = self._points("stations", "kind", "station")
        self.hazards = self._points("hazards", "level", "!")
        taken: list[Spot] = []
        for x, y, kind in self.stations:
            look.draw_station(self.canvas, *self._apart((x, y), taken), kind, share=self.sign_share)
        for x, y, level in self.hazards:
            look.draw_hazard(self.canvas, *self._apart((x, y), taken), level, share=self.sign_share)
        self.signs = taken
        for kind, (_, title) in look.STATION_SIGNS.items():
            if any(one[2] == kind for one in self.stations):
                self._told(title, look.signed(look.draw_station, kind))
        if self.hazards:
            self._told(look.HAZARD_SIGN, look.signed(look.draw_hazard, "2"))

    def _apart(self, at: Spot, taken: list[Spot]) -> Spot:
        """Return the nearest place for a sign where it covers none, and take it."""
        least = 2.3 * look.SIGN_MM * self.sign_share
        spot = at
        for step in range(1, 60):
            if all(math.dist(spot, other) >= least for other in taken):
                break
            angle, reach = step * 2.4, 1.1 * math.sqrt(step)
            spot = (at[0] + reach * math.cos(angle), at[1] + reach * math.sin(angle))
        if spot != at:
            self.canvas.line(np.array([at, spot]), colour=look.GRID_EDGE, width_mm=0.3)
            self.canvas.circle(*at, 0.45, fill=look.GRID_EDGE)
        taken.append(spot)
        return spot

    def _points(self, layer: str, column: str, missing: str) -> list[tuple[float, float, str]]:
        frame = self.scene.near(layer, self.view.ground)
        if frame is None:
            return []
        spots = shapely.point_on_surface(frame.geometry.to_numpy())
        held = self._frame
        if self.view.scale > FEW_SIGNS_FROM:
            held = held.intersection(self.scene.area)
        words = [_word(value) or missing for value in texts(frame, column)]
        if column == "kind":
            words = [word if word in look.STATION_SIGNS else missing for word in words]
        return [
            (float(x), float(y), word)
            for (x, y), word, spot in zip(
                self.view.put(shapely.get_coordinates(spots)), words, spots, strict=True
            )
            if spot.intersects(held)
        ]

    def _shape(
        self,
        shape: Any,  # noqa: ANN401
        *,
        fill: Rgb | None = None,
        line: Rgb | None = None,
        width_mm: float = 0.2,
        dash: Dash | None = None,
        opacity: float = 1.0,
        hatch: Hatch | None = None,
    ) -> None:
        for part in shapely.get_parts(shape):
            if part.geom_type != "Polygon" or part.is_empty:
                continue
            rings = [
                self._fine(shapely.get_coordinates(ring))
                for ring in (part.exterior, *part.interiors)
            ]
            self.canvas.polygons(
                rings,
                fill=fill,
                line=line,
                width_mm=width_mm,
                dash=dash,
                opacity=opacity,
                hatch=hatch,
            )

    def _lines(
        self,
        shape: Any,  # noqa: ANN401
        colour: Rgb,
        width_mm: float,
        *,
        dash: Dash | None = None,
    ) -> None:
        for part in shapely.get_parts(shape):
            if part.geom_type == "LineString" and not part.is_empty:
                points = self._fine(shapely.get_coordinates(part))
                self.canvas.line(points, colour=colour, width_mm=width_mm, dash=dash)

    def _fine(self, points: Points) -> Points:
        """Return points on paper, without those that no eye tells apart."""
        put = self.view.put(points)
        if len(put) < 12:
            return put
        line = shapely.simplify(shapely.linestrings(put), FINE_MM, preserve_topology=False)
        return np.asarray(shapely.get_coordinates(line))


def _once(frame: gpd.GeoDataFrame) -> Any:  # noqa: ANN401
    """Return boundaries as lines, what two shapes share once: dashes drawn twice are solid."""
    return shapely.line_merge(shapely.union_all(shapely.boundary(frame.geometry.to_numpy())))


def _word(value: str) -> str:
    """Return a level as it is written on a sign: ``"2"`` where the file says ``"2.0"``."""
    return value.removesuffix(".0")
