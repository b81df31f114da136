"""What a map shows: grids and what is around them, in metres, and what the map is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import shapely

from gridmap.errors import Text
from gridmap.sheets.maps.colouring import Classes
from gridmap.sheets.pdf.paper import Rgb

Theme = Literal["grids", "households", "density"]
THEMES: tuple[Theme, ...] = ("grids", "households", "density")

THEME_TITLES = {
    "grids": Text("网格", "Grids"),
    "households": Text("网格户数", "Households of grids"),
    "density": Text("住户密度", "Density of households"),
}


@dataclass(frozen=True, slots=True)
class Focus:
    """What a map is of.

    Attributes
    ----------
    kind : {"grid", "community", "street", "all"}
        The level.
    code : str
        Code of the grid or the community, name of the street; empty for all.
    """

    kind: Literal["grid", "community", "street", "all"]
    code: str = ""

    @classmethod
    def grid(cls, code: str) -> Focus:
        """Return a focus on one grid.

        Parameters
        ----------
        code : str
            Its code.

        Returns
        -------
        Focus
            The focus.
        """
        return cls("grid", code)

    @classmethod
    def community(cls, code: str) -> Focus:
        """Return a focus on one community.

        Parameters
        ----------
        code : str
            Its code.

        Returns
        -------
        Focus
            The focus.
        """
        return cls("community", code)

    @classmethod
    def street(cls, code: str) -> Focus:
        """Return a focus on one street.

        Parameters
        ----------
        code : str
            Its name, or the first 9 digits of the codes of its communities.

        Returns
        -------
        Focus
            The focus.
        """
        return cls("street", code)

    @classmethod
    def all(cls) -> Focus:
        """Return a focus on all grids.

        Returns
        -------
        Focus
            The focus.
        """
        return cls("all")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that a map points out, such as a fault that an audit found.

    Attributes
    ----------
    shape : shapely geometry
        A point, a line or a polygon, in metres of the scene.
    colour : tuple of int
        Of its edge and its number.
    number : str
        Written beside it; empty for none.
    title : str
        What the legend says of marks of its colour; empty for none.
    """

    shape: Any
    colour: Rgb
    number: str = ""
    title: str = ""


@dataclass(frozen=True)
class Scene:
    """What a map shows.

    Attributes
    ----------
    area : Polygon or MultiPolygon
        What the map is of, in metres; the map is as large as it needs.
    grids : GeoDataFrame
        Grids of the whole plan, or of a net; columns ``grid_code``, ``community_code``,
        ``community``.
    focus : Focus
        What the map is of.
    title : str
        Its name.
    layers : Mapping of str to GeoDataFrame
        Layers of the project by name, in the CRS of the grids.
    colours : Mapping of str to tuple of int
        By code of the grid; grids without one are left white.
    classes : tuple
        Colours with what they stand for, for the legend.
    theme : {"grids", "households", "density"}
        What the colours tell.
    marks : tuple of Mark
        What is pointed out.
    """

    area: Any
    grids: gpd.GeoDataFrame
    focus: Focus = field(default_factory=Focus.all)
    title: str = ""
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    colours: Mapping[str, Rgb] = field(default_factory=dict)
    classes: Classes = ()
    theme: Theme = "grids"
    marks: tuple[Mark, ...] = ()

    def near(self, name: str, box: tuple[float, float, float, float]) -> gpd.GeoDataFrame | None:
        """Return the features of a layer that meet a rectangle.

        Parameters
        ----------
        name : str
            The layer, or ``"grids"``.
        box : tuple of float
            West, south, east, north in metres.

        Returns
        -------
        GeoDataFrame or None
            In the order of the layer; None where there are none.
        """
        frame = self.grids if name == "grids" else self.layers.get(name)
        if frame is None or frame.empty:
            return None
        rows = frame.sindex.query(shapely.box(*box), predicate="intersects", sort=True)
        return frame.iloc[rows] if len(rows) else None

    @cached_property
    def members(self) -> frozenset[str]:
        """Codes of the grids that the map is of."""
        codes = self.grids["grid_code"].astype(str)
        if self.focus.kind == "grid":
            return frozenset([self.focus.code])
        if self.focus.kind == "community":
            return frozenset(codes[self.grids["community_code"].astype(str) == self.focus.code])
        if self.focus.kind == "all":
            return frozenset(codes)
        rows = self.grids.sindex.query(self.area, predicate="intersects")
        inner = shapely.point_on_surface(self.grids.geometry.to_numpy()[rows])
        held = shapely.intersects(self.area, inner)
        return frozenset(codes.iloc[rows[held]])
