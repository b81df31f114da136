"""A layer of roads as a network of nodes and edges."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.crs import CHINA_BOUNDS, STORAGE_CRS, metric_crs
from gridmap.errors import CrsError, InputError, Text, UnknownCrsError
from gridmap.routing.edges import Edges, merge_doubles
from gridmap.routing.noding import JOIN_M, node_lines
from gridmap.routing.obstacles import shut_at
from gridmap.routing.report import NetworkReport, Part
from gridmap.routing.roads import barriers_of, ids_of, names_of, read_roads


@dataclass(frozen=True)
class Network:
    """Roads as nodes and edges. An edge is a road from one node to the next, drawn one way.

    Attributes
    ----------
    metric_crs : int
        EPSG code of the CRS of every coordinate.
    node_xy : ndarray of float, shape (n, 2)
        Where the nodes are.
    edge_nodes : ndarray of int, shape (m, 2)
        Node at the begin and at the end of each edge; the same one for a loop.
    edge_length_m : ndarray of float, shape (m,)
        Along the line; above zero.
    edge_class : ndarray of int8, shape (m,)
        Place in `gridmap.routing.profiles.CLASSES`.
    edge_street : ndarray of str, shape (m,)
        Name of the street, empty where it has none.
    edge_road : ndarray of int, shape (m,)
        Row of the layer of roads.
    lines : ndarray of LineString, shape (m,)
        Shapes.
    modes : ndarray of uint8, shape (m,)
        Who may go along the line and against it: bits of `gridmap.routing.profiles`.
    road_ids : ndarray of str, shape (r,)
        Id of each row of the layer of roads.
    report : NetworkReport
        What was joined, dropped and found apart.
    edge_level : ndarray of int, shape (m,)
        0 on the ground.
    part : ndarray of int, shape (n,)
        Connected part that each node lies in, whoever may use its edges; 0 is the longest.
    is_closed : ndarray of bool, shape (m,)
        Edges that are closed for now; their modes stay known.
    """

    metric_crs: int
    node_xy: NDArray[np.float64]
    edge_nodes: NDArray[np.intp]
    edge_length_m: NDArray[np.float64]
    edge_class: NDArray[np.int8]
    edge_street: NDArray[np.object_]
    edge_road: NDArray[np.intp]
    lines: NDArray[np.object_]
    modes: NDArray[np.uint8]
    road_ids: NDArray[np.object_]
    report: NetworkReport
    edge_level: NDArray[np.int64]
    part: NDArray[np.intp]
    is_closed: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def __post_init__(self) -> None:
        """Refuse edges without a node or a shape."""
        count = len(self.edge_nodes)
        if len(self.is_closed) == 0 and count:
            object.__setattr__(self, "is_closed", np.zeros(count, dtype=bool))
        sizes = {len(each) for each in (self.edge_length_m, self.lines, self.modes, self.is_closed)}
        if sizes != {count} or (count and self.edge_nodes.max() >= len(self.node_xy)):
            raise ValueError(f"{count} edges, but columns of {sorted(sizes)}")

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.edge_nodes)


def make_network(
    roads: gpd.GeoDataFrame,
    *,
    barriers: gpd.GeoDataFrame | None = None,
    crs: CRS | str | int | None = None,
    is_noded: bool | None = None,
    join_m: float = JOIN_M,
) -> Network:
    """Return the network of a layer of roads.

    Parameters
    ----------
    roads : GeoDataFrame
        Lines in any CRS, with the columns that `read_roads` understands.
    barriers : GeoDataFrame, optional
        Points such as gates and bollards, see `gridmap.routing.obstacles.shut_at`; further to
        those in the column ``barriers`` of the roads.
    crs : CRS or anything that names one, optional
        Projected CRS in metres, that of the plan; by default the one of the place.
    is_noded : bool, optional
        Whether lines meet at their ends alone, as those of a street graph; by default where the
        layer has columns ``u`` and ``v``.
    join_m : float
        How near an end must be to what it meets.

    Returns
    -------
    Network
        Nodes and edges.

    Raises
    ------
    InputError
        If the layer has no CRS, or no line.
    CrsError
        If the place is too wide for one CRS, or the one given is not in metres.

    Examples
    --------
    >>> lines = shapely.linestrings([[(0, 0), (200, 0)], [(100, -50), (100, 50)]])
    >>> place = gpd.GeoSeries(lines, crs="EPSG:4548").translate(500_000, 3_900_000)
    >>> network = make_network(gpd.GeoDataFrame(geometry=place))
    >>> len(network), len(network.node_xy)
    (4, 5)
    """
    crs, code = _chosen_crs(roads, crs)
    metric = roads.to_crs(crs)
    found = read_roads(metric)
    if not len(found.lines):
        raise InputError(
            Text("道路图层里没有线。", "The layer of roads holds no line."),
            Text("请先导入道路。", "Import roads first."),
        )
    if is_noded is None:
        is_noded = {"u", "v"} <= set(metric.columns)
    noded = node_lines(found.lines, found.level, is_noded=is_noded, join_m=join_m)
    of = noded.source
    every = Edges(
        noded.lines,
        noded.nodes,
        found.row[of],
        found.level[of],
        found.road_class[of],
        found.modes[of],
    )
    edges, node_xy, shut = merge_doubles(every), noded.node_xy, 0
    doubled = len(every) - len(edges)
    for points in (barriers_of(metric), barriers):
        if points is not None and len(points):
            edges, node_xy, here = shut_at(edges, node_xy, points.to_crs(crs))
            shut += here
    length_m = shapely.length(edges.lines)
    part = _parts(edges.nodes, length_m, len(node_xy))
    return Network(
        metric_crs=code,
        node_xy=node_xy,
        edge_nodes=edges.nodes,
        edge_length_m=length_m,
        edge_class=edges.road_class,
        edge_street=names_of(metric)[edges.row],
        edge_road=edges.row,
        lines=edges.lines,
        modes=edges.modes,
        road_ids=ids_of(metric),
        edge_level=edges.level,
        part=part,
        report=NetworkReport(
            roads=len(roads),
            nodes=len(node_xy),
            edges=len(edges),
            length_m=float(length_m.sum()),
            cuts=noded.cuts,
            empty=found.empty,
            zero=found.zero,
            doubled=doubled,
            barriers=shut,
            parts=_apart(edges.nodes, length_m, part, node_xy, code),
        ),
    )


def _chosen_crs(roads: gpd.GeoDataFrame, crs: CRS | str | int | None) -> tuple[CRS, int]:
    if roads.crs is None:
        raise UnknownCrsError(
            Text("道路图层没有坐标系。", "The layer of roads names no CRS."),
            Text("请在导入时指定坐标系。", "Name its CRS when you import it."),
        )
    if crs is None:
        bounds = roads.geometry.to_crs(STORAGE_CRS).total_bounds
        # A layer of nothing is refused later, for what it is.
        chosen = metric_crs(bounds if np.isfinite(bounds).all() else CHINA_BOUNDS[:2] * 2)
    else:
        chosen = CRS.from_user_input(crs)
    code = chosen.to_epsg()
    if code is None or not chosen.is_projected or chosen.axis_info[0].unit_name != "metre":
        raise CrsError(
            Text(
                f"坐标系 {chosen.name} 不能用来计算路网。",
                f"No network can be computed in {chosen.name}.",
            ),
            Text("请指定有 EPSG 编号的米制坐标系。", "Name a CRS in metres that has an EPSG code."),
        )
    return chosen, int(code)


def _parts(nodes: NDArray[np.intp], length_m: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Return the connected part of each node, numbered from the longest on."""
    graph = coo_array((np.ones(len(nodes)), (nodes[:, 0], nodes[:, 1])), shape=(count, count))
    parts, part = connected_components(graph, directed=False)
    order = np.argsort(-np.bincount(part[nodes[:, 0]], length_m, parts), kind="stable")
    place: NDArray[np.intp] = np.empty(parts, dtype=np.intp)
    place[order] = np.arange(parts)
    return np.asarray(place[part], dtype=np.intp)


def _apart(
    nodes: NDArray[np.intp],
    length_m: NDArray[np.float64],
    part: NDArray[np.intp],
    node_xy: NDArray[np.float64],
    code: int,
) -> tuple[Part, ...]:
    edge_part = part[nodes[:, 0]]
    edges, length = np.bincount(edge_part), np.bincount(edge_part, length_m)
    _, first = np.unique(part, return_index=True)
    to_degrees = Transformer.from_crs(code, STORAGE_CRS, always_xy=True)
    lon, lat = to_degrees.transform(*node_xy[first].T)
    return tuple(
        Part(int(edges[each]), float(length[each]), (float(lon[each]), float(lat[each])))
        for each in range(1, len(first))
    )
