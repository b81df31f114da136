"""Why a connected piece cannot be cut within the band: proofs that a person can read and redo.

Every certificate is a claim about one piece with the figures that make it true. It is checked by
`gridmap.partition.certificate_check`, which shares no code with what finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

from gridmap.errors import Text
from gridmap.plan import Band


@dataclass(frozen=True, slots=True)
class TooFew:
    """The piece has fewer households than one grid.

    Attributes
    ----------
    households : int
        Households of the piece.
    """

    households: int
    unit = -1

    def what(self, band: Band, *, name: str = "") -> Text:
        """Return the proof as a sentence.

        Parameters
        ----------
        band : Band
            The band that was asked for.
        name : str
            Not used: the proof is of the whole piece.

        Returns
        -------
        Text
            The sentence.
        """
        return Text(
            f"该片只有 {self.households} 户，不足一个网格的下限 {band.lower} 户。",
            f"{self.households} households are fewer than one grid's {band.lower}.",
        )


@dataclass(frozen=True, slots=True)
class Between:
    """The piece has too many households for some number of grids, and too few for one more.

    Attributes
    ----------
    households : int
        Households of the piece.
    grids : int
        The number for which they are too many.
    """

    households: int
    grids: int
    unit = -1

    def what(self, band: Band, *, name: str = "") -> Text:
        """Return the proof as a sentence.

        Parameters
        ----------
        band : Band
            The band that was asked for.
        name : str
            Not used: the proof is of the whole piece.

        Returns
        -------
        Text
            The sentence.
        """
        few, more = self.grids, self.grids + 1
        return Text(
            f"该片 {self.households} 户：分 {few} 个网格则超上限（至多 {few * band.upper} 户），"
            f"分 {more} 个则不足下限（至少 {more * band.lower} 户）。",
            f"{self.households} households are too many for {few} grids and too few for {more}: "
            f"they hold {few * band.upper} at most and {more * band.lower} at least.",
        )


@dataclass(frozen=True, slots=True)
class Oversize:
    """One unit has more households than a grid may have.

    Attributes
    ----------
    unit : int
        Row of the unit.
    households : int
        Its households.
    """

    unit: int
    households: int

    def what(self, band: Band, *, name: str = "") -> Text:
        """Return the proof as a sentence.

        Parameters
        ----------
        band : Band
            The band that was asked for.
        name : str
            What the unit is called.

        Returns
        -------
        Text
            The sentence.
        """
        return Text(
            f"基本单元{name}有 {self.households} 户，超出上限 {band.upper} 户，单独成格。",
            f"Unit{name} holds {self.households} households, above {band.upper}: a grid of its "
            "own.",
        )


@dataclass(frozen=True, slots=True)
class Stuck:
    """A unit below the band that is above it with any of its neighbours.

    Attributes
    ----------
    unit : int
        Row of the unit.
    households : int
        Its households, fewer than the lower end of the band.
    joined : int
        Households with its smallest neighbour, more than the upper end.
    """

    unit: int
    households: int
    joined: int

    def what(self, band: Band, *, name: str = "") -> Text:
        """Return the proof as a sentence.

        Parameters
        ----------
        band : Band
            The band that was asked for.
        name : str
            What the unit is called.

        Returns
        -------
        Text
            The sentence.
        """
        return Text(
            f"基本单元{name}有 {self.households} 户，不足下限 {band.lower} 户，而与任一相邻单元"
            f"合并都超出上限（至少 {self.joined} 户）。",
            f"Unit{name} of {self.households} households is below {band.lower}, and with any "
            f"neighbour it is above {band.upper} ({self.joined} at least).",
        )


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A unit whose grid must reach into every part around it, and cannot.

    Without the unit the piece falls into parts. A part that arithmetic does not let be cut by
    itself must give households to the unit's grid, and together they are more than a grid holds.

    Attributes
    ----------
    unit : int
        Row of the unit.
    households : int
        Its households.
    parts : tuple of int
        Households of the parts that cannot be cut by themselves, least first.
    needed : tuple of int
        Households that the unit's grid must at least take of each.
    """

    unit: int
    households: int
    parts: tuple[int, ...]
    needed: tuple[int, ...]

    def what(self, band: Band, *, name: str = "") -> Text:
        """Return the proof as a sentence.

        Parameters
        ----------
        band : Band
            The band that was asked for.
        name : str
            What the unit is called.

        Returns
        -------
        Text
            The sentence.
        """
        sizes = [str(size) for size in self.parts]
        least = self.households + sum(self.needed)
        return Text(
            f"去掉基本单元{name}（{self.households} 户）后，{'、'.join(sizes)} 户的部分都无法"
            f"自行达标，须并入它所在的网格，该网格至少 {least} 户，超出上限 {band.upper} 户。",
            f"Without unit{name} of {self.households} households, the parts of "
            f"{', '.join(sizes)} cannot be cut by themselves: the unit's grid must reach into "
            f"each of them and holds {least} at least, above {band.upper}.",
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit every grid of which leaves a part that arithmetic does not let be cut.

    Attributes
    ----------
    unit : int
        Row of the unit.
    households : int
        Its households.
    """

    unit: int
    households: int

    def what(self, band: Band, *, name: str = "") -> Text:
        """Return the proof as a sentence.

        Parameters
        ----------
        band : Band
            The band that was asked for.
        name : str
            What the unit is called.

        Returns
        -------
        Text
            The sentence.
        """
        return Text(
            f"基本单元{name}有 {self.households} 户，无论与哪些相邻单元成格，余下部分都不能全部"
            f"在 {band.lower} 至 {band.upper} 户（已逐一列举）。",
            f"Whatever grid unit{name} of {self.households} households is put in, what is left "
            f"cannot be cut into {band.lower} to {band.upper} (every such grid was listed).",
        )


@dataclass(frozen=True, slots=True)
class Exhausted:
    """A small piece of which every way to cut it was tried.

    Attributes
    ----------
    units : int
        Units that have households.
    households : int
        Households of the piece.
    """

    units: int
    households: int
    unit = -1

    def what(self, band: Band, *, name: str = "") -> Text:
        """Return the proof as a sentence.

        Parameters
        ----------
        band : Band
            The band that was asked for.
        name : str
            Not used: the proof is of the whole piece.

        Returns
        -------
        Text
            The sentence.
        """
        return Text(
            f"该片 {self.households} 户、{self.units} 个有户单元，已穷举所有连片分法，没有一种"
            f"能使每个网格都在 {band.lower} 至 {band.upper} 户。",
            f"Every way to cut these {self.units} units of {self.households} households into "
            f"connected grids was tried: none keeps all in {band.lower} to {band.upper}.",
        )


Certificate = TooFew | Between | Oversize | Stuck | Bottleneck | Listed | Exhausted
"""A proof that a piece cannot be cut; ``unit`` is the row of the unit it is about, or -1."""
