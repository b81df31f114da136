"""The disk is full: writes are refused with 507, reads go on, and it recovers by itself."""

import contextlib
import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from drawn_plan import A, B, C, D, save_drawn, unit
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade
from service_process import ServiceProcess
from stores import Cluster, require_programs

FILE_MB, CLUSTER_MB = 3, 90
MOST_EDITS = 3_000


@contextlib.contextmanager
def small_disk(place, size_mb):
    """Mount a disk of a few megabytes; only root can."""
    if os.getuid() != 0:
        reason = "a small disk can be mounted by root alone"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "gridmap", place]
    subprocess.run(command, check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


@contextlib.contextmanager
def on_a_small_disk(kind):
    """Give the address of a store on a small disk, and the disk."""
    with tempfile.TemporaryDirectory(prefix="gridmap-disk-") as name:
        folder = Path(name)
        # PostgreSQL runs as a user of its own.
        folder.chmod(0o755)
        if kind == "file":
            with small_disk(folder / "disk", FILE_MB) as disk:
                yield str(disk / "store.gpkg"), disk
            return
        require_programs()
        with small_disk(folder / "disk", CLUSTER_MB) as disk:
            # What is written ahead lies elsewhere: PostgreSQL ends itself when that is full.
            cluster = Cluster(disk, waldir=folder / "ahead").start()
            try:
                yield cluster.address, disk
            finally:
                cluster.stop()


def fill(disk):
    """Leave not one free block; return the file that takes them."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as taken, contextlib.suppress(OSError):
        while True:
            taken.write(b"\0" * 4096)
    return filler


def edit(client, address, number):
    """Move the unit at the border of one column to and fro."""
    column, down = number % 8, (number // 8) % 2 == 0
    upper, lower = (A, B) if column < 4 else (C, D)
    body = {"type": "move", "units": [unit(2, column)], "target": lower if down else upper}
    head = client.get(address).json()["version"]
    return client.post(f"{address}/edits", json=body, headers={"If-Match": f'"{head}"'})


@pytest.mark.parametrize("kind", ["file", "postgis"])
def test_a_full_disk_refuses_writes_and_nothing_else(kind):
    with on_a_small_disk(kind) as (address, disk):
        with contextlib.closing(open_store(address)) as opened:
            upgrade(opened)
            plan = f"/plans/{save_drawn(opened)}"
        with ServiceProcess(address, workers=0) as service, service.client() as client:
            assert edit(client, plan, 0).status_code == 201
            filler = fill(disk)
            answers = [1]
            while answers[-1] != 507 and len(answers) < MOST_EDITS:
                refused = edit(client, plan, len(answers))
                answers.append(refused.status_code)
            assert set(answers[1:]) <= {201, 507}
            assert refused.status_code == 507
            assert refused.json()["remedy"]
            head = client.get(plan).json()["version"]
            assert head == len(answers) - 1
            assert client.get(f"{plan}/grids").status_code == 200
            filler.unlink()
            assert edit(client, plan, len(answers) - 1).status_code == 201
            assert client.get(plan).json()["version"] == head + 1
    print(f"{kind}: {len(answers) - 2} edits found room, then 507; again 201 once there was room")
