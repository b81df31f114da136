"""Both kinds of store for tests: a GeoPackage file, and a real PostgreSQL with PostGIS.

PostGIS comes from ``GRIDMAP_TEST_DSN`` (a database that may make others), or from the programs of
PostgreSQL on this machine, run as a cluster of our own in a temporary folder.
"""

import atexit
import contextlib
import functools
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade

MISSING = (
    "PostGIS is needed: set GRIDMAP_TEST_DSN=postgresql://user@host/database, "
    "or install it (Debian: apt-get install postgresql-15-postgis-3), "
    "or start it by docker compose up -d postgis"
)
TEMPLATE = "gridmap_template"


def _programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    named = shutil.which("initdb")
    return Path(named).parent if named and shutil.which("postgres") else None


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_cluster(programs, folder, *options):
    """Start a cluster in a folder and return its address without a database, and how to stop it."""
    as_user = {}
    if os.getuid() == 0:
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
    name = "postgres" if as_user else getpass.getuser()
    port = _free_port()

    def run(program, *arguments):
        subprocess.run(
            [programs / program, *arguments],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **as_user,
        )

    data = folder / "data"
    run("initdb", "-D", data, "-A", "trust", "-U", name, "-E", "UTF8", "--locale=C.UTF-8")
    started = " ".join(
        ["-p", str(port), "-k", str(folder), "-c listen_addresses=127.0.0.1", *options]
    )
    run("pg_ctl", "-D", data, "-o", started, "-l", folder / "log", "-w", "start")
    return f"postgresql://{name}@127.0.0.1:{port}", lambda: run(
        "pg_ctl", "-D", data, "-m", "immediate", "stop"
    )


@functools.cache
def _server():
    """Return the address of a server with the template database, or None if there is none."""
    given = os.environ.get("GRIDMAP_TEST_DSN")
    if given:
        base = given
    else:
        programs = _programs()
        if programs is None:
            return None
        folder = Path(tempfile.mkdtemp(prefix="gridmap-pg-"))
        # A test database need not survive the machine; those of tests/faults start their own.
        base, stop = start_cluster(programs, folder, "-c fsync=off")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        atexit.register(stop)
        base += "/postgres"
    _administer(base, f"DROP DATABASE IF EXISTS {TEMPLATE}", f"CREATE DATABASE {TEMPLATE}")
    template = sa.make_url(base).set(database=TEMPLATE).render_as_string(hide_password=False)
    _administer(template, "CREATE EXTENSION IF NOT EXISTS postgis")
    with contextlib.closing(open_store(template)) as store:
        upgrade(store)
    return base


def _administer(address, *statements):
    url = sa.make_url(address).set(drivername="postgresql+psycopg2")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def new_database():
    """Return the address of a fresh database with all tables, on the server of the tests."""
    base = _server()
    if base is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    name = f"gridmap_{uuid.uuid4().hex}"
    _administer(base, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return sa.make_url(base).set(database=name).render_as_string(hide_password=False)


def drop_database(address):
    """Remove a database that `new_database` made."""
    name = sa.make_url(address).database
    _administer(_server(), f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["file", "postgis"])
def store_address(request, tmp_path):
    """The address of a fresh store with all tables, of each kind."""
    if request.param == "file":
        path = tmp_path / "仓库.gpkg"
        with contextlib.closing(open_store(path)) as store:
            upgrade(store)
        yield str(path)
    else:
        address = new_database()
        yield address
        drop_database(address)


@pytest.fixture
def store(store_address):
    """A fresh store with all tables, of each kind."""
    with contextlib.closing(open_store(store_address)) as opened:
        yield opened
