"""Rules about stations: large enough, every grid served, and served from inside.

All are soft: they are told, and bar no plan from being published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gridmap.errors import Text
from gridmap.plan import Violation
from gridmap.stations.homes import Grids, Homes
from gridmap.stations.layer import Stations
from gridmap.stations.serving import Serving, serving_of
from gridmap.stations.settings import StationSettings


@dataclass(frozen=True, eq=False, slots=True)
class _Scene:
    homes: Homes
    grids: Grids
    stations: Stations
    serving: Serving
    settings: StationSettings


def check_stations(
    homes: Homes,
    grids: Grids,
    stations: Stations,
    *,
    settings: StationSettings | None = None,
) -> tuple[Violation, ...]:
    """Return what is wrong with stations and whom they serve.

    Parameters
    ----------
    homes : Homes
        The units.
    grids : Grids
        The grids of one version.
    stations : Stations
        The stations.
    settings : StationSettings, optional
        How large a station is at least.

    Returns
    -------
    tuple of Violation
        All soft, by rule and place: ``station.none``, ``station.unknown_grid``,
        ``station.outside``, ``station.idle``, ``station.small``.
    """
    serving = serving_of(stations, grids)
    scene = _Scene(homes, grids, stations, serving, settings or StationSettings())
    return tuple(found for rule in STATION_RULES for found in rule(scene))


def _without_station(scene: _Scene) -> Iterator[Violation]:
    grids, homes = scene.grids, scene.homes
    households = grids.sums(homes.households)
    served = scene.serving.serves.any(axis=0)
    for grid in np.flatnonzero(~served & (households > 0)).tolist():
        code, count = grids.code[grid], int(households[grid])
        yield Violation(
            "station.none",
            hard=False,
            community_code=grids.community[grid],
            grid_code=code,
            what=Text(
                f"网格 {code}（{count} 户）没有驿站。",
                f"Grid {code} ({count} households) has no station.",
            ),
            remedy=Text(
                "请在网格内新设驿站，或在驿站的“服务网格”中写明由哪个驿站服务。",
                "Open one inside, or state in the column grid_codes which station serves it.",
            ),
            figure=float(count),
            place=_middle(scene, grid),
        )


def _middle(scene: _Scene, grid: int) -> tuple[float, float]:
    """Return where the households of a grid are, in the mean."""
    rows = np.flatnonzero(scene.grids.of_unit == grid)
    weights = np.maximum(scene.homes.households[rows], 1e-9)
    x, y = np.average(scene.homes.xy[rows], axis=0, weights=weights).tolist()
    return x, y


def _unknown_grids(scene: _Scene) -> Iterator[Violation]:
    for row, codes in enumerate(scene.serving.unknown):
        for code in codes:
            named = _named(scene, row)
            yield _about(
                scene,
                row,
                "station.unknown_grid",
                Text(
                    f"{named.zh}写明服务网格 {code}，而方案中没有这个网格。",
                    f"{named.en} is said to serve grid {code}, which is not in the plan.",
                ),
                Text(
                    "请核对“服务网格”中的编码；网格撤并后须一并更新。",
                    "Check the column grid_codes; it has to follow when grids are merged or split.",
                ),
                about=f"{scene.stations.station_id[row]} {code}",
            )


def _outside(scene: _Scene) -> Iterator[Violation]:
    serving, grids = scene.serving, scene.grids
    for row in np.flatnonzero(serving.is_stated).tolist():
        served = np.flatnonzero(serving.serves[row]).tolist()
        within = int(serving.stands_in[row])
        if not served or within in served:
            continue
        codes, named = [grids.code[grid] for grid in served], _named(scene, row)
        where = (
            Text(f"位于网格 {grids.code[within]}", f"stands in grid {grids.code[within]}")
            if within >= 0
            else Text("不在任何网格内", "stands in no grid")
        )
        yield _about(
            scene,
            row,
            "station.outside",
            Text(
                f"{named.zh}{where.zh}，不在它服务的网格 {'、'.join(codes)} 内。",
                f"{named.en} {where.en}, outside of what it serves: {', '.join(codes)}.",
            ),
            Text(
                "请核对驿站位置；如属跨网格服务，可不处理。",
                "Check its place; nothing is to be done if it serves across the border on purpose.",
            ),
        )


def _idle(scene: _Scene) -> Iterator[Violation]:
    serving = scene.serving
    idle = ~serving.serves.any(axis=1) & ~serving.is_stated & (serving.stands_in < 0)
    for row in np.flatnonzero(idle).tolist():
        named = _named(scene, row)
        yield _about(
            scene,
            row,
            "station.idle",
            Text(
                f"{named.zh}不在任何网格内，也没有写明服务网格。",
                f"{named.en} stands in no grid, and is not said to serve one.",
            ),
            Text(
                "请核对驿站位置，或填写“服务网格”。",
                "Check its place, or fill in the column grid_codes.",
            ),
        )


def _small(scene: _Scene) -> Iterator[Violation]:
    least, area = scene.settings.floor_area_m2, scene.stations.floor_area_m2
    for row in np.flatnonzero(area < least).tolist():
        named = _named(scene, row)
        yield _about(
            scene,
            row,
            "station.small",
            Text(
                f"{named.zh}面积 {area[row]:g} 平方米，不足 {least:g} 平方米。",
                f"{named.en} has {area[row]:g} m², less than {least:g} m².",
            ),
            Text("请扩建、迁址，或与邻近用房合用。", "Enlarge it, move it, or share rooms nearby."),
            figure=float(area[row]),
        )


def _named(scene: _Scene, row: int) -> Text:
    """Return the name of a station, with its id where that is another."""
    name, code = scene.stations.name[row], scene.stations.station_id[row]
    if name == code:
        return Text(f"驿站 {code} ", f"Station {code}")
    return Text(f"{name}（{code}）", f"{name} ({code})")


def _about(
    scene: _Scene,
    row: int,
    rule: str,
    what: Text,
    remedy: Text,
    *,
    figure: float = 0.0,
    about: str = "",
) -> Violation:
    """Return a violation of a station, in the grid that it stands in or serves."""
    serving, grids, stations = scene.serving, scene.grids, scene.stations
    served = np.flatnonzero(serving.serves[row]).tolist()
    grid = int(serving.stands_in[row])
    grid = grid if grid >= 0 else next(iter(served), -1)
    unit = int(stations.unit[row])
    home = str(scene.homes.community[unit]) if unit >= 0 else ""
    x, y = stations.xy[row].tolist()
    return Violation(
        rule,
        hard=False,
        community_code=grids.community[grid] if grid >= 0 else home,
        grid_code=grids.code[grid] if grid >= 0 else "",
        what=what,
        remedy=remedy,
        figure=figure,
        place=(x, y),
        about=about or stations.station_id[row],
    )


STATION_RULES: tuple[Callable[[_Scene], Iterator[Violation]], ...] = (
    _without_station,
    _unknown_grids,
    _outside,
    _idle,
    _small,
)
"""Every rule about stations."""
