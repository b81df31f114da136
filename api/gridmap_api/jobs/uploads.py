"""Files that are sent: how large, of which kind, and by which name they are kept."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from pathlib import PurePosixPath
from typing import IO

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gridmap.errors import Text
from gridmap.io.formats import FORMATS, PACKINGS, SIDECARS
from gridmap.io.shapefile import PARTS
from gridmap_api.errors import ParameterError, TooLargeError, WrongTypeError
from gridmap_api.store.job_files import PIECE_BYTES

MOST_BYTES = 50 * 2**20
"""The largest file, and the largest sum of files that are sent together."""

MOST_FILES = 60
"""Files that are sent together: every layer as a Shapefile in its parts."""

MOST_FIELDS = 20

ENVELOPE_BYTES = 2**19
"""What may come around the files in a request."""

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
    ".shx": (b"\x00\x00\x27\x0a",),
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
        return await MultiPartParser(
            headers, _capped(stream), max_files=MOST_FILES, max_fields=MOST_FIELDS
        ).parse()
    except (MultiPartException, KeyError) as error:
        raise ParameterError(
            Text("表单不完整。", "The form is not whole."),
            Text(
                f"请重新发送，一次不超过 {MOST_FILES} 个文件。",
                f"Send it again, with {MOST_FILES} files at most.",
            ),
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
        Text(f"文件合计超过 {most} MB。", f"The files are larger than {most} MB."),
        Text(
            "请分批导入，或在服务器上用 gridmap import 和 gridmap db load 导入。",
            "Send it in parts, or use gridmap import and gridmap db load on the server.",
        ),
    )


def named_files(uploads: Sequence[UploadFile]) -> list[tuple[str, IO[bytes]]]:
    """Return files with the names by which they are kept.

    Parameters
    ----------
    uploads : sequence of UploadFile
        The files, with whatever names they were sent.

    Returns
    -------
    list of (str, file)
        Names that all differ; parts of one Shapefile share their stem. Parts that nobody reads,
        such as an index, are left out.

    Raises
    ------
    TooLargeError
        If together they are larger than a file may be.
    WrongTypeError
        If one of them is of no format that is read.
    ParameterError
        If two are called alike, so that it is not clear which parts belong together.
    """
    if sum(one.size or 0 for one in uploads) > MOST_BYTES:
        raise _too_large()
    wanted = [one for one in uploads if not _is_idle_part(one.filename or "")] or list(uploads)
    named: list[tuple[str, IO[bytes]]] = [(file_name(one), one.file) for one in wanted]
    names = [name for name, _ in named]
    if len(set(names)) < len(names):
        raise ParameterError(
            Text("有两个文件同名。", "Two of the files have the same name."),
            Text("请改名，或分两次导入。", "Rename one, or import them one after the other."),
        )
    return named


def _is_idle_part(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(SIDECARS) and not lower.endswith(PARTS)


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
    """
    base = PurePosixPath((upload.filename or "").replace("\\", "/")).name.lower()
    packing = next((one for one in PACKINGS if base.endswith(one)), "")
    path = PurePosixPath(base.removesuffix(packing))
    if path.suffix not in FORMATS and path.suffix not in PARTS:
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
    allowed = PACKED.get(packing) or STARTS.get(FORMATS.get(suffix, suffix))
    if FORMATS.get(suffix) == "osm" and not packing:
        allowed = PBF_OR_XML
    if allowed is not None and not (start.startswith(allowed) or text.startswith(allowed)):
        raise _wrong_type()


def _wrong_type() -> WrongTypeError:
    return WrongTypeError(
        Text("不支持这种文件，或内容与后缀不符。", "The file is of no kind that is read here."),
        Text(
            "可导入 GeoPackage、Shapefile（zip 或全部组成文件）、GeoJSON、FlatGeobuf、GeoParquet、"
            "CSV、xlsx、KML、GPX、OSM。",
            "Send GeoPackage, Shapefile (zipped or in parts), GeoJSON, FlatGeobuf, GeoParquet, "
            "CSV, xlsx, KML, GPX or OSM.",
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
