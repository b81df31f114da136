"""One check of a whole layer against its contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from gridmap.errors import Fault, Text
from gridmap.layers.attributes import conform_attributes
from gridmap.layers.contract import Contract
from gridmap.layers.findings import BoolArray, Finding, faulty_rows, to_faults
from gridmap.layers.geometries import check_geometry, flatten
from gridmap.layers.overlaps import check_overlaps
from gridmap.layers.privacy import check_private
from gridmap.layers.references import check_keys, check_references, check_twins


@dataclass(frozen=True, slots=True)
class Conformed:
    """A layer as its contract wants it, and everything in which it falls short.

    Attributes
    ----------
    frame : GeoDataFrame
        Every row, with the columns and types of the contract.
    findings : tuple of Finding
        What was found, by row.
    """

    frame: gpd.GeoDataFrame
    findings: tuple[Finding, ...]

    @property
    def faulty(self) -> BoolArray:
        """Rows with an error, shape (n,)."""
        return faulty_rows(self.findings, len(self.frame))


def conform(frame: gpd.GeoDataFrame, contract: Contract) -> Conformed:
    """Return the layer as its contract wants it, with every fault that a layer alone can have.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, its columns named as in the contract. Not changed.
    contract : Contract
        What it must hold.

    Returns
    -------
    Conformed
        All rows, typed; Chinese words are stored as codes; geometry is two-dimensional.
    """
    if frame.active_geometry_name != "geometry":
        frame = frame.rename_geometry("geometry")
    typed, findings = conform_attributes(frame, contract)
    geometry, notices = flatten(np.asarray(typed.geometry.array))
    typed = typed.set_geometry(gpd.GeoSeries(geometry, index=typed.index, crs=frame.crs))
    if frame.crs is None:
        findings = [_no_crs(), *findings]
    findings = [
        *findings,
        *notices,
        *check_geometry(typed, contract),
        *check_keys(typed, contract),
        *check_twins(typed, contract),
    ]
    return Conformed(typed, tuple(findings))


def check(
    frame: gpd.GeoDataFrame,
    contract: Contract,
    *,
    known: Mapping[str, set[str]] | None = None,
    file: str = "",
) -> tuple[Fault, ...]:
    """Return every fault of a layer, collected before any is reported.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer, its columns named as in the contract, in any CRS. Choices may be codes or
        Chinese words.
    contract : Contract
        What it must hold.
    known : mapping of str to set of str, optional
        Keys of the other layers by name of the layer, such as
        ``{"communities": {"370829001001"}}``; references to layers not named are not checked.
    file : str, optional
        The file it came from.

    Returns
    -------
    tuple of Fault
        Errors, warnings and notices, with feature id and place in degrees.
    """
    conformed = conform(frame, contract)
    findings = [
        *check_private(frame),
        *conformed.findings,
        *check_references(conformed.frame, contract, known or {}),
        *(check_overlaps(conformed.frame, contract) if contract.name == "communities" else ()),
    ]
    return to_faults(findings, frame, layer=contract.name, key=contract.key, file=file)


def _no_crs() -> Finding:
    return Finding(
        None,
        "crs.missing",
        Text("图层没有写明坐标系。", "The layer names no coordinate reference system."),
        Text(
            "请指定坐标系，例如 EPSG:4490（命令行：--crs EPSG:4490）。",
            "State the CRS, such as EPSG:4490 (--crs EPSG:4490).",
        ),
    )
