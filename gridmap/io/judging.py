"""Which features of new tables may be written, once all tables and the project are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.errors import Fault, Text
from gridmap.io.origin_notes import Seen, known_places, note_origin, see_origin
from gridmap.io.preparing import Prepared
from gridmap.layers import CONTRACTS
from gridmap.layers.findings import BoolArray, Finding, faulty_rows, to_faults
from gridmap.layers.references import check_references
from gridmap.layers.values import is_null

Layers = Mapping[str, gpd.GeoDataFrame]
FindOverlaps = Callable[[gpd.GeoDataFrame], list[Fault]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One table, the rows of it that are faulty, and why.

    Attributes
    ----------
    file : str
        Name of its file.
    prepared : Prepared
        The table.
    faulty : ndarray of bool, shape (n,)
        Rows with an error.
    faults : tuple of Fault
        Everything that was found, with the file.
    seen : Seen or None
        What is told of the datum of its points.
    """

    file: str
    prepared: Prepared
    faulty: BoolArray
    faults: tuple[Fault, ...]
    seen: Seen | None = None

    @property
    def keys(self) -> list[str]:
        """Keys of its rows, or the number of the row where the layer is not known."""
        frame = self.prepared.frame
        if not self.prepared.layer:
            return [f"#{row + 1}" for row in range(len(frame))]
        keys = frame[CONTRACTS[self.prepared.layer].key].tolist()
        return [f"#{row + 1}" if is_null(key) else str(key) for row, key in enumerate(keys)]

    def written(self, *, skip_faulty: bool) -> BoolArray:
        """Return the rows that are written.

        Parameters
        ----------
        skip_faulty : bool
            Whether one faulty row leaves the others in.

        Returns
        -------
        ndarray of bool, shape (n,)
            None where the table as a whole has an error.
        """
        whole = any(fault.severity == "error" and not fault.feature_id for fault in self.faults)
        if whole or not self.prepared.layer or (self.faulty.any() and not skip_faulty):
            return np.zeros(len(self.faulty), dtype=bool)
        return ~self.faulty

    def told(self, *, skip_faulty: bool) -> tuple[Fault, ...]:
        """Return the faults as they are reported.

        Parameters
        ----------
        skip_faulty : bool
            Whether one faulty row leaves the others in.

        Returns
        -------
        tuple of Fault
            Errors of features that were left out by request are warnings.
        """
        if not self.written(skip_faulty=skip_faulty).any():
            return self.faults
        return tuple(
            replace(fault, severity="warning") if fault.severity == "error" else fault
            for fault in self.faults
        )


def judge(
    tables: Iterable[tuple[str, Prepared]], before: Layers, *, overlaps: FindOverlaps
) -> list[Judged]:
    """Return the tables with everything that is wrong with them.

    Parameters
    ----------
    tables : iterable of (str, Prepared)
        Name of the file and the table.
    before : mapping of str to GeoDataFrame
        Layers of the project.
    overlaps : callable
        Returns the overlaps of communities.

    Returns
    -------
    list of Judged
        In the order given.
    """
    pending = list(tables)
    pending = _passed_over(pending)
    known = _known([prepared for _, prepared in pending], before)
    places = known_places((prepared for _, prepared in pending), before)
    judged = [_judge_one(file, prepared, known, places) for file, prepared in pending]
    communities = _all_communities(judged, before)
    if communities is None:
        return judged
    found = overlaps(communities)
    return [_with_overlaps(item, found) for item in judged]


def _passed_over(tables: list[tuple[str, Prepared]]) -> list[tuple[str, Prepared]]:
    """Return the tables; one that is no layer, beside others that are, with only a warning."""
    useful = {file for file, prepared in tables if prepared.layer}
    return [
        (file, _as_warning(prepared) if file in useful and not prepared.layer else prepared)
        for file, prepared in tables
    ]


def _as_warning(prepared: Prepared) -> Prepared:
    count = len(prepared.frame)
    unknown = next((fault for fault in prepared.faults if fault.rule == "layer.unknown"), None)
    if unknown is None:
        return prepared
    what = Text(
        f"看不出是哪个图层，{count} 个要素未导入。",
        f"It is not clear which layer this is; its {count} features are not imported.",
    )
    return replace(prepared, faults=(replace(unknown, severity="warning", what=what),))


def _known(tables: Sequence[Prepared], before: Layers) -> dict[str, set[str]]:
    """Return the keys of every layer; those of a refused table too, whose own faults say enough."""
    known: dict[str, set[str]] = {}
    frames = [*before.items(), *((table.layer, table.frame) for table in tables if table.layer)]
    for name, frame in frames:
        known.setdefault(name, set()).update(frame[CONTRACTS[name].key].dropna().astype(str))
    return known


def _judge_one(
    file: str, prepared: Prepared, known: Mapping[str, set[str]], places: gpd.GeoSeries | None
) -> Judged:
    faulty = np.zeros(len(prepared.frame), dtype=bool)
    faulty[prepared.faulty] = True
    faults = prepared.faults
    seen = see_origin(prepared, places)
    if prepared.layer:
        contract = CONTRACTS[prepared.layer]
        findings = check_references(prepared.frame, contract, known)
        faulty |= faulty_rows(findings, len(faulty))
        findings += [*_unchecked(prepared, known), *note_origin(seen)]
        faults += to_faults(findings, prepared.frame, layer=contract.name, key=contract.key)
    told = tuple(replace(fault, file=file) for fault in faults)
    return Judged(file, prepared, faulty, told, seen)


def _unchecked(prepared: Prepared, known: Mapping[str, set[str]]) -> list[Finding]:
    findings = []
    for column in CONTRACTS[prepared.layer].columns:
        target = column.references.split(".")[0]
        if target and target not in known and prepared.frame[column.name].notna().any():
            zh = CONTRACTS[target].title.zh
            findings.append(
                Finding(
                    None,
                    "reference.unchecked",
                    Text(
                        f"项目中还没有{zh}图层，“{column.title.zh}”未核对。",
                        f"The project has no {target} yet; {column.name} is not checked.",
                    ),
                    Text(f"请随后导入{zh}图层。", f"Import the {target} next."),
                    "warning",
                )
            )
    return findings


def _all_communities(judged: Sequence[Judged], before: Layers) -> gpd.GeoDataFrame | None:
    """Return the communities as they would be, the new ones last; None where none are new."""
    frames = [
        item.prepared.frame.loc[~item.faulty, ["community_code", "geometry"]]
        for item in judged
        if item.prepared.layer == "communities" and item.prepared.frame.crs is not None
    ]
    if not any(len(frame) for frame in frames):
        return None
    if "communities" in before:
        frames.insert(0, before["communities"][["community_code", "geometry"]])
    every = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True))
    return every.drop_duplicates("community_code", keep="last").reset_index(drop=True)


def _with_overlaps(item: Judged, found: Sequence[Fault]) -> Judged:
    if item.prepared.layer != "communities":
        return item
    keys = item.keys
    own = [fault for fault in found if not fault.feature_id or fault.feature_id in set(keys)]
    wrong = {fault.feature_id for fault in own if fault.severity == "error"}
    faulty = item.faulty | np.array([key in wrong for key in keys], dtype=bool)
    added = tuple(replace(fault, file=item.file) for fault in own)
    return replace(item, faulty=faulty, faults=(*item.faults, *added))
