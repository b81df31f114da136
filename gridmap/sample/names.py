"""Names for an invented street: plausible, drawn by chance, and each given only once."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files

import numpy as np

COUNTY_CODE = "370899"
"""Six digits that no county bears."""


class Names:
    """Gives names, none of them twice.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.

    Examples
    --------
    >>> names = Names(np.random.default_rng(1))
    >>> names.road("路") != names.road("路")
    True
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        text = files("gridmap.sample").joinpath("words.toml").read_text(encoding="utf-8")
        words = tomllib.loads(text)
        communities = words["communities"].split()
        self._communities = self._shuffled(communities)
        self._streets = self._shuffled(words["streets"].split())
        self._roads = self._shuffled(
            _joined(words["roads_first"].split(), words["roads_second"].split())
        )
        self._compounds = {
            kind: self._shuffled(_joined(words["compounds"].split(), endings.split()))
            for kind, endings in words["compound_endings"].items()
        }
        self._sites = {
            purpose: self._shuffled(_joined(communities, endings.split()))
            for purpose, endings in words["site_endings"].items()
        }

    def community(self) -> str:
        """Return the name of a community.

        Returns
        -------
        str
            Such as ``望溪社区``.
        """
        return f"{next(self._communities)}社区"

    def street(self) -> str:
        """Return the name of a street.

        Returns
        -------
        str
            Such as ``文澜街道``.
        """
        return f"{next(self._streets)}街道"

    def compound(self, kind: str) -> str:
        """Return the name of a residential compound.

        Parameters
        ----------
        kind : {"commercial", "old", "resettlement"}
            Its kind.

        Returns
        -------
        str
            Such as ``锦绣花园``.
        """
        return next(self._compounds[kind])

    def site(self, purpose: str) -> str:
        """Return the name of a market, school, hospital or village.

        Parameters
        ----------
        purpose : {"market", "school", "hospital", "village"}
            What it is for.

        Returns
        -------
        str
            Such as ``望溪小学``.
        """
        return next(self._sites[purpose])

    def road(self, ending: str) -> str:
        """Return the name of a road.

        Parameters
        ----------
        ending : str
            ``路``, ``街`` or ``巷``.

        Returns
        -------
        str
            Such as ``文澜路``.
        """
        return f"{next(self._roads)}{ending}"

    def _shuffled(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the words in a drawn order, then again with a number."""
        order = np.argsort(self._rng.random(len(words)), kind="stable")
        for turn in itertools.count(1):
            for index in order:
                yield words[index] + (f"{'一二三四五六七八九十'[turn - 1]}区" if turn > 1 else "")


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return every word of the first list before every word of the second."""
    return ["".join(pair) for pair in itertools.product(first, second)]
