"""Partition of synthetic cities: this project beside its peers, each in a process of its own.

The headline city has even places and geometric households, the law with the widest spread of
those tried. ``--cities all`` prints all six kinds; the less households vary, the less there is to
gain. "In band" is the share of grids with 300 to 500
households that are connected; MOI the sum over units of households times the squared distance to
the centroid of the grid; memory the peak of the whole process, Python and libraries included.

Run as ``./dev bench partition``; see ``--help``. Without options it takes about five minutes.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from _cities import CITIES
from _cut_city import MARK
from _methods import METHODS
from bench import CHECKOUT, print_table, run

HERE = Path(__file__).parent
HEADLINE = CITIES[0]
BASE = "METIS k-way"
HEADERS = ["method", "s", "CPU s", "in band", "connected", "MOI", "of METIS", "cut", "MB"]
GOALS = {
    10_000: ("gridmap, MOI only, 180 flips", 0.62, 1.0),
    100_000: ("gridmap, MOI only, 260 flips", 0.63, 1.2),
}
"""For so many units: what is compared, and its MOI and CPU time, of METIS k-way's, at most."""

Figures = dict[str, Any]


def measure(path: Path, name: str, *, limit_s: int) -> Figures:
    """Return the figures of a method, or how it ended."""
    ended = run([sys.executable, HERE / "_cut_city.py", path, name, str(limit_s)], cwd=CHECKOUT)
    if ended.code == -signal.SIGALRM:
        return {"ended": f"over {limit_s} s"}
    if ended.code != 0:
        return {"ended": (ended.out.strip().splitlines() or [f"exit code {ended.code}"])[-1][:60]}
    told = next(line for line in ended.out.splitlines() if line.startswith(MARK))
    return json.loads(told.removeprefix(MARK)) | {"peak_mb": ended.peak_mb}


def row_of(name: str, figures: Figures, base: Figures) -> list[str]:
    """Return a row of the table."""
    if "ended" in figures:
        return [name, figures["ended"], *[""] * (len(HEADERS) - 2)]
    of_metis = figures["moment"] / base["moment"] if "moment" in base else math.nan
    return [
        name if METHODS[name].band else f"{name} (no band)",
        f"{figures['seconds']:.2f}",
        f"{figures['cpu_s']:.2f}",
        f"{figures['in_band']:.2%}",
        f"{figures['connected']:.2%}",
        f"{figures['moment']:.3e}",
        f"{of_metis:.3f}",
        f"{figures['cut']:,}",
        f"{figures['peak_mb']:.0f}",
    ]


def compare(units: int, shape: str, law: str, names: list[str], limit_s: int) -> dict[str, Figures]:
    """Print the table of one city, and return its figures.

    This process stays small: Linux counts what a process held when it made a child as the child's.
    """
    found: dict[str, Figures] = {}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "city.npz"
        command = [sys.executable, HERE / "_cities.py", units, shape, law, path]
        grids = int(run([str(part) for part in command], cwd=CHECKOUT).out)
        print(f"\n{units:,} units, {grids:,} grids, {shape} places, {law} households")
        for name in names:
            print(f"  {name} ...", end="\r", file=sys.stderr, flush=True)
            found[name] = measure(path, name, limit_s=limit_s)
    base = found.get(BASE, {})
    print_table(HEADERS, [row_of(name, figures, base) for name, figures in found.items()])
    return found


def print_goals(found: dict[int, dict[str, Figures]]) -> None:
    """Print the goals beside what was measured."""
    rows = []
    for units, (name, moment, times) in GOALS.items():
        ours, base = (found.get(units, {}).get(n, {}) for n in (name, BASE))
        if "moment" not in ours or "moment" not in base:
            continue
        ratio, slower = ours["moment"] / base["moment"], ours["cpu_s"] / base["cpu_s"]
        rows += [
            [f"{units:,} units: in band", "100%", f"{ours['in_band']:.2%}"],
            [f"{units:,} units: MOI of {BASE}, {name}", f"{moment:.2f}", f"{ratio:.3f}"],
            [f"{units:,} units: CPU time of {BASE}", f"{times:.1f}", f"{slower:.1f}"],
        ]
        if units == 100_000:
            rows.append([f"{units:,} units: memory", "400 MB", f"{ours['peak_mb']:.0f} MB"])
        longer = found[units].get("gridmap, MOI only, 20 s", {})
        if units == 10_000 and "moment" in longer:
            best = longer["moment"] / base["moment"]
            rows.append([f"{units:,} units: the same in 20 s", "0.60", f"{best:.3f}"])
    for name in ("gridmap", "gridmap, MOI only", "gridmap, MOI only, 260 flips", BASE):
        times_s = {n: f[name]["cpu_s"] for n, f in found.items() if "cpu_s" in f.get(name, {})}
        if len(times_s) > 1:
            least, most = min(times_s), max(times_s)
            grown = math.log(times_s[most] / times_s[least]) / math.log(most / least)
            what = f"{name}: growth of CPU time, {least:,} to {most:,}"
            rows.append([what, "1.05" if name != BASE else "", f"{grown:.2f}"])
    if rows:
        print_table(["goal", "at most", "measured"], rows)


def chosen(options: argparse.Namespace, units: int) -> list[str]:
    """Return the methods to run on a city of so many units."""
    if options.methods:
        return [name for name in METHODS if name == BASE or name in options.methods]
    return [name for name, method in METHODS.items() if options.all or units <= method.usual]


def main() -> None:
    """Print a table a city, the goals, and how soon infeasible bands are proved."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--all", action="store_true", help="every peer at every size: hours")
    parser.add_argument("--methods", nargs="+", choices=[*METHODS], metavar="METHOD")
    parser.add_argument("--cities", choices=["headline", "all"], default="headline")
    parser.add_argument("--limit", type=int, default=300, help="seconds a method may take")
    options = parser.parse_args()
    for shape, law in CITIES if options.cities == "all" else [HEADLINE]:
        found: dict[int, dict[str, Figures]] = {}
        for units in options.sizes:
            names = chosen(options, units)
            found[units] = compare(units, shape, law, names, options.limit)
        print()
        print_goals(found)
    print(f"\n{run([sys.executable, HERE / '_infeasible.py'], cwd=CHECKOUT).out}")


if __name__ == "__main__":
    main()
