"""Somebody who has no account: reads all that a service tells, overlays plans and subtracts.

Nothing of the program is used here. Outlines of the plans are laid over one another; each piece of
the overlay is an unknown number of people; each number that the service tells is an equation. What
follows of any one, two or three pieces together is found by linear algebra, and between bounds by
linear programming.
"""

import itertools
import json
import re
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from scipy.optimize import linprog

MEASURES = ("households", "persons")
GRID = re.compile(r"\d{15}")


ZOOM = 12


def tile_of(lon, lat):
    """Return column and row of the tile of a place in Web Mercator."""
    mercator = np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))
    return int((lon / 360 + 0.5) * 2**ZOOM), int((0.5 - mercator / 2 / np.pi) * 2**ZOOM)


class Attacker:
    """Collects what is told of grids: ``facts[plan, code, measure]`` is a set of numbers."""

    def __init__(self, client):
        self.client = client
        self.facts = defaultdict(set)
        self.totals = defaultdict(set)
        self.shapes = {}
        self.bands = {}
        self.asked = []
        self.texts = []

    def get(self, address, **params):
        answer = self.client.get(address, params=params)
        self.asked.append((address, answer.status_code))
        return answer

    def read(self, address, **params):
        answer = self.get(address, **params)
        if answer.status_code != 200:
            return None
        self.texts.append(answer.text)
        return answer.json()

    def note(self, plan, code, told):
        """Keep every figure of a grid that says how many people it has."""
        for measure in MEASURES:
            if told.get(measure) is not None:
                self.facts[plan, code, measure].add(float(told[measure]))
        deviation = told.get("deviation_pct")
        if deviation is not None:
            middle = sum(self.bands[plan]) / 2
            self.facts[plan, code, "households"].add(float(round(middle * (1 + deviation / 100))))

    def spy(self):
        """Ask for everything there is an address for."""
        plans = self.read("/plans")["plans"]
        for one in plans:
            self.of_plan(one["plan_id"], one["version"])
        for one, other in itertools.permutations(plans, 2):
            self.of_pair(one, other)
        self.of_map([one["plan_id"] for one in plans])
        self.of_ogc()
        return self

    def of_plan(self, plan, head):
        detail = self.read(f"/plans/{plan}")
        self.bands[plan] = (detail["band"]["lower"], detail["band"]["upper"])
        self.texts.append(json.dumps(detail))
        for figures in (detail["figures"], detail["computed"]):
            for measure in MEASURES:
                if figures.get(measure) is not None:
                    self.totals[plan, measure].add(float(figures[measure]))
        for grid in self.read(f"/plans/{plan}/outlines")["grids"]:
            code = grid["properties"]["grid_code"]
            self.shapes[plan, code] = shapely.from_geojson(json.dumps(grid["geometry"]))
            self.note(plan, code, grid["properties"])
        for code in [code for held, code in self.shapes if held == plan]:
            for found in self.read("/search", q=code, plan=plan)["results"]:
                counted = re.search(r"(\d+) 户", found["detail"]["zh"])
                if found["id"] == code and counted:
                    self.facts[plan, code, "households"].add(float(counted[1]))
        for version in range(head + 1):
            self.of_tile(plan, version, head)
        for part in ("grids", "units", "violations", "events", "states", "reach", "versions/0"):
            answer = self.get(f"/plans/{plan}/{part}")
            assert answer.status_code in {401, 403}, part
        for feature in (self.read(f"/plans/{plan}/circles") or {"features": []})["features"]:
            assert feature["properties"]["households"] is None

    def of_tile(self, plan, version, head):
        west, south, east, north = shapely.total_bounds(list(self.shapes.values()))
        corners = {tile_of(lon, lat) for lon in (west, east) for lat in (south, north)}
        for x, y in corners:
            answer = self.get(f"/tiles/plans/{plan}/{version}/{ZOOM}/{x}/{y}.mvt")
            if version != head:
                assert answer.status_code == 404
                continue
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "0.pbf"
                path.write_bytes(answer.content)
                rows = pyogrio.read_dataframe(path, layer="grids", read_geometry=False)
            assert len(rows)
            for row in rows.to_dict("records"):
                told = {name: row.get(name, np.nan) for name in MEASURES}
                kept = {name: value for name, value in told.items() if not np.isnan(value)}
                self.note(plan, str(row["grid_code"]), kept)

    def of_pair(self, one, other):
        options = {"plan": other["plan_id"], "from": one["version"], "to": other["version"]}
        address = f"/plans/{one['plan_id']}/difference"
        found = self.read(address, **options)
        ids = (one["plan_id"], other["plan_id"])
        for row in found["successions"]:
            for plan, code, count in zip(
                ids,
                (row["old"], row["new"]),
                (row["households_before"], row["households"]),
                strict=True,
            ):
                if code:
                    self.note(plan, code, {"households": count})
            assert {row["moved_in"], row["moved_out"]} == {None}
        flows = [*found["flows"], *found["moved"]]
        for name in ("households", "households_before", "persons", "persons_before"):
            assert {flow[name] for flow in flows} <= {None}
        assert (found["households"], found["recoded"], found["share"]) == (None, None, None)
        for plan, side in zip(ids, (found["before"], found["after"]), strict=True):
            if side["households"] is not None:
                self.totals[plan, "households"].add(float(side["households"]))
        for feature in self.read(f"{address}/map", grids="all", **options)["features"]:
            told = feature["properties"]
            if told["role"] == "piece":
                assert told["households"] is None
            else:
                self.note(ids[told["role"] == "after"], told["grid_code"], told)
        self.texts.append(self.get(address, f="csv", **options).text)

    def of_map(self, plans):
        shown = self.read("/plan")
        newest = next(
            plan
            for plan in plans
            if {code for held, code in self.shapes if held == plan}
            == {one["properties"]["grid_code"] for one in self.read("/plan/grids")["features"]}
        )
        for measure in MEASURES:
            if shown["figures"].get(measure) is not None:
                self.totals[newest, measure].add(float(shown["figures"][measure]))
        assert shown["feasibility"] == []
        for grid in self.read("/plan/grids")["features"]:
            self.note(self.shown(grid, plans), grid["properties"]["grid_code"], grid["properties"])
        self.texts.append(self.get("/").text)

    def shown(self, grid, plans):
        """Return the plan whose grid has this shape."""
        shape = shapely.from_geojson(json.dumps(grid["geometry"]))
        code = grid["properties"]["grid_code"]
        return min(plans, key=lambda plan: self.shapes[plan, code].symmetric_difference(shape).area)

    def of_ogc(self):
        for collection in self.read("/ogc/collections")["collections"]:
            name = collection["id"]
            assert "units" not in name
            items = self.read(f"/ogc/collections/{name}/items", limit=1000, f="json")
            for item in items["features"]:
                if name.startswith("plan."):
                    self.note(
                        name.split(".")[1], item["properties"]["grid_code"], item["properties"]
                    )
                    assert item["properties"]["mean_distance_m"] is None
            for measure, bound in itertools.product(MEASURES, (1, 5, 10)):
                asked = f"/ogc/collections/{name}/items"
                found = self.get(asked, filter=f"{measure} > 0 AND {measure} < {bound}", f="json")
                if name.startswith("plan.") and found.status_code == 200:
                    assert found.json()["features"] == []

    def pieces(self):
        """Return a place in every piece of the overlay, and the grid of each in every plan."""
        lines = shapely.union_all(shapely.boundary(list(self.shapes.values())), grid_size=1e-7)
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.node(lines))))
        places = shapely.point_on_surface(faces)
        grids = defaultdict(dict)
        for (plan, code), shape in self.shapes.items():
            for number in np.flatnonzero(shapely.contains(shape, places)):
                grids[int(number)][plan] = code
        return {places[number]: held for number, held in grids.items()}

    def equations(self, pieces, measure, lived):
        """Return the equations of one measure over the pieces where people live."""
        rows, sums = [], []
        for (plan, code, kind), numbers in self.facts.items():
            if kind == measure:
                (number,) = numbers
                rows.append([held.get(plan) == code for held in pieces])
                sums.append(number)
        for (plan, kind), numbers in self.totals.items():
            if kind == measure:
                (number,) = numbers
                rows.append([plan in held for held in pieces])
                sums.append(number)
        matrix = np.array(rows, dtype=float).reshape(len(rows), len(pieces))
        return matrix[:, lived], np.array(sums)


