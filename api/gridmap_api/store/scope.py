"""What somebody may see: every query of rows takes a scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, true


@dataclass(frozen=True, slots=True)
class Scope:
    """The communities whose rows may be seen, and whether of published plans alone.

    Attributes
    ----------
    communities : frozenset of str or None
        Codes; None for all.
    published_only : bool
        Whether plans in other states are out of sight.
    """

    communities: frozenset[str] | None = None
    published_only: bool = False

    @property
    def stamp(self) -> str:
        """The same text for the same scope, in every process."""
        codes = "*" if self.communities is None else ",".join(sorted(self.communities))
        return f"{codes} {self.published_only}"

    def sees(self, community_code: str) -> bool:
        """Return whether rows of a community may be seen.

        Parameters
        ----------
        community_code : str
            12 digits.

        Returns
        -------
        bool
            Whether.
        """
        return self.communities is None or community_code in self.communities

    def rows(self, community_code: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition on rows.

        Parameters
        ----------
        community_code : ColumnElement
            The column of the community.

        Returns
        -------
        ColumnElement of bool
            To be put into ``where``.
        """
        if self.communities is None:
            return true()
        return community_code.in_(sorted(self.communities))


EVERYTHING = Scope()
"""What admins see, and the program itself."""
