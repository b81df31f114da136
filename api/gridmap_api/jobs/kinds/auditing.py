"""The audit of the layer of nets; nothing in the store is changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Connection

from gridmap.audit import KINDS, AuditSettings, NetAudit, audit_nets
from gridmap.audit.auditing import LOOKED_AT
from gridmap.crs import STORAGE_CRS
from gridmap.errors import Text
from gridmap.io.audit_layers import told_faults
from gridmap.pipeline.auditing import write_report
from gridmap.pipeline.tessellated import within
from gridmap.plan import Band
from gridmap.sheets.geojson import shapes_lonlat
from gridmap_api.errors import ConflictError
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.orders import communities_for
from gridmap_api.jobs.results import words
from gridmap_api.jobs.uploads import pieces_of
from gridmap_api.schemas.audits import AuditFile, AuditParams
from gridmap_api.store.job_files import put_file
from gridmap_api.store.job_inputs import community_codes, read_layers
from gridmap_api.store.jobs import Work
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import Scope

FILES: tuple[AuditFile, ...] = get_args(AuditFile)
SIMPLER_M = 0.2
"""What is drawn of a fault may be so far from what was measured."""


def order_audit(connection: Connection, params: AuditParams, principal: Principal) -> Work:
    """Return the work of measuring the nets as they are now.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : AuditParams
        What is asked for.
    principal : Principal
        Who asks; told of the communities that this one works in.

    Returns
    -------
    Work
        It names the versions of the layers.

    Raises
    ------
    ConflictError
        If there are no nets.
    SettingsError
        If the band is none.
    """
    codes = communities_for(principal, params.communities, community_codes(connection))
    AuditSettings(band=Band(*params.band), tolerance_m=params.tolerance_m)
    versions = current_versions(connection)
    if "nets" not in versions:
        raise ConflictError(
            Text("还没有现有网。", "There are no existing nets yet."),
            Text("请先在导入中选“现有网”图层。", "Import the layer of existing nets first."),
        )
    layers = {name: versions[name] for name in ("nets", *LOOKED_AT) if name in versions}
    values = params.model_dump(mode="json", exclude={"communities"})
    return Work("audit", {**values, "layers": layers}, codes)


def audit_now(desk: Desk) -> Ending:
    """Measure the nets, and make the report in every form.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is as `shown` returns it; the files are kept for a day.
    """
    values = desk.params
    desk.progress(Text("读取图层", "Reading the layers"), 0.02)
    codes = frozenset(desk.claim.communities)
    with desk.store.read() as connection:
        whole = codes == frozenset(community_codes(connection))
        everything = read_layers(connection, values["layers"])
        seen = everything if whole else _seen(connection, values["layers"], Scope(codes))
    settings = AuditSettings(band=Band(*values["band"]), tolerance_m=values["tolerance_m"])
    nets, layers = everything["nets"], {k: v for k, v in everything.items() if k != "nets"}
    found = audit_nets(
        nets,
        layers,
        settings=settings,
        communities=None if whole else codes,
        progress=within(desk.progress, 0.05, 0.4),
    )
    desk.progress(Text("生成报告", "Making the report"), 0.45)
    result = shown(found)
    paths = write_report(
        found,
        seen["nets"],
        seen,
        desk.folder / "report",
        date=datetime.now(UTC).astimezone().date().isoformat(),
        lang=values["lang"],
    )

    def _put(connection: Connection) -> dict[str, Any]:
        sizes = {}
        for path in paths:
            form = path.suffix.removeprefix(".")
            with path.open("rb") as file:
                sizes[form] = put_file(connection, desk.claim.id, f"file:{form}", pieces_of(file))
        return {**result, "files": sizes}

    return _put


def _seen(
    connection: Connection, versions: Mapping[str, int], scope: Scope
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers as far as somebody may see them, for the maps of the report."""
    nets = read_layer(connection, "nets", version=versions["nets"], scope=scope)
    return read_layers(connection, versions, communities=scope) | {"nets": nets}


def shown(audit: NetAudit) -> dict[str, Any]:
    """Return an audit as JSON.

    Parameters
    ----------
    audit : NetAudit
        The audit.

    Returns
    -------
    dict
        ``kinds`` with titles, ``nets`` and ``pairs`` in figures, ``faults`` with ``what`` and
        ``remedy`` in both languages, their ``place`` and their ``geometry`` in degrees.
    """
    texts = told_faults(audit)
    shapes = _drawn(audit)
    faults = [
        {**told, "what": words(fault.what), "remedy": words(fault.remedy), "geometry": shape}
        for told, fault, shape in zip(texts, audit.faults, shapes, strict=True)
    ]
    return {
        "band": [audit.settings.band.lower, audit.settings.band.upper],
        "tolerance_m": audit.settings.tolerance_m,
        "looked_at": dict(audit.looked_at),
        "outside": audit.outside,
        "communities": dict(audit.communities),
        "kinds": [
            {
                "name": kind.name,
                "title": words(kind.title),
                "meaning": words(kind.meaning),
                "colour": kind.colour,
                "between": kind.between,
                "count": len(audit.of(kind.name)),
            }
            for kind in KINDS.values()
        ],
        "nets": [
            {
                "net": one.net,
                "grids": one.grids,
                "in_band": one.in_band,
                "special": one.special,
                "ground_m2": round(one.ground_m2, 1),
                "covered_m2": round(one.covered_m2, 1),
                "households": one.households,
                "households_none": one.households_none,
                "buildings_none": one.buildings_none,
                "counts": dict(one.counts),
            }
            for one in audit.nets
        ],
        "pairs": [
            {
                "nets": [one.first, one.second],
                "edges": one.edges,
                "edge_m": round(one.edge_m, 1),
                "edge_m2": round(one.edge_m2, 1),
                "households_moved": one.households_moved,
                "buildings_moved": one.buildings_moved,
                "households_both": one.households_both,
                "only_m2": [round(one.first_only_m2, 1), round(one.second_only_m2, 1)],
                "only_households": [one.first_only_households, one.second_only_households],
            }
            for one in audit.pairs
        ],
        "faults": faults,
    }


def _drawn(audit: NetAudit) -> list[dict[str, Any] | None]:
    shapes = np.array([fault.shape for fault in audit.faults], dtype=object)
    simpler = shapely.simplify(shapes, SIMPLER_M)
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries(simpler, crs=audit.crs)).to_crs(STORAGE_CRS)
    return [
        None if shape is None or shape.is_empty else shapely.geometry.mapping(shape)
        for shape in shapes_lonlat(frame, decimals=7)
    ]
