"""Exports as KML 2.2: a folder a layer, a placemark a feature.

Source: OGC 07-147r2.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.errors import Text
from gridmap.io.exporting_job import Job, Sheet
from gridmap.io.exporting_tables import NO_XML

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
NAMES = ("名称", "网格编码", "网格名称", "小区名称", "社区名称", "楼栋名称", "道路名称", "Name")
"""Headers by which a placemark is named, else its first column."""


def write_kml(job: Job, path: Path) -> list[Text]:
    """Write every layer into one KML.

    Parameters
    ----------
    job : Job
        The layers.
    path : Path
        The file.

    Returns
    -------
    list of Text
        Nothing is lost.
    """
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(f"{HEAD}\n<Document>\n<name>{_text(path.stem)}</name>\n")
        for sheet in job.sheets:
            stream.write(f"<Folder>\n<name>{_text(sheet.title)}</name>\n")
            stream.writelines(_placemarks(sheet))
            stream.write("</Folder>\n")
        stream.write("</Document>\n</kml>\n")
    return []


def _placemarks(sheet: Sheet) -> Iterator[str]:
    frame = sheet.frame
    columns = [name for name in frame.columns if name != frame.geometry.name]
    named = next((name for name in NAMES if name in columns), columns[0] if columns else None)
    rows = pd.DataFrame(frame[columns]).astype(object).to_dict("records")
    for row, shape in zip(rows, frame.geometry, strict=True):
        held = {name: value for name, value in row.items() if not pd.isna(value)}
        data = "".join(
            f"<Data name={quoteattr(_clean(str(name)))}><value>{_text(value)}</value></Data>"
            for name, value in held.items()
        )
        yield (
            f"<Placemark><name>{_text(held.get(named, ''))}</name>"
            f"<ExtendedData>{data}</ExtendedData>{_shape(shape)}</Placemark>\n"
        )


def _shape(shape: Any) -> str:  # noqa: ANN401
    if shape is None or shape.is_empty:
        return ""
    kind = shape.geom_type
    if kind == "Point":
        return f"<Point>{_coordinates(shape)}</Point>"
    if kind in {"LineString", "LinearRing"}:
        return f"<LineString>{_coordinates(shape)}</LineString>"
    if kind == "Polygon":
        rings = [f"<outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"]
        rings += [f"<innerBoundaryIs>{_ring(hole)}</innerBoundaryIs>" for hole in shape.interiors]
        return f"<Polygon>{''.join(rings)}</Polygon>"
    return f"<MultiGeometry>{''.join(_shape(part) for part in shape.geoms)}</MultiGeometry>"


def _ring(ring: Any) -> str:  # noqa: ANN401
    return f"<LinearRing>{_coordinates(ring)}</LinearRing>"


def _coordinates(shape: Any) -> str:  # noqa: ANN401
    places: NDArray[Any] = shapely.get_coordinates(shape)
    text = " ".join(f"{lon:.9f},{lat:.9f}" for lon, lat in places.tolist())
    return f"<coordinates>{text}</coordinates>"


def _text(value: object) -> str:
    return escape(_clean(str(value)))


def _clean(text: str) -> str:
    """Return a text without the characters that XML does not know."""
    return NO_XML.sub("", text)
