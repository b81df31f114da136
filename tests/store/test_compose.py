"""What compose.yaml runs fits the programs that it runs; no engine is needed to know that."""

import contextlib
import os
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from gridmap_api.settings import Settings
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import applied, newest, upgrade
from stores import cluster
from typer.main import get_group

from gridmap.cli.app import make_app

__all__ = ["cluster"]

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "compose.yaml").read_text(encoding="utf-8"))


def test_the_role_that_compose_makes_is_no_superuser_and_can_make_the_store(cluster):
    server = sa.make_url(cluster.address)
    script = COMPOSE["configs"]["role"]["content"].replace("$$", "$")
    environment = {
        **os.environ,
        "PATH": f"{cluster.bin}:{os.environ['PATH']}",
        "PGHOST": server.host,
        "PGPORT": str(server.port),
        "POSTGRES_PASSWORD": "it's",
    }
    subprocess.run(["bash", "-e", "-c", script], env=environment, check=True, capture_output=True)
    address = server.set(username="gridmap", password="it's", database="gridmap")
    given = address.render_as_string(hide_password=False)
    with contextlib.closing(open_store(given)) as store:
        upgrade(store)
        assert applied(store) == newest()
        with store.read() as connection:
            query = sa.text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            assert connection.scalar(query) is False


@pytest.mark.parametrize("name", ["service", "worker"])
def test_commands_and_options_in_compose_exist(name):
    program, command, *arguments = COMPOSE["services"][name]["command"]
    assert program == "gridmap"
    commands = get_group(make_app()).commands
    # Unknown options, and values that they do not take, end this with an error.
    commands[command].make_context(command, arguments)


def test_variables_in_compose_are_settings_of_the_service():
    given = COMPOSE["services"]["service"]["environment"]
    documented = Settings.from_environment.__doc__
    parts = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    assert set(given) >= {f"GRIDMAP_OIDC_{part}" for part in parts}
    assert all(name in documented for name in given)
