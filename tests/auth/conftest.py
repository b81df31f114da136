"""A service with accounts over both kinds of store, or over a file where that is the same."""

import contextlib
import shutil

import pytest
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade
from stores import store, store_address
from visiting import Visited

__all__ = ["store", "store_address"]


@pytest.fixture
def visited(store_address):
    service = Visited(store_address)
    yield service
    service.store.close()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory):
    """A file with all tables, made once."""
    path = tmp_path_factory.mktemp("empty") / "仓库.gpkg"
    with contextlib.closing(open_store(path)) as made:
        upgrade(made)
    return path


@pytest.fixture
def file_address(empty_file, tmp_path):
    """A copy of that file."""
    return shutil.copy(empty_file, tmp_path / "仓库.gpkg")


@pytest.fixture
def file_visited(file_address):
    service = Visited(file_address)
    yield service
    service.store.close()