def revealed(matrix, sums, *, least, together=3):
    """Return sets of pieces that hold 1 to ``least - 1``, as can be told, with what is told."""
    n = matrix.shape[1]
    found = {}
    if not len(matrix):
        return found
    _, sizes, basis = np.linalg.svd(matrix)
    null = basis[(sizes > 1e-9).sum() :].T
    solution = np.linalg.lstsq(matrix, sums, rcond=None)[0]
    for count in range(1, together + 1):
        for some in itertools.combinations(range(n), count):
            if np.abs(null[list(some)].sum(axis=0)).max(initial=0) < 1e-7:
                told = float(solution[list(some)].sum())
                if 0.5 < told < least - 0.5:
                    found[some] = (round(told), round(told))
    for count in (1, 2):
        for some in itertools.combinations(range(n), count):
            aim = np.zeros(n)
            aim[list(some)] = 1
            most = linprog(-aim, A_eq=matrix, b_eq=sums, bounds=(0, None), method="highs")
            if most.fun is None or -most.fun > least - 0.5:
                continue
            low = linprog(aim, A_eq=matrix, b_eq=sums, bounds=(0, None), method="highs")
            if low.fun > 0.01:
                found[some] = (int(np.ceil(low.fun - 1e-6)), int(-most.fun + 1e-6))
    return found
