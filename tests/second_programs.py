"""Every file that the product writes, and the second program that opens each."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import planned

from gridmap.cli.app import run
from gridmap.io.plans import write_plan

PATIENCE_S = 180
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True)
class Opened:
    """How a program took a file: ``result`` is what it says of it, ``ok`` whether it opened."""

    program: str
    file: str
    ok: bool
    result: str


def two_plans(folder: Path) -> tuple[Path, Path]:
    """Write the plan that can be drawn by hand, and the same with one cell in another grid."""
    first, second = folder / "原方案.gpkg", folder / "现方案.gpkg"
    write_plan(planned.plan(), first)
    units, grids = planned.units(), planned.grids()
    moved = units.index[units["grid_code"] == planned.WEST][0]
    units.loc[moved, "grid_code"] = planned.MIDDLE
    cell = units.geometry[moved]
    west, middle = (
        grids.index[grids["grid_code"] == one][0] for one in (planned.WEST, planned.MIDDLE)
    )
    grids.loc[west, "geometry"] = grids.geometry[west].difference(cell)
    grids.loc[middle, "geometry"] = grids.geometry[middle].union(cell)
    write_plan(replace(planned.plan(), units=units, grids=grids), second)
    return first, second


def orders(first: Path, second: Path, out: Path) -> dict[str, list[str]]:
    """Return the commands that write files, by what they write."""
    plan, to = str(first), lambda name: str(out / name)
    exports = {
        f"export {kind}": ["export", plan, "--layers", "grids", "--out", to(f"网格.{kind}")]
        for kind in ("gpkg", "geojson", "fgb", "kml", "csv", "xlsx", "shp.zip")
    }
    return {
        **exports,
        "map": ["map", plan, "--out", to("地图.html")],
        "audit": ["audit", "--project", plan, "--out", to("体检")],
        "succession": ["succession", plan, str(second), "--out", to("沿革.xlsx")],
        "register": ["register", "write", plan, "--out", to("台账.xlsx")],
        "sheets": ["sheets", plan, "--format", "pdf,png,svg", "--out", to("图幅")],
        "dossier": ["dossier", plan, "--format", "pdf,html", "--out", to("档案")],
        "kit html": ["kit", plan, "--out", to("资料包.html")],
        "kit zip": ["kit", plan, "--out", to("资料包.zip")],
        "seams": ["seams", plan, str(second), "--out", to("踏勘")],
    }


def write_all(folder: Path) -> dict[str, int]:
    """Run every command into a folder; return the exit codes."""
    out = folder / "文件"
    out.mkdir()
    first, second = two_plans(folder)
    return {name: run(order) for name, order in orders(first, second, out).items()}


def _asked(*command: object, where: Path | None = None) -> tuple[int, str]:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=PATIENCE_S,
        cwd=where,
    )
    return done.returncode, done.stdout + done.stderr


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def by_gdal(path: Path, _folder: Path) -> tuple[bool, str]:
    """Read a layer by GDAL: every feature, none invalid to it."""
    code, told = _asked("ogrinfo", "-ro", "-al", "-so", path)
    counts = [int(line.split(":")[1]) for line in _lines(told) if line.startswith("Feature Count")]
    return code == 0 and sum(counts) > 0, f"{len(counts)} layers, {sum(counts)} features"


def by_poppler(path: Path, _folder: Path) -> tuple[bool, str]:
    """Read the text of a PDF, and see that every font is embedded and gives its letters back."""
    code, text = _asked("pdftotext", "-layout", path, "-")
    fonts = _lines(_asked("pdffonts", path)[1])[2:]
    # Name, type, encoding, embedded, subset, Unicode, object: the last five columns are fixed.
    whole = [line.split()[-5] == "yes" and line.split()[-3] == "yes" for line in fonts]
    has_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in text)
    ok = code == 0 and bool(fonts) and all(whole) and has_chinese
    return ok, f"{len(fonts)} fonts, {sum(whole)} embedded, {len(text)} letters"


def by_chromium(path: Path, folder: Path) -> tuple[bool, str]:
    """Open a page, a drawing or a picture, and see that it is drawn."""
    named = (os.environ.get("GRIDMAP_CHROMIUM"), *map(shutil.which, BROWSERS))
    browser = next(one for one in named if one)
    shot = folder / "shot.png"
    shot.unlink(missing_ok=True)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--screenshot={shot}"]
    _asked(browser, *flags, f"--user-data-dir={folder / 'chromium'}", path.as_uri())
    size = shot.stat().st_size if shot.exists() else 0
    # An empty page of this size is some four kilobytes.
    return size > 6_000, f"drawn, {size // 1024} KB"


def by_unzip(path: Path, folder: Path) -> tuple[bool, str]:
    """Test every member of an archive."""
    code, told = _asked("unzip", "-tq", path, where=folder)
    return code == 0, _lines(told)[-1].replace(str(path), path.name)


def by_libreoffice(path: Path, folder: Path) -> tuple[bool, str]:
    """Open a workbook, and have its first sheet written as CSV."""
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    program = shutil.which("soffice") or "libreoffice"
    _asked(program, home, "--headless", "--convert-to", "csv", "--outdir", folder / "csv", path)
    made = folder / "csv" / f"{path.stem}.csv"
    rows = len(_lines(made.read_text(errors="replace"))) if made.exists() else 0
    return rows > 1, f"{rows} rows of the first sheet"


Program = Callable[[Path, Path], tuple[bool, str]]
PROGRAMS: dict[str, tuple[str, Program]] = {
    "ogrinfo": ("GDAL", by_gdal),
    "pdffonts": ("poppler", by_poppler),
    "chromium": ("Chromium", by_chromium),
    "unzip": ("unzip", by_unzip),
    "soffice": ("LibreOffice", by_libreoffice),
}
"""The name of each program on the machine, what it is called, and how it opens a file."""

WHICH = {
    ".gpkg": ["ogrinfo"],
    ".geojson": ["ogrinfo"],
    ".fgb": ["ogrinfo"],
    ".kml": ["ogrinfo"],
    ".gpx": ["ogrinfo"],
    ".csv": ["ogrinfo"],
    ".shp": ["ogrinfo"],
    ".xlsx": ["ogrinfo", "soffice"],
    ".pdf": ["pdffonts"],
    ".html": ["chromium"],
    ".svg": ["chromium"],
    ".png": ["chromium"],
    ".zip": ["unzip"],
}


def is_here(program: str) -> bool:
    """Return whether a program is on this machine."""
    if program == "chromium":
        return bool(os.environ.get("GRIDMAP_CHROMIUM") or any(map(shutil.which, BROWSERS)))
    return shutil.which(program) is not None


def open_all(folder: Path, programs: set[str]) -> Iterator[Opened]:
    """Open every file under a folder by each of the programs that is for it."""
    work = folder.parent / "opened"
    work.mkdir(exist_ok=True)
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        for program in WHICH.get(path.suffix, []):
            if program in programs:
                name, opens = PROGRAMS[program]
                yield Opened(name, str(path.relative_to(folder)), *opens(path, work))
