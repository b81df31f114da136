"""What is named on a map, the important first, and where each name found its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import shapely.ops

from gridmap.columns import texts
from gridmap.errors import Lang, Text
from gridmap.layers import CONTRACTS
from gridmap.sheets.drawing.canvas import Canvas
from gridmap.sheets.maps import symbols as look
from gridmap.sheets.maps.ground import BUILDINGS_UP_TO, Ground
from gridmap.sheets.maps.labels import (
    LINE_EM,
    RISE_EM,
    Placed,
    place_along,
    place_beside,
    place_called_out,
    place_inside,
)
from gridmap.sheets.maps.room import Rect, Room
from gridmap.sheets.maps.scene import Scene
from gridmap.sheets.maps.view import View
from gridmap.sheets.maps.wording import brief, halves, short_code, wall_number
from gridmap.sheets.pdf.paper import BLACK, MM_PER_PT, WHITE, Rgb

INSET_MM = 1.0
STREET_EVERY_MM = 110.0


class Names:
    """Places and writes the names of a map.

    Parameters
    ----------
    canvas : Canvas
        Drawn on.
    view : View
        Which ground, where on paper.
    scene : Scene
        What is shown.
    room : Room
        Free places of the frame.
    lang : {"zh", "en"}
        The language.
    """

    def __init__(self, canvas: Canvas, view: View, scene: Scene, room: Room, lang: Lang) -> None:
        self.canvas, self.view, self.scene, self.room, self.lang = canvas, view, scene, room, lang
        self.placed: list[Placed] = []
        self.missed: list[str] = []
        box = view.box
        self._inner = shapely.box(
            box.x + INSET_MM,
            box.y + INSET_MM,
            box.x + box.width - INSET_MM,
            box.y + box.height - INSET_MM,
        )

    def write(self, ground: Ground) -> None:
        """Place and write every name.

        Parameters
        ----------
        ground : Ground
            What was drawn below: signs are not written over.
        """
        for x, y in ground.signs:
            side = 2.4 * look.SIGN_MM * ground.sign_share
            self.room.take(Rect(x, y, side, side))
        self._marks()
        if self.scene.focus.kind == "grid":
            self._buildings()
            self._own_code()
            self._neighbours()
            self._services()
            self._compounds()
        else:
            self._codes()
            self._communities()
            self._compounds()
        self._water()
        self._streets()

    def _write(
        self, placed: Placed, *, colour: Rgb = BLACK, bold: bool = False, halo: Rgb | None = WHITE
    ) -> None:
        self.room.take(placed.rect)
        self.placed.append(placed)
        if placed.lead is not None:
            begin, end = placed.lead
            self.room.take_line(begin, end)
            points = np.array([begin, end])
            self.canvas.line(points, colour=WHITE, width_mm=0.6)
            self.canvas.line(points, colour=colour, width_mm=0.22)
            self.canvas.circle(*begin, 0.45, fill=colour)
        em = placed.size_pt * MM_PER_PT
        rect, turn = placed.rect, np.radians(-placed.rect.angle_deg)
        for row, line in enumerate(placed.lines):
            off = (row - (len(placed.lines) - 1) / 2) * em * LINE_EM + em * RISE_EM
            self.canvas.text(
                line,
                rect.x - np.sin(turn) * off,
                rect.y + np.cos(turn) * off,
                size_pt=placed.size_pt,
                align="centre",
                bold=bold,
                colour=colour,
                halo=halo,
                angle_deg=rect.angle_deg,
            )

    def _marks(self) -> None:
        for mark in self.scene.marks:
            shape = shapely.intersection(self.view.shape(mark.shape), self._inner)
            if not mark.number or shape.is_empty:
                continue
            at = _spot(shapely.point_on_surface(shape))
            found = place_called_out(self.room, at, (mark.number,), 8, least_mm=3.0)
            if found is None:
                self.missed.append(mark.number)
            else:
                self._write(found, colour=mark.colour, bold=True)

    def _codes(self) -> None:
        """Write the numbers of the grids that the map is of, the small ones first."""
        grids = self.scene.near("grids", self.view.ground)
        if grids is None:
            return
        shapes = self.view.shape(grids.geometry.to_numpy())
        told = list(self._told(grids))
        order = np.argsort(shapely.area(shapes), kind="stable").tolist()
        own = [row for row in order if told[row][0] in self.scene.members]
        communities = texts(grids, "community")
        late: list[tuple[Any, str, str]] = []
        for row in own:
            _, code, households = told[row]
            shape = shapely.intersection(shapes[row], self._inner)
            wordings = ((code, households), (code,)) if households else ((code,),)
            found = place_inside(self.room, shape, wordings, (9, 8, 7, 6, 5))
            if found is None:
                late.append((shape, code, f"{communities[row]} {code}".strip()))
            else:
                self._write(found, bold=True)
        for shape, code, full in late:
            if not shape.is_empty:
                self._call_out(shape, code, full)

    def _call_out(self, shape: Any, code: str, full: str) -> None:  # noqa: ANN401
        at = _spot(shapely.point_on_surface(shape))
        found = place_called_out(self.room, at, (code,), 7)
        if found is None:
            self.missed.append(full)
        else:
            self._write(found, bold=True)

    def _told(self, grids: gpd.GeoDataFrame) -> Iterator[tuple[str, str, str]]:
        """Yield the code, the short code, and a second line, of each grid."""
        communities = texts(grids, "community_code")
        names, kinds = texts(grids, "name"), texts(grids, "kind")
        households = texts(grids, "households")
        purposes = texts(grids, "purpose")
        for row, code in enumerate(texts(grids, "grid_code")):
            short = short_code(str(code), str(communities[row]))
            count = households[row]
            second = Text(f"{count}户", f"{count} hh").say(self.lang) if count else ""
            if kinds[row] == "special":
                second = self._purpose(str(purposes[row]))
            yield str(code), short, brief(str(names[row])) or second

    def _purpose(self, purpose: str) -> str:
        """Return what a special-purpose grid is for."""
        if purpose == "vacant":
            return Text("无户", "vacant").say(self.lang)
        words = dict(CONTRACTS["compounds"].column("purpose").choices)
        known = words.get(purpose, purpose) if self.lang == "zh" else purpose
        return known or Text("专属", "special").say(self.lang)

    def _own_code(self) -> None:
        shape = shapely.intersection(self.view.shape(self.scene.area), self._inner)
        code = short_code(self.scene.focus.code, self.scene.focus.code[:12])
        found = place_inside(self.room, shape, ((code,),), (22, 18, 14, 11))
        if found is not None:
            self._write(found, colour=look.FOCUS_EDGE, bold=True)

    def _neighbours(self) -> None:
        """Name the grids around the one that the map is of, where they show."""
        grids = self.scene.near("grids", self.view.ground)
        if grids is None:
            return
        home = self.scene.focus.code
        shapes = shapely.intersection(self.view.shape(grids.geometry.to_numpy()), self._inner)
        communities = texts(grids, "community_code")
        own = {c for c, g in zip(communities, texts(grids, "grid_code"), strict=True) if g == home}
        area = self.view.shape(self.scene.area)
        reach = shapely.distance(shapes, area)
        for row in np.argsort(reach, kind="stable").tolist():
            code = str(grids["grid_code"].iloc[row])
            if code == home or shapes[row].is_empty or shapes[row].area < 4:
                continue
            short = short_code(code, str(communities[row]))
            community = brief(str(texts(grids, "community")[row]))
            far = communities[row] not in own
            wordings = (((community, short),) if far else ()) + (
                ((f"{community} {short}",) if far else (short,)),
            )
            found = place_inside(self.room, shapes[row], wordings, (8, 7, 6))
            if found is None and reach[row] < 0.1:
                at = _spot(shapely.point_on_surface(shapes[row]))
                found = place_called_out(self.room, at, wordings[-1], 7)
            if found is not None:
                self._write(found, colour=look.NEIGHBOUR_TEXT, bold=reach[row] < 0.1)
            elif reach[row] < 0.1:
                self.missed.append(code)

    def _communities(self) -> None:
        """Name the communities: those around a community, or those of a street, each large."""
        communities = self.scene.near("communities", self.view.ground)
        if communities is None:
            return
        shapes = shapely.intersection(self.view.shape(communities.geometry.to_numpy()), self._inner)
        for shape, name, code in zip(
            shapes, texts(communities, "name"), texts(communities, "community_code"), strict=True
        ):
            if shape.is_empty or shape.area < 4 or code == self.scene.focus.code:
                continue
            text = brief(str(name) or str(code))
            wordings = ((text,), halves(text))
            found = place_inside(self.room, shape, wordings, (13, 11, 9.5, 8))
            found = found or self._anywhere(shape, (text,), 8)
            if found is None:
                self.missed.append(text)
            else:
                self._write(found, colour=look.COMMUNITY_EDGE, bold=True)

    def _anywhere(self, shape: Any, lines: Sequence[str], size_pt: float) -> Placed | None:  # noqa: ANN401
        at = _spot(shapely.point_on_surface(shape))
        return place_called_out(self.room, at, lines, size_pt)

    def _buildings(self) -> None:
        buildings = self.scene.near("buildings", self.view.ground)
        if buildings is None or self.view.scale > BUILDINGS_UP_TO:
            return
        shapes = buildings.geometry.to_numpy()
        held = shapely.intersects(self.scene.area, shapely.point_on_surface(shapes))
        names, areas = texts(buildings, "name"), shapely.area(shapes)
        for row in np.argsort(-areas, kind="stable").tolist():
            if not held[row] or not names[row]:
                continue
            shape = shapely.intersection(self.view.shape(shapes[row]), self._inner)
            full, number = brief(str(names[row])), wall_number(str(names[row]))
            wordings = [(number,)] if number else [(full,), halves(full)]
            found = place_inside(self.room, shape, wordings, (7, 6, 5.5))
            if found is None and not shape.is_empty:
                found = place_beside(
                    self.room, _spot(shapely.point_on_surface(shape)), 0.0, wordings[0], 5.5
                )
            if found is not None:
                self._write(found, halo=look.BUILDING)
            elif not shape.is_empty:
                self.missed.append(full)

    def _compounds(self) -> None:
        compounds = self.scene.near("compounds", self.view.ground)
        if compounds is None or self.view.scale > BUILDINGS_UP_TO:
            return
        whole = self.view.shape(compounds.geometry.to_numpy())
        area = self.view.shape(self.scene.area)
        for shape, name in zip(whole, texts(compounds, "name"), strict=True):
            seen = shapely.intersection(shape, self._inner)
            own = shapely.intersection(seen, area)
            text = brief(str(name))
            if not text or seen.is_empty:
                continue
            found = None
            for part in (own, seen):
                found = found or place_inside(self.room, part, ((text,), halves(text)), (8, 7, 6))
            if found is not None:
                self._write(found, colour=look.COMPOUND)

    def _services(self) -> None:
        for layer in ("stations", "hazards"):
            frame = self.scene.near(layer, self.view.ground)
            if frame is None:
                continue
            spots = shapely.point_on_surface(frame.geometry.to_numpy())
            held = shapely.intersects(self.scene.area, spots)
            for spot, name, own in zip(spots, texts(frame, "name"), held, strict=True):
                if not own or not name:
                    continue
                at = _spot(self.view.shape(spot))
                text = brief(str(name))
                found = place_beside(self.room, at, 2.6, (text,), 6.5)
                found = found or place_beside(self.room, at, 2.6, halves(text), 6)
                found = found or place_called_out(self.room, at, (text,), 6.5)
                colour = look.STATION if layer == "stations" else look.HAZARD_TEXT
                if found is None:
                    self.missed.append(text)
                else:
                    self._write(found, colour=colour)

    def _water(self) -> None:
        water = self.scene.near("water", self.view.ground)
        if water is None:
            return
        done: set[str] = set()
        for shape, name in zip(water.geometry.to_numpy(), texts(water, "name"), strict=True):
            text = brief(str(name))
            seen = shapely.intersection(self.view.shape(shape), self._inner)
            if not text or text in done or seen.is_empty:
                continue
            found = None
            if shapely.get_dimensions(seen) == 2:
                found = place_inside(self.room, seen, ((text,),), (9, 8, 7))
                found = found or place_along(self.room, _axis(seen), text, 8)
            else:
                found = place_along(self.room, _longest(seen), text, 8)
            if found is not None:
                done.add(text)
                self._write(found, colour=look.WATER_TEXT)

    def _streets(self) -> None:
        roads = self.scene.near("roads", self.view.ground)
        if roads is None:
            return
        names, classes = texts(roads, "name"), texts(roads, "road_class")
        rank = list(look.ROADS)
        lines = shapely.intersection(self.view.shape(roads.geometry.to_numpy()), self._inner)
        streets: dict[tuple[int, str], list[Any]] = {}
        best: dict[str, int] = {}
        for name, kind in zip(names, classes, strict=True):
            if name:
                level = rank.index(kind) if kind in rank else 1
                best[str(name)] = max(best.get(str(name), 0), level)
        for name, line in zip(names, lines, strict=True):
            if name and not line.is_empty:
                streets.setdefault((-best[str(name)], str(name)), []).append(line)
        for (level, name), parts in sorted(streets.items()):
            self._street(brief(name), parts, size_pt=8 if level <= -3 else 6.5)

    def _street(self, text: str, parts: list[Any], *, size_pt: float) -> None:
        merged = shapely.line_merge(shapely.union_all(parts))
        pieces = sorted(shapely.get_parts(merged), key=lambda piece: -piece.length)
        written: list[Placed] = []
        for piece in pieces[:6]:
            for share in _cut_line(piece):
                found = place_along(self.room, share, text, size_pt)
                if found is None or any(_near(found, other) for other in written):
                    continue
                self._write(found, colour=look.STREET_TEXT)
                written.append(found)
                if self.view.scale > BUILDINGS_UP_TO:
                    return


def _near(one: Placed, other: Placed) -> bool:
    return bool(
        np.hypot(one.rect.x - other.rect.x, one.rect.y - other.rect.y) < 0.6 * STREET_EVERY_MM
    )


def _cut_line(line: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield a line in shares of about the way after which a street is named again."""
    count = max(1, round(line.length / STREET_EVERY_MM))
    for share in range(count):
        yield shapely.ops.substring(line, share / count, (share + 1) / count, normalized=True)


def _axis(shape: Any) -> Any:  # noqa: ANN401
    """Return the long middle line of a shape."""
    part = max(shapely.get_parts(shape), key=lambda one: one.area)
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(part))[:4]
    if len(corners) < 4:
        return shapely.LineString()
    sides = [np.hypot(*(corners[1] - corners[0])), np.hypot(*(corners[2] - corners[1]))]
    turned = np.roll(corners, 0 if sides[0] < sides[1] else -1, axis=0)
    ends = np.array([(turned[0] + turned[1]) / 2, (turned[2] + turned[3]) / 2])
    return _longest(shapely.intersection(shapely.linestrings(ends), part))


def _longest(shape: Any) -> Any:  # noqa: ANN401
    lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    return max(lines, key=lambda part: part.length, default=shapely.LineString())


def _spot(point: Any) -> tuple[float, float]:  # noqa: ANN401
    return float(point.x), float(point.y)
