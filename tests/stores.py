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
import signal
import socket
import subprocess
import tempfile
import time
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


def programs():
    """Return the folder of PostgreSQL's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    named = shutil.which("initdb")
    return Path(named).parent if named and shutil.which("postgres") else None


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A PostgreSQL of our own in a folder, by the programs of this machine.

    Run by root, it belongs to the user postgres, who must be able to enter the folder.
    """

    def __init__(self, folder, *options, waldir=None):
        self.folder, self.data = folder, folder / "data"
        self.bin = programs()
        self.options = options
        self.as_user = {}
        if os.getuid() == 0:
            self.as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
            for place in filter(None, (folder, waldir)):
                place.mkdir(exist_ok=True)
                shutil.chown(place, "postgres", "postgres")
        name = "postgres" if self.as_user else getpass.getuser()
        self.port = _free_port()
        self.address = f"postgresql://{name}@127.0.0.1:{self.port}/postgres"
        apart = [] if waldir is None else ["--waldir", waldir]
        self._run(
            "initdb",
            *apart,
            "-D",
            self.data,
            "-A",
            "trust",
            "-U",
            name,
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )

    def start(self):
        """Start the server, and return once it answers."""
        given = ["-p", str(self.port), "-k ''", "-c listen_addresses=127.0.0.1"]
        options = " ".join([*given, *self.options])
        self._run(
            "pg_ctl", "-D", self.data, "-o", options, "-l", self.folder / "log", "-w", "start"
        )
        return self

    def stop(self):
        """End it, as fast as it goes."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def kill(self):
        """Kill it with all its processes, as a crash of the machine would."""
        pid_file = self.data / "postmaster.pid"
        leader = pid_file.read_text().splitlines()[0]
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", leader], capture_output=True, text=True, check=True
        )
        killed = [leader, *children.stdout.split()]
        for number in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        # Their memory is free once they are no more, or wait to be heard of by who started them.
        while any(_state(number) not in {"", "Z"} for number in killed):
            time.sleep(0.01)
        pid_file.unlink()

    def _run(self, program, *arguments):
        subprocess.run(
            [self.bin / program, *arguments],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **self.as_user,
        )


def _state(number):
    """Return the letter of the state of a process, nothing if there is none."""
    asked = ["ps", "-o", "stat=", "-p", number]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout[:1]


@pytest.fixture
def cluster():
    """A running PostgreSQL that the test may kill; its disk is brought up to date as it should."""
    require_programs()
    with tempfile.TemporaryDirectory(prefix="gridmap-pg-") as folder:
        started = Cluster(Path(folder)).start()
        yield started
        started.stop()


def require_programs():
    """Skip a test where there is no PostgreSQL to start; fail it where proof is the purpose."""
    if programs() is None:
        pytest.fail(MISSING) if os.environ.get("CI") else pytest.skip(MISSING)


@functools.cache
def _server():
    """Return the address of a server with the template database, or None if there is none."""
    given = os.environ.get("GRIDMAP_TEST_DSN")
    if given:
        base = given
    else:
        if programs() is None:
            return None
        folder = Path(tempfile.mkdtemp(prefix="gridmap-pg-"))
        # These databases need not survive the machine; where one must, the test starts its own.
        started = Cluster(folder, "-c fsync=off").start()
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        atexit.register(started.stop)
        base = started.address
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


@functools.cache
def empty_file():
    """Return a store file with all tables, made once a process: to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="gridmap-store-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with contextlib.closing(open_store(folder / "仓库.gpkg")) as store:
        upgrade(store)
    return folder / "仓库.gpkg"


@pytest.fixture(params=["file", "postgis"])
def store_address(request, tmp_path):
    """The address of a fresh store with all tables, of each kind."""
    if request.param == "file":
        yield str(shutil.copy(empty_file(), tmp_path / "仓库.gpkg"))
    else:
        address = new_database()
        yield address
        drop_database(address)


@pytest.fixture
def store(store_address):
    """A fresh store with all tables, of each kind."""
    with contextlib.closing(open_store(store_address)) as opened:
        yield opened
