"""Candidate hazards of real maps through the public command: time, memory, and what was mended.

Run as ``./dev bench hazards``. It needs the shared folder: ``GRIDMAP_SHARED``, or
``../shared/data`` beside the checkout. Time and memory are those of the whole command and of the
child that mends.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import BIN, CHECKOUT, print_table, run

sys.path.insert(0, str(CHECKOUT / "tests"))
from shared_data import absence, folder

FLOODS = ("flood_simulate_78", "tp_flood_2", "tp_flood_4")
HEADERS = ("flood map", "s", "MB", "parts", "rings", "mended", "before m²", "after m²", "found")
HEIGHT_HEADERS = ("heights", "s", "MB", "found", "shallow", "small", "beside a void", "voids")


def read(command: str, file: Path, where: Path) -> tuple[list[str], dict]:
    """Return time and memory of a command of hazards, and what it printed as JSON."""
    done = run([BIN / "gridmap", "hazards", command, file, "--json"], cwd=where)
    if done.code != 0:
        sys.exit(done.out)
    return [f"{done.seconds:.1f}", f"{done.peak_mb:.0f}"], json.loads(done.out)


def flood_row(name: str, where: Path) -> list[object]:
    """Return what is told of a flood map."""
    used, told = read("from-flood", folder("taipei") / f"{name}.geojson", where)
    mended = told["mended"]
    return [
        name,
        *used,
        mended["parts"],
        mended["rings"],
        mended["invalid_rings"],
        f"{mended['area_before_m2']:.0f}",
        f"{mended['area_after_m2']:.0f}",
        len(told["candidates"]),
    ]


def height_row(file: Path, where: Path) -> list[object]:
    """Return what is told of a raster of heights."""
    used, told = read("from-elevation", file, where)
    names = ("found", "shallow", "small", "beside_void", "voids")
    return [file.name, *used, *(told["hollows"][name] for name in names)]


def main() -> None:
    """Print both tables."""
    if not folder("taipei").is_dir():
        sys.exit(absence("taipei"))
    with TemporaryDirectory() as place:
        where = Path(place)
        print_table(HEADERS, [flood_row(name, where) for name in FLOODS])
        print()
        rasters = (CHECKOUT / "data/elevation.tif", folder("dem") / "north_bayreuth_srtm.tif")
        print_table(HEIGHT_HEADERS, [height_row(file, where) for file in rasters])


if __name__ == "__main__":
    main()
