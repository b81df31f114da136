"""Exports as zipped Shapefiles, with a map of the field names that ten bytes cut short."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gridmap.errors import Text
from gridmap.io.exporting_files import no_crs_wanted, zip_folder
from gridmap.io.exporting_job import Job, Sheet
from gridmap.io.exporting_text import fitted

NAME_BYTES = 10
TEXT_BYTES = 254
KINDS = {
    Text("点", "points"): (0, 4),
    Text("线", "lines"): (1, 2, 5),
    Text("面", "areas"): (3, 6),
}
"""A Shapefile holds shapes of one kind; types of shapes by kind."""


def write_shapefiles(job: Job, path: Path) -> list[Text]:
    """Write every layer as a Shapefile, or as one for each kind of shape, into one zip.

    Parameters
    ----------
    job : Job
        The layers and the encoding, which is written into the ``.cpg``.
    path : Path
        The zip. It holds the map of field names as a text with tabs.

    Returns
    -------
    list of Text
        Texts that were cut, and characters that the encoding lacks.
    """
    notes: list[Text] = []
    fields: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        for sheet in job.sheets:
            for stem, frame in _kinds(sheet, job).items():
                notes += _write_one(frame, stem, job, folder, fields)
        _write_map(folder, fields, notes, job)
        zip_folder(folder, path)
    return notes


def field_names(headers: list[str], *, encoding: str) -> list[str]:
    """Return names of ten bytes at most that are all different.

    Parameters
    ----------
    headers : list of str
        Headers of any length.
    encoding : str
        The encoding in which bytes are counted.

    Returns
    -------
    list of str
        Cut between characters; a repeated one ends with a number.

    Examples
    --------
    >>> field_names(["服务半径(米)", "服务半径(米)2", "户数"], encoding="utf-8")
    ['服务半', '服务半1', '户数']
    """
    names: list[str] = []
    for head in headers:
        taken = {name.casefold() for name in names}
        name = _cut(head, NAME_BYTES, encoding)
        number = 0
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(head, NAME_BYTES - len(str(number)), encoding)}{number}"
        names.append(name)
    return names


def _kinds(sheet: Sheet, job: Job) -> Mapping[str, gpd.GeoDataFrame]:
    types = shapely.get_type_id(np.asarray(sheet.frame.geometry.array, dtype=object))
    held = {kind: np.isin(types, ids) for kind, ids in KINDS.items()}
    found = {kind: sheet.frame[rows] for kind, rows in held.items() if rows.any()}
    if len(found) <= 1:
        return {sheet.title: sheet.frame}
    return {f"{sheet.title}_{kind.say(job.lang)}": frame for kind, frame in found.items()}


def _write_one(
    frame: gpd.GeoDataFrame,
    stem: str,
    job: Job,
    folder: Path,
    fields: list[tuple[str, str, str]],
) -> list[Text]:
    encoding = job.encoding.lower()
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    notes: list[Text] = []
    if encoding == "gbk":
        table, notes = fitted(table, stem, encoding=encoding)
    headers = [str(name) for name in table.columns]
    names = field_names(headers, encoding=encoding)
    fields += [(stem, short, head) for short, head in zip(names, headers, strict=True)]
    table, cut = _shortened(table, stem, encoding=encoding)
    table.columns = pd.Index(names)
    drawn = gpd.GeoDataFrame(table, geometry=frame.geometry, crs=frame.crs)
    with no_crs_wanted(), warnings.catch_warnings():
        # GDAL counts the bytes of UTF-8 even where it writes fewer.
        warnings.filterwarnings("ignore", message=".*laundered", category=RuntimeWarning)
        pyogrio.write_dataframe(
            drawn, folder / f"{stem}.shp", driver="ESRI Shapefile", encoding=job.encoding
        )
    return notes + cut


def _shortened(table: pd.DataFrame, stem: str, *, encoding: str) -> tuple[pd.DataFrame, list[Text]]:
    cut = 0

    def shorten(value: object) -> object:
        nonlocal cut
        if isinstance(value, str) and len(value.encode(encoding)) > TEXT_BYTES:
            cut += 1
            return _cut(value, TEXT_BYTES, encoding)
        return value

    told = {name: table[name].map(shorten) for name in table.columns}
    if not cut:
        return table.copy(), []
    return pd.DataFrame(told, index=table.index), [
        Text(
            f"{stem}：{cut} 个文本超过 Shapefile 的 {TEXT_BYTES} 字节，已截断。",
            f"{stem}: {cut} texts are longer than the {TEXT_BYTES} bytes of a Shapefile and were "
            "cut.",
        )
    ]


def _cut(text: str, most_bytes: int, encoding: str) -> str:
    return text.encode(encoding)[:most_bytes].decode(encoding, errors="ignore")


def _write_map(
    folder: Path, fields: list[tuple[str, str, str]], notes: list[Text], job: Job
) -> None:
    heads = (
        Text("文件", "File"),
        Text("字段名", "Field"),
        Text("完整名称", "Full name"),
    )
    lines = [f"{fact}: {value}" for fact, value in job.about.items()]
    lines += [f"{Text('编码', 'Encoding').say(job.lang)}: {job.encoding}", ""]
    lines += ["\t".join(row) for row in (tuple(head.say(job.lang) for head in heads), *fields)]
    lines += ["", *(note.say(job.lang) for note in notes)]
    # No CSV: whoever imports the zip again would take it for a layer.
    name = Text("字段对照", "fields").say(job.lang)
    (folder / f"{name}.txt").write_text("\r\n".join(lines), encoding="utf-8-sig")
