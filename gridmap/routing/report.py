"""What became of a layer of roads when a network was made of it."""

from __future__ import annotations

from dataclasses import dataclass

from gridmap.errors import Text


@dataclass(frozen=True, slots=True)
class Part:
    """Edges that no way connects with the longest part of the network.

    Attributes
    ----------
    edges : int
        How many.
    length_m : float
        Their length.
    place : tuple of float
        Longitude and latitude in degrees of one of their nodes.
    """

    edges: int
    length_m: float
    place: tuple[float, float]


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """What became of the lines.

    Attributes
    ----------
    roads, nodes, edges : int
        Rows of the layer; what was made of them.
    length_m : float
        Length of all edges.
    cuts : int
        Places in which lines were cut since another met them there.
    empty, zero, doubled : int
        Rows without a line, lines without length, and edges drawn twice that are left out.
    barriers : int
        Gates, bollards and the like that lie on a road.
    parts : tuple of Part
        Every part but the longest, the longest of them first.
    """

    roads: int
    nodes: int
    edges: int
    length_m: float
    cuts: int
    empty: int
    zero: int
    doubled: int
    barriers: int
    parts: tuple[Part, ...]

    @property
    def notes(self) -> tuple[Text, ...]:
        """What a planner should know, a sentence each."""
        told = [
            Text(
                f"路网由 {self.roads} 条道路生成：{self.nodes} 个节点、{self.edges} 条路段，"
                f"共 {self.length_m / 1000:.1f} 千米。",
                f"The network has {self.nodes} nodes and {self.edges} edges of "
                f"{self.length_m / 1000:.1f} km, made of {self.roads} roads.",
            )
        ]
        told += [note for count, note in self._counted() if count]
        return (*told, *self._apart())

    def _counted(self) -> list[tuple[int, Text]]:
        return [
            (
                self.cuts,
                Text(
                    f"在 {self.cuts} 处把同一层相交或相接的道路断开并接上。",
                    f"Roads were cut at {self.cuts} places where others of their level meet them.",
                ),
            ),
            (
                self.empty,
                Text(f"{self.empty} 条道路没有线，未采用。", f"{self.empty} roads have no line."),
            ),
            (
                self.zero,
                Text(
                    f"{self.zero} 条线长度为零，未采用。",
                    f"{self.zero} lines have no length and were left out.",
                ),
            ),
            (
                self.doubled,
                Text(
                    f"{self.doubled} 条路段重复绘制，合并为一条。",
                    f"{self.doubled} edges were drawn twice and made one.",
                ),
            ),
            (
                self.barriers,
                Text(
                    f"{self.barriers} 处门禁、阻车桩等，车辆不能通过。",
                    f"{self.barriers} gates, bollards and the like shut vehicles out.",
                ),
            ),
        ]

    def _apart(self) -> list[Text]:
        if not self.parts:
            return []
        edges = sum(part.edges for part in self.parts)
        length_m = sum(part.length_m for part in self.parts)
        largest = self.parts[0]
        lon, lat = largest.place
        return [
            Text(
                f"{len(self.parts)} 片小路网（{edges} 条路段、{length_m:.0f} 米）"
                "与主路网不连通，"
                f"最大一片长 {largest.length_m:.0f} 米，在 {lon:.5f}, {lat:.5f}。"
                "保留，但从主路网走不到；请检查这些道路的端点。",
                f"{len(self.parts)} small parts ({edges} edges, {length_m:.0f} m) are apart from "
                f"the network; the largest has {largest.length_m:.0f} m, at {lon:.5f}, {lat:.5f}. "
                "They are kept, but no way leads there: check where these roads end.",
            )
        ]
