"""The faults of an audit as layers: the GeoPackage, and what other files are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gridmap.audit import KINDS, NetAudit
from gridmap.crs import STORAGE_CRS
from gridmap.errors import Lang
from gridmap.io.audit_tables import places
from gridmap.io.files import replacing


def faults_layer(audit: NetAudit, *, lang: Lang = "zh") -> gpd.GeoDataFrame:
    """Return every fault with its shape.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    lang : {"zh", "en"}
        Language of titles and sentences.

    Returns
    -------
    GeoDataFrame
        In EPSG:4490, the greatest shapes first so that small ones are drawn over them; ``lon``
        and ``lat`` are a place inside.
    """
    lonlat = places(audit, audit.faults)
    frame = pd.DataFrame(
        {
            "number": [place for place, _ in enumerate(audit.faults, start=1)],
            "kind": [fault.kind for fault in audit.faults],
            "title": [KINDS[fault.kind].title.say(lang) for fault in audit.faults],
            "nets": ["、".join(fault.nets) for fault in audit.faults],
            "grids": ["、".join(filter(None, fault.grids)) for fault in audit.faults],
            "about": [fault.about for fault in audit.faults],
            "community_code": [fault.community_code for fault in audit.faults],
            "households": [fault.households for fault in audit.faults],
            "buildings": [fault.buildings for fault in audit.faults],
            "area_m2": [round(fault.area_m2, 2) for fault in audit.faults],
            "length_m": [round(fault.length_m, 2) for fault in audit.faults],
            "width_m": [round(fault.width_m, 2) for fault in audit.faults],
            "what": [fault.what.say(lang) for fault in audit.faults],
            "remedy": [fault.remedy.say(lang) for fault in audit.faults],
            "lon": [lon for lon, _ in lonlat],
            "lat": [lat for _, lat in lonlat],
        }
    )
    shapes = np.array([fault.shape for fault in audit.faults], dtype=object)
    layer = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=audit.crs))
    order = np.argsort(-np.nan_to_num(shapely.area(shapes)), kind="stable")
    return layer.iloc[order].reset_index(drop=True).to_crs(STORAGE_CRS)


def told_faults(audit: NetAudit, *, lang: Lang = "zh") -> list[dict[str, Any]]:
    """Return the faults as plain values, in the order of the audit.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    lang : {"zh", "en"}
        Language of titles and sentences.

    Returns
    -------
    list of dict
        JSON values by the names of `faults_layer`; ``nets`` and ``grids`` are lists.
    """
    return [
        {
            "number": number,
            "kind": fault.kind,
            "title": KINDS[fault.kind].title.say(lang),
            "nets": list(fault.nets),
            "grids": list(fault.grids),
            "about": fault.about,
            "community_code": fault.community_code,
            "households": fault.households,
            "buildings": fault.buildings,
            "area_m2": round(fault.area_m2, 2),
            "length_m": round(fault.length_m, 2),
            "width_m": round(fault.width_m, 2),
            "what": fault.what.say(lang),
            "remedy": fault.remedy.say(lang),
            "place": None if lon is None else [lon, lat],
        }
        for number, (fault, (lon, lat)) in enumerate(
            zip(audit.faults, places(audit, audit.faults), strict=True), start=1
        )
    ]


def write_faults_layer(audit: NetAudit, path: Path, *, lang: Lang = "zh") -> None:
    """Write the faults as a GeoPackage: layer ``faults``, and ``fault_places`` as points.

    Parameters
    ----------
    audit : NetAudit
        The audit.
    path : Path
        The file; an existing one is replaced.
    lang : {"zh", "en"}
        Language of titles and sentences.

    Raises
    ------
    InputError
        If the file cannot be written there.
    """
    layer = faults_layer(audit, lang=lang)
    drawn = layer[shapely.get_dimensions(layer.geometry.to_numpy()) == 2]
    points = gpd.points_from_xy(layer["lon"].astype(float), layer["lat"].astype(float))
    spots = layer.set_geometry(gpd.GeoSeries(points, crs=STORAGE_CRS))
    with replacing(path) as draft:
        for name, frame, kind in (
            ("faults", _multiple(drawn), "MultiPolygon"),
            ("fault_places", spots[spots["lon"].notna()], "Point"),
        ):
            pyogrio.write_dataframe(frame, draft, layer=name, driver="GPKG", geometry_type=kind)


def _multiple(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = [shapely.multipolygons(shapely.get_parts(shape)) for shape in frame.geometry]
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
