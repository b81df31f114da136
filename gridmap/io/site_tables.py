"""Where the next stations go, as files: xlsx, CSV, GeoJSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd

from gridmap.errors import Lang, Text
from gridmap.io.reach_tables import (
    Heads,
    csv_of,
    framed,
    geojson_of,
    unknown_form,
    workbook_of,
    write_whole,
)
from gridmap.stations.homes import Homes
from gridmap.stations.siting import Siting

SITE_HEADS: Heads = {
    "number": Text("序号", "No."),
    "key": Text("候选点", "Candidate"),
    "name": Text("名称", "Name"),
    "gained": Text("仅由此处新覆盖(户)", "Brought into reach by it alone (households)"),
    "near": Text("最近驿站改为此处(户)", "Nearest to it (households)"),
}


def write_sites(siting: Siting, homes: Homes, path: Path, *, proof: Text, lang: Lang) -> None:
    """Write where the next stations go: xlsx, CSV or GeoJSON, with the proof.

    Parameters
    ----------
    siting : Siting
        What was found.
    homes : Homes
        In whose CRS the places are.
    path : Path
        File; its suffix says the form.
    proof : Text
        What is proved.
    lang : {"zh", "en"}
        The language.

    Raises
    ------
    InputError
        If the suffix is none of these.
    """
    rows = site_rows(siting)
    points = gpd.GeoSeries(
        gpd.points_from_xy([row["x"] for row in rows], [row["y"] for row in rows]), crs=homes.crs
    ).to_crs(4490)
    heads = {**SITE_HEADS, "lon": Text("经度", "Longitude"), "lat": Text("纬度", "Latitude")}
    for row, x, y in zip(rows, points.x, points.y, strict=True):
        row |= {"lon": round(x, 6), "lat": round(y, 6)}
    match path.suffix.lower():
        case ".xlsx":
            tables = {Text("选址", "Sites"): (heads, lambda: rows)}
            write_whole(
                path, workbook_of(tables, {Text("证明", "Proof").say(lang): proof.say(lang)}, lang)
            )
        case ".csv":
            write_whole(path, csv_of(framed(rows, heads, lang)))
        case ".geojson" | ".json":
            frame = gpd.GeoDataFrame(
                [{name: row[name] for name in SITE_HEADS} for row in rows],
                geometry=points,
                crs=4490,
            )
            told = {"zh": proof.zh, "en": proof.en}
            write_whole(path, geojson_of(frame, proof=told))
        case _:
            raise unknown_form(path)


def site_rows(siting: Siting) -> list[dict[str, Any]]:
    """Return the chosen places as rows.

    Parameters
    ----------
    siting : Siting
        What was found.

    Returns
    -------
    list of dict
        ``number`` from 1, ``key``, ``name``, ``gained``, ``near``, ``x`` and ``y`` in metres.
    """
    places = siting.candidates
    return [
        {
            "number": number,
            "key": places.key[row],
            "name": places.name[row],
            "gained": siting.gained[number - 1],
            "near": siting.near[number - 1],
            "x": float(places.xy[row, 0]),
            "y": float(places.xy[row, 1]),
        }
        for number, row in enumerate(siting.choice.places, 1)
    ]
