"""Planners who edit and people who look, all at once, against a real service over HTTP."""

import asyncio
import math
import random
import statistics
import time
from collections import defaultdict

import httpx
import pyproj

VIEWERS, EDITORS = 100, 10
PAUSE_S = (0.5, 1.5)
"""How long somebody looks at what came before asking for more."""
ZOOM = 16


class Log:
    """What was asked, how long it took, and what went wrong."""

    def __init__(self):
        self.took_ms = defaultdict(list)
        self.failures = []

    def add(self, what, started, answer):
        self.took_ms[what].append(1_000 * (time.perf_counter() - started))
        if answer.status_code >= 400:
            self.failures.append((what, answer.status_code, answer.text[:200]))

    def rows(self):
        """Return a line for each kind of request: count, median, 95th percentile, worst."""
        return [
            [
                what,
                len(took),
                *(f"{one:.1f}" for one in (statistics.median(took), p95(took), max(took))),
            ]
            for what, took in sorted(self.took_ms.items())
        ]


def p95(values):
    return statistics.quantiles(values, n=20)[18] if len(values) > 1 else values[0]


def tile_of(lon, lat, zoom=ZOOM):
    """Return column and row of the tile at a place."""
    count = 2**zoom
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * count
    return int((lon + 180) / 360 * count), int(row)


async def asked(client, log, what, address, **request):
    started = time.perf_counter()
    answer = await client.request(request.pop("method", "GET"), address, **request)
    log.add(what, started, answer)
    return answer


async def view(client, log, plan, ends, *, rng, until):
    """Look around: the head, the grids, tiles of units and outlines, a page of features."""
    west, south, east, north = ends
    while time.monotonic() < until:
        head = (await asked(client, log, "plan", f"/plans/{plan['plan_id']}")).json()
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        x, y = tile_of(lon, lat)
        await asked(client, log, "unit tile", f"/tiles/units/{plan['set_id']}/{ZOOM}/{x}/{y}.mvt")
        outlines = f"/tiles/plans/{plan['plan_id']}/{head['version']}/{ZOOM}/{x}/{y}.mvt"
        await asked(client, log, "outline tile", outlines)
        box = f"{lon},{lat},{lon + 0.005},{lat + 0.005}"
        items = f"/ogc/collections/plan.{plan['plan_id']}.grids/items"
        await asked(client, log, "features", items, params={"bbox": box, "limit": 100})
        await asyncio.sleep(rng.uniform(*PAUSE_S))


async def edit(client, log, plan, moves, *, rng, until):
    """Edit one's own communities, on the last version that was answered."""
    version = (await client.get(f"/plans/{plan['plan_id']}")).json()["version"]
    while time.monotonic() < until:
        answer = await asked(
            client,
            log,
            "edit of 50 units",
            f"/plans/{plan['plan_id']}/edits",
            method="POST",
            json=next(moves).to_json(),
            headers={"If-Match": f'"{version}"'},
        )
        if answer.status_code == 201:
            version = answer.json()["version"]
        await asyncio.sleep(rng.uniform(*PAUSE_S))


def ends_of(units):
    """Return west, south, east and north of units, in degrees."""
    to_degrees = pyproj.Transformer.from_crs(units.crs, 4326, always_xy=True)
    return to_degrees.transform_bounds(*units.total_bounds)


def drive(url, plan, ends, moves, *, seconds, viewers=VIEWERS):
    """Let them all in for so long, an editor for each iterator of moves; return the log."""

    async def run():
        log, until = Log(), time.monotonic() + seconds
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=url, timeout=60, limits=limits, trust_env=False
        ) as client:
            rngs = [random.Random(seed) for seed in range(viewers + len(moves))]
            await asyncio.gather(
                *(view(client, log, plan, ends, rng=rng, until=until) for rng in rngs[:viewers]),
                *(
                    edit(client, log, plan, one, rng=rng, until=until)
                    for one, rng in zip(moves, rngs[viewers:], strict=True)
                ),
            )
        return log

    return asyncio.run(run())
