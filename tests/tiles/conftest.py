"""Both kinds of store with a plan on a lattice that can be drawn by hand."""

import pytest
import tiled
from stores import store, store_address

__all__ = ["drawn_store", "store", "store_address"]


@pytest.fixture
def drawn_store(store):
    """A store with a published plan of two communities and two versions of the buildings."""
    tiled.fill(store)
    return store
