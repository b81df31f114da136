"""A service with accounts over both kinds of store."""

import pytest
from stores import store, store_address
from visiting import Visited

__all__ = ["store", "store_address"]


@pytest.fixture
def visited(store_address):
    service = Visited(store_address)
    yield service
    service.store.close()
