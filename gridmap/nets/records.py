"""One existing net: its name, its weight, its grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd

from gridmap.errors import InputError, SettingsError, Text


@dataclass(frozen=True, slots=True)
class Net:
    """One department's existing set of grids.

    Attributes
    ----------
    name : str
        What it is called, such as 综治网.
    grids : GeoDataFrame
        Polygons with ``net_grid_id``, in the metric CRS of the units.
    weight : float
        How much its boundaries count beside those of other nets; 0 for not at all.
    """

    name: str
    grids: gpd.GeoDataFrame = field(repr=False)
    weight: float = 1.0

    @property
    def ids(self) -> list[str]:
        """The ids of its grids, in the order of their rows."""
        return [str(one) for one in self.grids["net_grid_id"]]


def nets_of(
    layer: gpd.GeoDataFrame,
    *,
    names: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
) -> tuple[Net, ...]:
    """Return the nets of a layer, in the order of their names as given or as they come.

    Parameters
    ----------
    layer : GeoDataFrame
        The layer ``nets`` in a metric CRS: ``net``, ``net_grid_id``, polygons.
    names : sequence of str, optional
        Which nets; by default every one.
    weights : Mapping of str to float, optional
        Weight of a net by its name; 1 where it is not given.

    Returns
    -------
    tuple of Net
        Each with its grids sorted by id; several rows of one id are one grid.

    Raises
    ------
    InputError
        If the layer has no net, or not one that is named.
    SettingsError
        If a weight names no net or is negative, or no net has a weight above 0.
    """
    known = list(dict.fromkeys(layer["net"].astype(str))) if len(layer) else []
    chosen = list(dict.fromkeys(names)) or known
    missing = [name for name in chosen if name not in known]
    if not chosen or missing:
        raise _unknown(missing, known)
    given = dict(weights or {})
    _require_weights(given, chosen)
    parts = layer.assign(net=layer["net"].astype(str), net_grid_id=layer["net_grid_id"].astype(str))
    return tuple(
        Net(
            name,
            _grids(parts[parts["net"] == name]),
            given.get(name, 1.0),
        )
        for name in chosen
    )


def _grids(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    plain = gpd.GeoDataFrame(
        {"net_grid_id": rows["net_grid_id"].to_numpy()},
        geometry=rows.geometry.to_numpy(),
        crs=rows.crs,
    )
    return plain.dissolve("net_grid_id", as_index=False, sort=True)


def _require_weights(weights: Mapping[str, float], chosen: Sequence[str]) -> None:
    astray = sorted(set(weights) - set(chosen))
    wrong = sorted(name for name, value in weights.items() if not 0 <= value < float("inf"))
    listed = "、".join(chosen)
    if astray:
        raise SettingsError(
            Text(f"权重所指的“{astray[0]}”不在所选各网中。", f"No chosen net is {astray[0]!r}."),
            Text(f"所选的网有：{listed}。", f"The chosen nets are {', '.join(chosen)}."),
        )
    if wrong:
        raise SettingsError(
            Text(f"“{wrong[0]}”的权重不是有效的数。", f"The weight of {wrong[0]!r} is no weight."),
            Text("请填写不小于 0 的数。", "Give a number of 0 or more."),
        )
    if all(weights.get(name, 1.0) == 0 for name in chosen):
        raise SettingsError(
            Text("所有网的权重都是 0。", "Every net has a weight of 0."),
            Text("请至少给一张网大于 0 的权重。", "Give one net a weight above 0."),
        )


def _unknown(missing: Sequence[str], known: Sequence[str]) -> InputError:
    if not known:
        return InputError(
            Text("没有现有网图层。", "There are no existing nets."),
            Text(
                "请先导入：gridmap import 现有网文件 --project P.gpkg --layer nets。",
                "Import them first: gridmap import FILE --project P.gpkg --layer nets.",
            ),
        )
    return InputError(
        Text(f"没有名为“{missing[0]}”的网。", f"There is no net {missing[0]!r}."),
        Text(f"已有的网：{'、'.join(known)}。", f"There are {', '.join(known)}."),
    )
