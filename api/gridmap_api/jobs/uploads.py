"""Files that are sent: how large, of which kind, and by which name they are kept."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from pathlib import PurePosixPath
from typing import IO

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gridmap.errors import Text
from gridmap.io.formats import FORMATS, PACKINGS
from gridmap_api.errors import ParameterError, TooLargeError, WrongTypeError
from gridmap_api.store.job_files import PIECE_BYTES

MOST_BYTES = 50 * 2**20
"""The largest file."""

ENVELOPE_BYTES = 2**16
"""What may come around the file in a request."""

LONGEST_STEM = 60
STARTS: dict[str, tuple[bytes, ...]] = {
    "geopackage": (b"SQLite format 3\x00",),
    "shapefile": (b"\x00\x00\x27\x0a",),
    "archive": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "flatgeobuf": (b"fgb",),
    "geoparquet": (b"PAR1",),
    "geojson": (b"{", b"["),
    "kml": (b"<?xml", b"<kml"),
    "gpx": (b"<?xml", b"<gpx"),
}
"""First bytes by format, after a mark of the encoding and blanks; of the others any."""
PACKED = {".gz": (b"\x1f\x8b",), ".bz2": (b"BZh",)}
PBF_OR_XML = (b"<?xml", b"<osm", b"\x00\x00\x00")


async def read_form(headers: Headers, stream: AsyncIterator[bytes]) -> FormData:
    """Return what a form has sent; no more is read than a file may have.

    Parameters
    ----------
    headers : Headers
        Of the request.
    stream : async iterator of bytes
        Its body.

    Returns
    -------
    FormData
        To be closed.

    Raises
    ------
    TooLargeError
        If it is larger than a file may be.
    WrongTypeError
        If it is no form with files.
    ParameterError
        If the form is broken off.
    """
    if not headers.get("content-type", "").startswith("multipart/form-data"):
        raise WrongTypeError(
            Text("请求不是带文件的表单。", "The request is no form with a file."),
            Text("请以 multipart/form-data 发送文件。", "Send the file as multipart/form-data."),
        )
    stated = headers.get("content-length", "")
    if stated.isdigit() and int(stated) > MOST_BYTES + ENVELOPE_BYTES:
        raise _too_large()
    try:
        return await MultiPartParser(headers, _capped(stream), max_files=1, max_fields=10).parse()
    except (MultiPartException, KeyError) as error:
        raise ParameterError(
            Text("表单不完整。", "The form is not whole."),
            Text("请重新发送，且每次只发一个文件。", "Send it again, with one file at a time."),
        ) from error


async def _capped(stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    size = 0
    async for piece in stream:
        size += len(piece)
        if size > MOST_BYTES + ENVELOPE_BYTES:
            raise _too_large()
        yield piece


def _too_large() -> TooLargeError:
    most = MOST_BYTES // 2**20
    return TooLargeError(
        Text(f"文件超过 {most} MB。", f"The file is larger than {most} MB."),
        Text(
            "请分批导入，或在服务器上用 gridmap import 和 gridmap db load 导入。",
            "Send it in parts, or use gridmap import and gridmap db load on the server.",
        ),
    )


def file_name(upload: UploadFile) -> str:
    """Return the name by which a file is kept: made of letters, digits and a known suffix.

    The stem is kept as far as it is a word, since it may tell which layer the file is.

    Parameters
    ----------
    upload : UploadFile
        The file, with whatever name it was sent.

    Returns
    -------
    str
        Such as ``"楼栋.geojson.gz"``.

    Raises
    ------
    WrongTypeError
        If the suffix is of no format that is read.
    TooLargeError
        If it is too large.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise _too_large()
    base = PurePosixPath((upload.filename or "").replace("\\", "/")).name.lower()
    packing = next((one for one in PACKINGS if base.endswith(one)), "")
    path = PurePosixPath(base.removesuffix(packing))
    if path.suffix not in FORMATS:
        raise _wrong_type()
    stem = re.sub(r"[^\w-]+", "_", path.stem).strip("_")[:LONGEST_STEM] or "file"
    _require_start(upload.file, path.suffix, packing)
    return f"{stem}{path.suffix}{packing}"


def _require_start(file: IO[bytes], suffix: str, packing: str) -> None:
    start = file.read(512)
    file.seek(0)
    if not start:
        raise _wrong_type()
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    allowed = PACKED.get(packing) or STARTS.get(FORMATS[suffix])
    if FORMATS[suffix] == "osm" and not packing:
        allowed = PBF_OR_XML
    if allowed is not None and not (start.startswith(allowed) or text.startswith(allowed)):
        raise _wrong_type()


def _wrong_type() -> WrongTypeError:
    return WrongTypeError(
        Text("不支持这种文件，或内容与后缀不符。", "The file is of no kind that is read here."),
        Text(
            "可导入 GeoPackage、Shapefile（zip）、GeoJSON、FlatGeobuf、GeoParquet、CSV、xlsx、"
            "KML、GPX、OSM。",
            "Send GeoPackage, Shapefile (zip), GeoJSON, FlatGeobuf, GeoParquet, CSV, xlsx, KML, "
            "GPX or OSM.",
        ),
    )


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """Give a file piece by piece.

    Parameters
    ----------
    file : file
        Open for reading.

    Yields
    ------
    bytes
        As large as the store keeps them.
    """
    while piece := file.read(PIECE_BYTES):
        yield piece
