"""A plan made ready for many maps: colours, layers and names are found once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.columns import texts
from gridmap.crs import require_metric
from gridmap.errors import SettingsError, Text
from gridmap.plan import Plan
from gridmap.sheets.maps.colouring import Classes, by_density, by_households, tinted
from gridmap.sheets.maps.scene import Focus, Mark, Scene, Theme
from gridmap.sheets.maps.wording import short_code
from gridmap.sheets.pdf.paper import Rgb


@dataclass(frozen=True)
class Atlas:
    """A plan made ready for many maps: colours and layers are found once.

    Attributes
    ----------
    plan : Plan
        The plan.
    theme : {"grids", "households", "density"}
        What the colours of the grids tell.
    lang : {"zh", "en"}
        Language of the legend.
    """

    plan: Plan
    theme: Theme = "grids"
    lang: Literal["zh", "en"] = "zh"

    def __post_init__(self) -> None:
        if self.plan.grids.empty:
            raise SettingsError(
                Text("方案中没有网格，无图可出。", "The plan has no grids: there is no map."),
                Text("请先划分网格，再出图。", "Cut grids first."),
            )
        require_metric(self.plan.grids, layer="grids")

    @cached_property
    def layers(self) -> Mapping[str, gpd.GeoDataFrame]:
        """Layers of the project in the CRS of the grids; empty ones are left out."""
        crs = self.plan.grids.crs
        return {
            name: frame if frame.crs == crs else frame.to_crs(crs)
            for name, frame in self.plan.context.items()
            if isinstance(frame, gpd.GeoDataFrame) and not frame.empty and frame.crs is not None
        }

    @cached_property
    def coloured(self) -> tuple[Mapping[str, Rgb], Classes]:
        """Colours by code of the grid, and what they stand for."""
        if self.theme == "households":
            return by_households(self.plan.grids, self.plan.band, self.lang)
        if self.theme == "density":
            return by_density(self.plan.grids, self.lang)
        return tinted(self.plan.grids), ()

    @cached_property
    def community_names(self) -> pd.DataFrame:
        """Communities by code: ``name`` and ``street``."""
        frame = self.layers.get("communities")
        if frame is None:
            found = self.plan.grids[["community_code", "community"]].drop_duplicates()
            codes, names = found["community_code"], texts(found, "community")
            streets = np.full(len(found), "", dtype=object)
        else:
            codes, names = frame["community_code"], texts(frame, "name")
            streets = texts(frame, "street")
        table = pd.DataFrame({"name": names, "street": streets}, index=codes.astype(str))
        return table[~table.index.duplicated()]

    def streets(self) -> list[str]:
        """Return the streets that the plan has grids in.

        Returns
        -------
        list of str
            Names; where communities name none, the first 9 digits of their codes.
        """
        codes = self.plan.grids["community_code"].astype(str).unique()
        return sorted({self.street_of(code) for code in codes})

    def street_of(self, community_code: str) -> str:
        """Return the street of a community.

        Parameters
        ----------
        community_code : str
            Its code.

        Returns
        -------
        str
            The name, or the first 9 digits of the code where none is known.
        """
        known = self.community_names
        name = str(known.loc[community_code, "street"]) if community_code in known.index else ""
        return name or community_code[:9]

    def scene(self, focus: Focus, *, marks: Sequence[Mark] = ()) -> Scene:
        """Return what a map shows.

        Parameters
        ----------
        focus : Focus
            What it is of.
        marks : sequence of Mark
            What it points out.

        Returns
        -------
        Scene
            The scene.

        Raises
        ------
        SettingsError
            If the plan has no such grid, community or street.
        """
        colours, classes = self.coloured
        return Scene(
            area=self._area(focus),
            grids=self.plan.grids,
            focus=focus,
            title=self._title(focus),
            layers=self.layers,
            colours=colours,
            classes=classes,
            theme=self.theme,
            marks=tuple(marks),
        )

    def _area(self, focus: Focus) -> Any:  # noqa: ANN401
        grids = self.plan.grids
        if focus.kind == "all":
            held = grids.geometry.to_numpy()
        elif focus.kind == "grid":
            held = grids.geometry.to_numpy()[grids["grid_code"].astype(str) == focus.code]
        else:
            codes = grids["community_code"].astype(str)
            wanted = (
                codes == focus.code
                if focus.kind == "community"
                else (codes.map(self.street_of) == focus.code)
                | (codes.str[:9] == focus.code if len(focus.code) == 9 else False)
            )
            held = grids.geometry.to_numpy()[wanted]
        if not len(held):
            raise _unknown(focus)
        return shapely.union_all(held)

    def _title(self, focus: Focus) -> str:
        names = self.community_names["name"]
        if focus.kind == "grid":
            community = self.plan.grids.set_index(self.plan.grids["grid_code"].astype(str))[
                "community_code"
            ][focus.code]
            number = short_code(focus.code, str(community))
            return f"{names.get(str(community), community)} {number}"
        if focus.kind == "community":
            return str(names.get(focus.code, focus.code))
        if focus.kind == "street":
            codes = self.plan.grids["community_code"].astype(str)
            return next(
                (self.street_of(c) for c in codes if focus.code in {self.street_of(c), c[:9]}), ""
            )
        return "、".join(self.streets()[:3])


def scene_of(
    plan: Plan,
    *,
    focus: Focus,
    theme: Theme = "grids",
    marks: Sequence[Mark] = (),
    lang: Literal["zh", "en"] = "zh",
) -> Scene:
    """Return what a map of a plan shows; for many maps of one plan use an `Atlas`.

    Parameters
    ----------
    plan : Plan
        The plan.
    focus : Focus
        What the map is of.
    theme : {"grids", "households", "density"}
        What the colours of the grids tell.
    marks : sequence of Mark
        What the map points out.
    lang : {"zh", "en"}
        Language of the legend.

    Returns
    -------
    Scene
        The scene.

    Raises
    ------
    SettingsError
        If the plan has no grids, or not this one.
    """
    return Atlas(plan, theme=theme, lang=lang).scene(focus, marks=marks)


def _unknown(focus: Focus) -> SettingsError:
    kinds = {
        "grid": Text("网格", "grid"),
        "community": Text("社区", "community"),
        "street": Text("街道", "street"),
        "all": Text("网格", "grid"),
    }
    kind, code = kinds[focus.kind], focus.code[:40]
    return SettingsError(
        Text(f"方案中没有{kind.zh} {code}。", f"The plan has no {kind.en} {code}."),
        Text("请核对编号；编号在台账和地图上可查。", "Check the code in the register or the map."),
    )
