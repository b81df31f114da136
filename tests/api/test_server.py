"""The service on a real socket."""

import re
import socket
import subprocess
import sys

import httpx
import pytest
from gridmap_api.errors import UnreadableError
from gridmap_api.server import PORTS_TRIED, serve
from gridmap_api.settings import Settings

from gridmap.errors import SettingsError

SERVE = """
import sys
from pathlib import Path
from gridmap_api.server import serve
from gridmap_api.settings import Settings
settings = Settings(Path(sys.argv[1]))
serve(settings, port=int(sys.argv[2]), on_ready=lambda address: print(address, flush=True))
"""


class Running:
    """A service in a process of its own, until the end of the block."""

    def __init__(self, path, port=0):
        self.command = [sys.executable, "-c", SERVE, str(path), str(port)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        return self.process.stdout.readline().strip()

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()


def test_a_started_service_answers_at_the_address_it_tells(plan_file):
    with Running(plan_file) as address:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        with httpx.Client(base_url=address) as client:
            assert client.get("health").json()["status"] == "ok"
            assert 'id="data-grids"' in client.get("").text
            assert client.get("", headers={"Host": "evil.example"}).status_code == 421
            assert "server" not in client.get("plan").headers


def test_a_taken_port_gives_way_to_the_next_free_one(plan_file):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with Running(plan_file, port) as address:
            found = int(address.rstrip("/").rsplit(":", 1)[1])
            assert port < found < port + PORTS_TRIED


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "map.example"])
def test_listening_beyond_this_machine_needs_consent(plan_file, host):
    with pytest.raises(SettingsError, match="--anyone"):
        serve(Settings(plan_file), host=host)


@pytest.mark.parametrize("anyone", [False, True])
def test_a_store_without_accounts_is_not_shown_beyond_this_machine(tmp_path, anyone):
    settings = Settings(database=str(tmp_path / "store.gpkg"))
    with pytest.raises(SettingsError, match="--accounts"):
        serve(settings, host="0.0.0.0", anyone=anyone)
    assert not (tmp_path / "store.gpkg").exists()


def test_an_address_of_another_machine_cannot_be_listened_on(plan_file):
    with pytest.raises(SettingsError, match="Cannot listen on 192"):
        serve(Settings(plan_file), host="192.0.2.1", anyone=True)


def test_a_file_that_is_nothing_is_refused_before_anything_listens(tmp_path):
    with pytest.raises(UnreadableError, match="cannot be read"):
        serve(Settings(tmp_path / "nothing.gpkg"))
