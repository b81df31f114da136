"""The audit of nets: every fault within each, and between every two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations, permutations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridmap.audit.between import find_alone, find_apart, find_regrouped
from gridmap.audit.compounds import find_split
from gridmap.audit.cover import find_gaps, find_overlaps
from gridmap.audit.crossing import find_crossing
from gridmap.audit.ground import Ground, Layers, ground_of
from gridmap.audit.kinds import KINDS
from gridmap.audit.labels import find_invalid, find_repeated
from gridmap.audit.net import Net, nets_of
from gridmap.audit.pieces import find_exclaves, find_outside
from gridmap.audit.placing import find_cut, find_left_out
from gridmap.audit.records import AuditSettings, NetAudit, NetFault, NetSummary, PairFigures
from gridmap.audit.sizes import find_out_of_band
from gridmap.crs import STORAGE_CRS, metric_crs
from gridmap.errors import InputError, Text

Progress = Callable[[Text, float], None]

LOOKED_AT = ("communities", "buildings", "compounds", "roads", "railways", "water", "bridges")


def audit_nets(
    nets: gpd.GeoDataFrame,
    layers: Layers,
    *,
    settings: AuditSettings | None = None,
    communities: Collection[str] | None = None,
    progress: Progress | None = None,
) -> NetAudit:
    """Return everything that is wrong within nets and between them.

    Parameters
    ----------
    nets : GeoDataFrame
        Grids with ``net_grid_id`` and ``net``, in any CRS; shapes may be invalid, ids repeated.
    layers : Mapping of str to GeoDataFrame
        Communities, buildings, compounds and barriers in any CRS; what is missing is not looked at.
    settings : AuditSettings, optional
        Band and tolerance.
    communities : collection of str, optional
        Codes of the communities that are told of; everything is looked at all the same, so that
        what reaches over a border is seen as it is.
    progress : callable, optional
        Called with what is being done and the share that is done.

    Returns
    -------
    NetAudit
        The faults, and each net and each two nets in figures.

    Raises
    ------
    InputError
        If there is no grid.
    CrsError
        If the place is wider than one zone of the projection.
    """
    asked, say = settings or AuditSettings(), progress or (lambda _what, _share: None)
    placed = nets.geometry.notna() & ~nets.geometry.is_empty
    if not placed.any():
        raise InputError(
            Text("现有网中没有网格。", "The nets have no grids."),
            Text("请给出面图层，或先导入现有网。", "Give a layer of polygons, or import nets."),
        )
    crs = _crs(nets[placed], layers)
    ground = ground_of(layers, crs)
    found = nets_of(nets, ground)
    faults: list[NetFault] = []
    pairs = list(combinations(found, 2))
    steps = len(found) + len(pairs)
    for step, net in enumerate(found):
        say(Text(f"检查{net.name}", f"Looking at {net.name}"), step / steps)
        faults += _within(net, asked)
    for step, (one, other) in enumerate(pairs, start=len(found)):
        about = Text(f"比较{one.name}与{other.name}", f"Comparing {one.name} and {other.name}")
        say(about, step / steps)
        faults += _between(one, other, asked)
    told = [fault for fault in faults if communities is None or fault.community_code in communities]
    ordered = _ordered(told, [net.name for net in found])
    place = _Told(ground, communities)
    say(Text("完成", "Done"), 1.0)
    return NetAudit(
        asked,
        crs,
        ordered,
        tuple(_summary(net, ordered, asked, place) for net in found),
        tuple(_figures(one, other, ordered, place) for one, other in pairs),
        place.names,
        {name: len(layers[name]) for name in LOOKED_AT if name in layers},
        place.outside,
    )


class _Told:
    """What is told of: all of the ground, or some of its communities."""

    def __init__(self, ground: Ground, codes: Collection[str] | None) -> None:
        every = ground.communities
        self.communities = np.array([codes is None or one in codes for one in every.codes], bool)
        home = ground.buildings.community
        known = np.append(self.communities, codes is None)
        self.buildings = known[home] & ((home >= 0) | (len(every) == 0))
        self.grids_of_none = codes is None
        self.names = {
            str(code): str(name)
            for code, name, told in zip(every.codes, every.names, self.communities, strict=True)
            if told
        }
        strangers = int(np.count_nonzero(home < 0)) if len(every) else 0
        self.outside = strangers if codes is None else 0

    def grids(self, net: Net) -> NDArray[np.bool_]:
        """Return which grids of a net are told of."""
        return np.append(self.communities, self.grids_of_none)[net.home]


def _crs(nets: gpd.GeoDataFrame, layers: Layers) -> CRS:
    """Return the metric CRS: that of the layers, where they are in one."""
    for frame in layers.values():
        if frame.crs is not None and frame.crs.is_projected:
            return CRS(frame.crs)
    return metric_crs(nets.to_crs(STORAGE_CRS).total_bounds)


def _within(net: Net, asked: AuditSettings) -> Iterator[NetFault]:
    yield from find_invalid(net)
    yield from find_repeated(net)
    yield from find_gaps(net, tolerance_m=asked.tolerance_m)
    yield from find_overlaps(net, tolerance_m=asked.tolerance_m)
    yield from find_exclaves(net, tolerance_m=asked.tolerance_m)
    yield from find_outside(net, tolerance_m=asked.tolerance_m)
    yield from find_out_of_band(net, asked.band)
    yield from find_crossing(net)
    yield from find_split(net, asked.band)
    yield from find_left_out(net)
    yield from find_cut(net, least_share=asked.least_share)


def _between(one: Net, other: Net, asked: AuditSettings) -> Iterator[NetFault]:
    yield from find_apart(one, other, tolerance_m=asked.tolerance_m)
    yield from find_regrouped(one, other)
    for covering, lacking in permutations((one, other)):
        yield from find_alone(covering, lacking, tolerance_m=asked.tolerance_m)


def _ordered(faults: Sequence[NetFault], nets: Sequence[str]) -> tuple[NetFault, ...]:
    """Return the faults by kind and net; those of most households, then most ground, first."""
    kinds, rank = list(KINDS), {name: row for row, name in enumerate(nets)}
    return tuple(
        sorted(
            faults,
            key=lambda one: (
                kinds.index(one.kind),
                [rank[net] for net in one.nets],
                -one.households,
                -one.area_m2,
                one.grids,
                one.about,
            ),
        )
    )


def _summary(net: Net, faults: Sequence[NetFault], asked: AuditSettings, told: _Told) -> NetSummary:
    buildings, communities = net.ground.buildings, net.ground.communities
    counts = Counter(fault.kind for fault in faults if fault.nets == (net.name,))
    none, held = net.uncovered & told.buildings, ~net.uncovered & told.buildings
    ground_m2 = float(shapely.area(communities.shapes[told.communities]).sum())
    gaps_m2 = sum(
        one.area_m2
        for one in faults
        if one.nets == (net.name,) and (one.kind == "gap" or one.about == "gap")
    )
    covered_m2 = ground_m2 - gaps_m2 if len(communities) else float(shapely.area(net.whole))
    own = told.grids(net)
    in_band = (net.households >= asked.band.lower) & (net.households <= asked.band.upper)
    return NetSummary(
        net.name,
        grids=int(own.sum()),
        in_band=int((in_band & ~net.special & own).sum()),
        special=int((net.special & own).sum()),
        ground_m2=ground_m2 or covered_m2 + gaps_m2,
        covered_m2=covered_m2,
        households=int(buildings.households[held].sum()),
        buildings=int(held.sum()),
        households_none=int(buildings.households[none].sum()),
        buildings_none=int(none.sum()),
        counts={kind: counts[kind] for kind in KINDS if not KINDS[kind].between},
    )


def _figures(one: Net, other: Net, faults: Sequence[NetFault], told: _Told) -> PairFigures:
    own = [fault for fault in faults if set(fault.nets) == {one.name, other.name}]
    edges = [fault for fault in own if fault.kind == "edge"]
    moved = [fault for fault in own if fault.kind == "grouping"]
    alone = {
        name: [fault for fault in own if fault.kind == "coverage" and fault.nets[0] == name]
        for name in (one.name, other.name)
    }
    either = (~one.uncovered | ~other.uncovered) & told.buildings
    return PairFigures(
        one.name,
        other.name,
        edges=len(edges),
        edge_m=sum(fault.length_m for fault in edges),
        edge_m2=sum(fault.area_m2 for fault in edges),
        households_moved=sum(fault.households for fault in moved),
        buildings_moved=sum(fault.buildings for fault in moved),
        households_both=int(one.ground.buildings.households[either].sum()),
        first_only_m2=sum(fault.area_m2 for fault in alone[one.name]),
        second_only_m2=sum(fault.area_m2 for fault in alone[other.name]),
        first_only_households=sum(fault.households for fault in alone[one.name]),
        second_only_households=sum(fault.households for fault in alone[other.name]),
    )
