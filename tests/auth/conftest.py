"""A service with accounts over both kinds of store, or over a file where that is the same."""

import shutil

import pytest
from stores import empty_file, store, store_address
from visiting import Visited

__all__ = ["store", "store_address"]


@pytest.fixture
def visited(store_address):
    service = Visited(store_address)
    yield service
    service.store.close()


@pytest.fixture
def file_address(tmp_path):
    """The address of a fresh file with all tables."""
    return shutil.copy(empty_file(), tmp_path / "仓库.gpkg")


@pytest.fixture
def file_visited(file_address):
    service = Visited(file_address)
    yield service
    service.store.close()
