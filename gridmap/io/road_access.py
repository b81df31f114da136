"""Who may use a road, where a file says so in words that its class and direction cannot keep."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gridmap.errors import Text
from gridmap.layers import Contract
from gridmap.layers.findings import Finding
from gridmap.layers.values import is_null, to_text

_AGAINST: Final = frozenset(("-1", "reverse", "backward"))
_CARS_ONLY: Final = frozenset(("motorway", "motorway_link", "高速公路", "快速路"))
_STEPS: Final = frozenset(("steps", "台阶"))


def complete_access(
    frame: gpd.GeoDataFrame, contract: Contract
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Return roads with columns that tell who may use them, as far as they lack these.

    Motorways are shut to those on foot and on bicycles, steps to bicycles. A road that is one way
    against its drawing (``-1``, Geofabrik's ``T``) stays so: ``oneway`` holds but yes and no.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, its columns named as in the contract and its values as in the file.
    contract : Contract
        Only that of the roads is acted on.

    Returns
    -------
    frame : GeoDataFrame
        With ``foot_access``, ``bicycle_access`` and ``car_access`` where any road has one.
    findings : list of Finding
        A notice of how many roads are one way against their drawing.
    """
    if contract.name != "roads":
        return frame, []
    kinds, ways = _words(frame, "road_class"), _words(frame, "oneway")
    # Geofabrik writes B for both, F for along the line and T for against it.
    by_letter = "b" in ways.tolist()
    against = np.isin(ways, [*_AGAINST, *(["t"] if by_letter else [])])
    cars_only = np.isin(kinds, list(_CARS_ONLY))
    told = {
        "foot_access": (cars_only, "no"),
        "bicycle_access": (cars_only | np.isin(kinds, list(_STEPS)), "no"),
        "car_access": (against, "backward"),
    }
    new = {
        name: [word if row else None for row in rows]
        for name, (rows, word) in told.items()
        if name not in frame.columns and rows.any()
    }
    if by_letter:
        frame = frame.assign(oneway=np.isin(ways, ["f", "t"]))
    return frame.assign(**new), _notice(int(against.sum()) if "car_access" in new else 0)


def _words(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.str_]:
    if name not in frame.columns:
        return np.full(len(frame), "")
    cells = frame[name].tolist()
    words = ["" if is_null(cell) else to_text(cell).casefold() for cell in cells]
    return np.array(words, dtype=np.str_)


def _notice(count: int) -> list[Finding]:
    if not count:
        return []
    return [
        Finding(
            None,
            "road.against",
            Text(
                f"{count} 条道路的单行方向与绘制方向相反，已记入“机动车通行”。",
                f"{count} roads are one way against their drawing; kept in car_access.",
            ),
            Text("无需处理。", "Nothing to do."),
            "notice",
        )
    ]
