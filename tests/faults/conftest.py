"""One reading process for all tests of this folder."""

import pytest
from foreign import Desk
from stores import store, store_address

from gridmap.io.reader import Reader

__all__ = ["desk", "reader", "store", "store_address"]


@pytest.fixture(scope="session")
def reader():
    with Reader() as running:
        yield running


@pytest.fixture
def desk(tmp_path, reader):
    return Desk(tmp_path, reader)
