"""Shapefiles: complete, in a known CRS, with texts in a known encoding.

Texts are read byte by byte (as Latin-1, which maps every byte to one character) and decoded here,
so that an encoding that does not fit is found instead of read as gibberish.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from gridmap.errors import InputError, Text
from gridmap.io.encoding import (
    DETECTED,
    GIVEN,
    Encoding,
    codec_of,
    decode_strictly,
    detect_encoding,
    fits,
)
from gridmap.io.headers import unique_headers
from gridmap.io.plausibility import plausibility
from gridmap.io.table import Table
from gridmap.io.vector import read_vector
from gridmap.layers.findings import Finding

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LANGUAGE_DRIVERS = {
    0x13: "cp932",
    0x4D: "gb18030",
    0x4E: "euc_kr",
    0x4F: "big5hkscs",
    0x7A: "gb18030",
    0x7B: "cp932",
    0x78: "big5hkscs",
    0x79: "euc_kr",
    0xC9: "cp1251",
}
"""Encodings by the language driver byte of a DBF; the Latin ones are written by default and say
nothing."""

_PLAUSIBLE = 0.6
_BLANK, _DELETED, _END_OF_FIELDS, _LONGEST_NAME = b" \x00", 0x2A, 0x0D, 10


@dataclass(frozen=True, slots=True)
class _Dbf:
    records: int
    deleted: int
    language: int
    text: bytes


def read_shapefile(parts: dict[str, Path], *, encoding: str | None = None) -> Table:
    """Return the features of a Shapefile.

    Parameters
    ----------
    parts : dict of str to Path
        Its files by suffix, ``.shp`` among them, all of one stem in one folder.
    encoding : str, optional
        Encoding of texts; by default what ``.cpg`` or the DBF states, else detected.

    Returns
    -------
    Table
        Rows with texts decoded; an encoding that states itself wrongly is refused.

    Raises
    ------
    InputError
        If a part is missing, the parts do not fit each other, or the encoding cannot be told.
    """
    missing = [suffix for suffix in (".shx", ".dbf") if suffix not in parts]
    if missing:
        names = "、".join(missing)
        raise InputError(
            Text(f"Shapefile 缺少 {names} 文件。", f"The Shapefile lacks its {names}."),
            Text("请把同名文件一并提供，或压缩为 zip。", "Give all its parts, or a zip of them."),
        )
    dbf = _scan(parts[".dbf"])
    shapes = (parts[".shx"].stat().st_size - 100) // 8
    if shapes != dbf.records:
        raise InputError(
            Text(
                f".shx 有 {shapes} 个图形，.dbf 有 {dbf.records} 条记录，不一致。",
                f"The .shx has {shapes} shapes, the .dbf {dbf.records} records.",
            ),
            Text("文件不完整，请重新导出。", "It is incomplete; export it again."),
        )
    _require_whole(parts[".shp"])
    found = _encoding_of(parts, dbf, encoding)
    raw = read_vector(parts[".shp"], encoding="ISO-8859-1")
    frame, findings = _decoded(raw, found.codec)
    if dbf.deleted:
        findings.insert(0, _deleted(dbf.deleted))
    crs = "" if frame.crs is None else frame.crs.name
    return Table("", frame, tuple(findings), crs, found.words, cut_names=True)


def _require_whole(shp: Path) -> None:
    with shp.open("rb") as stream:
        header = stream.read(100)
    if len(header) < 100 or 2 * struct.unpack(">I", header[24:28])[0] > shp.stat().st_size:
        raise InputError(
            Text(".shp 文件不完整。", "The .shp is truncated."),
            Text("请重新导出 Shapefile。", "Export the Shapefile again."),
        )


def _scan(path: Path) -> _Dbf:
    data = path.read_bytes()
    try:
        records, start, width = struct.unpack_from("<IHH", data, 4)
        language = data[29]
    except (struct.error, IndexError) as error:
        raise _broken_dbf() from error
    names, fields = _fields(data[32:start])
    if width < 1 or start + records * width > len(data):
        raise _broken_dbf()
    rows = [data[start + n * width : start + (n + 1) * width] for n in range(records)]
    texts = [row[low:high].strip(_BLANK) for row in rows for low, high in fields]
    widths = [high - low for _ in rows for low, high in fields]
    values = [*zip(names, [_LONGEST_NAME] * len(names), strict=True)]
    values += zip(texts, widths, strict=True)
    foreign = dict.fromkeys((text, width) for text, width in values if not text.isascii())
    whole = [text for text, width in foreign if len(text) < width - 1]
    deleted = sum(row[0] == _DELETED for row in rows)
    return _Dbf(records, deleted, language, b"\n".join(whole or [text for text, _ in foreign]))


def _fields(descriptors: bytes) -> tuple[list[bytes], list[tuple[int, int]]]:
    """Return the names of all fields, and where in a record each text field begins and ends."""
    names, spans, offset = [], [], 1
    for at in range(0, len(descriptors) - 31, 32):
        field = descriptors[at : at + 32]
        if field[0] == _END_OF_FIELDS:
            break
        is_text = field[11:12] == b"C"
        length = field[16] + (256 * field[17] if is_text else 0)
        names.append(field[:11].split(b"\0")[0])
        spans += [(offset, offset + length)] if is_text else []
        offset += length
    return names, spans


def _broken_dbf() -> InputError:
    return InputError(
        Text(".dbf 文件不完整或已损坏。", "The .dbf is truncated or damaged."),
        Text("请重新导出 Shapefile。", "Export the Shapefile again."),
    )


def _encoding_of(parts: dict[str, Path], dbf: _Dbf, given: str | None) -> Encoding:
    if given is not None:
        return Encoding(codec_of(given), GIVEN)
    if dbf.text.isascii():
        return Encoding("ascii", DETECTED)
    if ".cpg" in parts:
        stated = parts[".cpg"].read_bytes()[:40].decode("ascii", errors="replace").strip(" \r\n\0")
        return _confirmed(Encoding(codec_of(stated), Text("按 .cpg", "from the .cpg")), dbf.text)
    if dbf.language in _LANGUAGE_DRIVERS:
        how = Text("按 DBF 语言标识", "from the language driver of the DBF")
        return _confirmed(Encoding(_LANGUAGE_DRIVERS[dbf.language], how), dbf.text)
    return detect_encoding(dbf.text)


def _confirmed(stated: Encoding, text: bytes) -> Encoding:
    """Return the stated encoding, unless the bytes speak against it."""
    is_utf8 = fits(text, "utf_8") and stated.codec != "utf_8"
    doubtful = is_utf8 and (
        not fits(text, stated.codec) or plausibility(text, stated.codec) < _PLAUSIBLE
    )
    if not doubtful:
        return stated
    raise InputError(
        Text(
            f"标明编码为 {stated.words.zh}，内容却像 UTF-8。",
            f"It says {stated.words.en}, but reads as UTF-8.",
        ),
        Text(
            "请指定编码，例如 UTF-8（命令行：--encoding UTF-8）。",
            "State the encoding, such as UTF-8 (--encoding UTF-8).",
        ),
    )


def _decoded(raw: gpd.GeoDataFrame, codec: str) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    findings: list[Finding] = []
    columns: dict[str, object] = {}
    names = [name for name in raw.columns if name != "geometry"]
    titles = unique_headers([_decode(name.encode("latin-1"), codec)[0] for name in names])
    for name, title in zip(names, titles, strict=True):
        series = raw[name]
        if not _is_text(series):
            columns[title] = series
            continue
        texts = [_decode_cell(value, codec) for value in series.tolist()]
        findings += [_cut(row, title) for row, (_, cut) in enumerate(texts) if cut]
        columns[title] = pd.Series([text for text, _ in texts], index=series.index, dtype=object)
    return gpd.GeoDataFrame(columns, geometry=raw.geometry, crs=raw.crs), findings


def _is_text(series: pd.Series[Any]) -> bool:
    return not (
        pd.api.types.is_numeric_dtype(series) or pd.api.types.is_datetime64_any_dtype(series)
    )


def _decode_cell(value: object, codec: str) -> tuple[object, bool]:
    return _decode(value.encode("latin-1"), codec) if isinstance(value, str) else (value, False)


def _decode(value: bytes, codec: str) -> tuple[str, bool]:
    """Return the text, and whether its last character was cut in two by the width of the field."""
    for end in range(len(value), max(0, len(value) - 4), -1):
        if fits(value[:end], codec):
            return value[:end].decode(codec), end < len(value)
    return decode_strictly(value, codec), False


def _cut(row: int, title: str) -> Finding:
    return Finding(
        row,
        "encoding.cut",
        Text(
            f"“{title}”末尾的字被字段宽度截断，已略去半个字。",
            f"The last character of {title} was cut by the width of its field; dropped.",
        ),
        Text("请核对该值。", "Check the value."),
        "warning",
    )


def _deleted(count: int) -> Finding:
    return Finding(
        None,
        "shapefile.deleted",
        Text(
            f"{count} 条记录已标记删除，未读入。", f"{count} records are marked deleted; not read."
        ),
        Text("如需保留，请在 QGIS 中恢复后另存。", "Restore them in QGIS if they should be kept."),
        "notice",
    )
