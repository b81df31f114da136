"""Foreign files as tests need them: two invented buildings in every format that is read."""

from __future__ import annotations

import gzip
import json
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from gridmap.io.imports import import_files
from gridmap.io.project import read_project
from gridmap.io.report import ImportReport

PLACES = ((116.3401, 35.4001), (116.3412, 35.4013))
"""Longitude and latitude of the two buildings."""


def buildings(*, points: bool = True) -> gpd.GeoDataFrame:
    """Return two buildings under Chinese headers, with codes that begin with zeros."""
    shapes = [shapely.Point(place) for place in PLACES]
    if not points:
        shapes = [shapely.box(x, y, x + 0.0002, y + 0.0001) for x, y in PLACES]
    columns = {"楼栋编号": ["0012", "0013"], "楼栋名称": ["甲楼", "乙楼"], "户数": [40, 54]}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4490)


def communities(*names: str, side: float = 0.01) -> gpd.GeoDataFrame:
    """Return squares in a row, west to east, that touch and do not overlap."""
    names = names or ("东关社区", "西关社区")
    codes = [f"37082900100{number}" for number, _ in enumerate(names, start=1)]
    shapes = [
        shapely.box(116 + side * n, 35, 116 + side * (n + 1), 35 + side) for n in range(len(names))
    ]
    columns = {"社区代码": codes, "社区名称": list(names)}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4490)


def write_shapefile(frame: gpd.GeoDataFrame, path: Path, *, encoding: str) -> Path:
    """Write a Shapefile without ``.cpg`` and without a language in its DBF."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*laundered field name", category=RuntimeWarning)
        frame.to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    data[29] = 0
    dbf.write_bytes(data)
    return path


def write_zip(paths: Sequence[Path], target: Path) -> Path:
    """Zip files under their own names."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    return target


def _geopackage(folder: Path) -> Path:
    buildings().to_file(folder / "a.gpkg", layer="楼栋")
    return folder / "a.gpkg"


def _shapefile(folder: Path) -> Path:
    return write_shapefile(buildings(), folder / "楼栋.shp", encoding="GBK")


def _zipped_shapefile(folder: Path) -> Path:
    main = _shapefile(folder)
    return write_zip(sorted(main.parent.glob("楼栋.*")), folder / "数据.zip")


def _geojson(folder: Path) -> Path:
    buildings().to_file(folder / "楼栋.geojson", driver="GeoJSON")
    return folder / "楼栋.geojson"


def _packed_geojson(folder: Path) -> Path:
    packed = folder / "楼栋.geojson.gz"
    packed.write_bytes(gzip.compress(_geojson(folder).read_bytes()))
    return packed


def _flatgeobuf(folder: Path) -> Path:
    buildings().to_file(folder / "楼栋.fgb", driver="FlatGeobuf")
    return folder / "楼栋.fgb"


def _geoparquet(folder: Path) -> Path:
    buildings().to_parquet(folder / "楼栋.parquet")
    return folder / "楼栋.parquet"


def rows() -> pd.DataFrame:
    """Return the two buildings as a table with longitude and latitude."""
    frame = buildings()
    table = pd.DataFrame(frame.drop(columns="geometry"))
    return table.assign(经度=frame.geometry.x, 纬度=frame.geometry.y)


def _csv(folder: Path) -> Path:
    rows().to_csv(folder / "楼栋.csv", index=False, encoding="utf-8-sig")
    return folder / "楼栋.csv"


def _xlsx(folder: Path) -> Path:
    rows().to_excel(folder / "楼栋.xlsx", index=False)
    return folder / "楼栋.xlsx"


def _kml(folder: Path) -> Path:
    buildings().to_file(folder / "楼栋.kml", driver="KML")
    return folder / "楼栋.kml"


def _plain_parquet(folder: Path) -> Path:
    rows().to_parquet(folder / "楼栋表.parquet")
    return folder / "楼栋表.parquet"


FORMATS: dict[str, Callable[[Path], Path]] = {
    "GeoPackage": _geopackage,
    "Shapefile": _shapefile,
    "zipped Shapefile": _zipped_shapefile,
    "GeoJSON": _geojson,
    "packed GeoJSON": _packed_geojson,
    "FlatGeobuf": _flatgeobuf,
    "GeoParquet": _geoparquet,
    "Parquet table": _plain_parquet,
    "CSV": _csv,
    "xlsx": _xlsx,
    "KML": _kml,
}
"""Writers of the two buildings, by format; each returns the file to import."""


def geojson(*geometries: object, properties: Sequence[dict[str, object]] = ()) -> str:
    """Return a feature collection of geometry objects, well formed or not."""
    attributes = [*properties, *({} for _ in geometries)]
    features = [
        {"type": "Feature", "properties": attribute, "geometry": geometry}
        for geometry, attribute in zip(geometries, attributes, strict=False)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


class Desk:
    """A folder, a project in it, and a reader that is running."""

    def __init__(self, folder: Path, reader: object) -> None:
        self.folder, self.reader, self.project = folder, reader, folder / "project.gpkg"

    def take(self, *paths: Path, **options: object) -> ImportReport:
        """Import files into the project."""
        return import_files(paths, project=self.project, reader=self.reader, **options)

    def text(self, name: str, text: str, *, encoding: str = "utf-8") -> Path:
        """Write a text file into the folder."""
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    @property
    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """The layers of the project, none before the first feature is written."""
        return read_project(self.project) if self.project.exists() else {}


def rules(report: ImportReport, severity: str = "error") -> list[str]:
    """Return the rules of the faults of one severity."""
    return [fault.rule for fault in report.faults if fault.severity == severity]
