"""What the routes of tiles are given: who asks in which language, and which square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request

from gridmap.errors import Lang
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import GivenLanguage, GivenStore
from gridmap_api.store.engine import Store
from gridmap_api.store.scope import Scope
from gridmap_api.store.tile_matrices import MOST_ZOOM, WEB_MERCATOR_QUAD, Square, matrix_set

Level = Annotated[int, Path(ge=0, le=MOST_ZOOM, description="Level.")]
Place = Annotated[int, Path(ge=0, lt=2 ** (MOST_ZOOM + 1), description="From west or north.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for tiles.

    Attributes
    ----------
    request : Request
        The request.
    store : Store
        The store.
    scope : Scope
        What may be seen.
    lang : {"zh", "en"}
        The language.
    """

    request: Request
    store: Store
    scope: Scope
    lang: Lang

    @property
    def base(self) -> str:
        """The address of the service, without a slash at its end."""
        return str(self.request.base_url).rstrip("/")


def given_asked(
    request: Request, store: GivenStore, principal: GivenPrincipal, lang: GivenLanguage
) -> Asked:
    """Return the request with what is known of it.

    Parameters
    ----------
    request : Request
        The request.
    store : Store
        The store.
    principal : Principal
        Who asks.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    Asked
        Together.
    """
    return Asked(request, store, principal.scope, lang)


def given_square(z: Level, x: Place, y: Place) -> Square:
    """Return the tile that an address of web maps names.

    Parameters
    ----------
    z, x, y : int
        Level, column and row.

    Returns
    -------
    Square
        The tile.

    Raises
    ------
    ParameterError
        If there is no such tile.
    """
    return WEB_MERCATOR_QUAD.square(z, x, y)


def given_ogc_square(tms: str, tile_matrix: Level, tile_row: Place, tile_col: Place) -> Square:
    """Return the tile that an address of OGC API Tiles names.

    Parameters
    ----------
    tms : str
        The tile matrix set.
    tile_matrix, tile_row, tile_col : int
        Level, row and column.

    Returns
    -------
    Square
        The tile.

    Raises
    ------
    ParameterError
        If there is no such tile.
    UnknownObjectError
        If there is no such tile matrix set.
    """
    return matrix_set(tms).square(tile_matrix, tile_col, tile_row)


GivenAsked = Annotated[Asked, Depends(given_asked)]
GivenSquare = Annotated[Square, Depends(given_square)]
GivenOgcSquare = Annotated[Square, Depends(given_ogc_square)]
