"""The colours of grids, shared by the QGIS file, the web map and its legend.

All are ColorBrewer schemes that the colour-blind can tell apart (Brewer and Harrower,
colorbrewer2.org): the band is GnBu, below it is purple and above it is orange, the two ends of
PuOr. No meaning hangs on red against green.
"""

from __future__ import annotations

from dataclasses import dataclass

from gridmap.plan import Band

BELOW = "#8073ac"
ABOVE = "#e08214"
IN_BAND = ("#d7efd1", "#a5dbb7", "#6bc0c8", "#3f9ac6")
SPECIAL = "#d6d3cb"
NETS = ("#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#a6761d")
LEVELS = ("#b10026", "#f03b20", "#fd8d3c", "#fecc5c")
"""Hazards of level 1, the gravest, to level 4."""


@dataclass(frozen=True, slots=True)
class HouseholdClass:
    """Grids of a range of households, drawn in one colour.

    Attributes
    ----------
    key : str
        ``"below"``, ``"in0"``, ``"in1"`` ... or ``"above"``.
    lower, upper : int or None
        Least and most households, both included; None for no bound.
    colour : str
        ``"#rrggbb"``.
    """

    key: str
    lower: int | None
    upper: int | None
    colour: str

    def holds(self, households: int) -> bool:
        """Return whether a grid of so many households is in the class.

        Parameters
        ----------
        households : int
            Households of a grid.

        Returns
        -------
        bool
            Whether it is.
        """
        above_lower = self.lower is None or households >= self.lower
        return above_lower and (self.upper is None or households <= self.upper)


def household_classes(band: Band) -> tuple[HouseholdClass, ...]:
    """Return the classes by which grids are coloured, from few households to many.

    Parameters
    ----------
    band : Band
        The band, cut into up to four equal classes.

    Returns
    -------
    tuple of HouseholdClass
        Below the band, the classes within, above it: together they hold every whole number once.

    Examples
    --------
    >>> [(c.key, c.lower, c.upper) for c in household_classes(Band(300, 500))][1:3]
    [('in0', 300, 349), ('in1', 350, 399)]
    """
    count = min(len(IN_BAND), band.upper - band.lower + 1)
    edges = [band.lower + (band.upper - band.lower + 1) * i // count for i in range(count)]
    uppers = [edge - 1 for edge in edges[1:]] + [band.upper]
    colours = IN_BAND[-count:] if count < len(IN_BAND) else IN_BAND
    within = [
        HouseholdClass(f"in{i}", lower, upper, colour)
        for i, (lower, upper, colour) in enumerate(zip(edges, uppers, colours, strict=True))
    ]
    return (
        HouseholdClass("below", None, band.lower - 1, BELOW),
        *within,
        HouseholdClass("above", band.upper + 1, None, ABOVE),
    )
