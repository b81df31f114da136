"""The client of the process that reads untrusted files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

import geopandas as gpd

from gridmap.errors import InputError, Text
from gridmap.io.limits import Limits

_ENVIRONMENT = {
    "GDAL_SKIP": "OGR_VRT,VRT,GDALG,OAPIF,WFS,HTTP,OGCAPI,CSW,NGW,Carto,AmigoCloud,PLSCENES,"
    "Elasticsearch,EEDA,EEDAI,WMS,WMTS,WCS,DAAS,GPSBabel,ADBC,SQLite,PGDUMP,OSM,XLSX,ODS,"
    "OpenFileGDB,GTFS,MVT,MBTiles,PMTiles,GML,GeoRSS,ESRIJSON,TopoJSON,GeoJSON,GeoJSONSeq,JSONFG",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
}
"""Keeps GDAL from fetching and following, and every library from starting threads before the
fork. Arrow's own allocator reserves a gigabyte and spins where that is not to be had."""

_MEMORY_SIGNS = ("MemoryError", "bad_alloc", "ArrowMemoryError", "malloc", "Cannot allocate")
_PROCESSOR_SIGNAL, _KILL_SIGNAL, _FILE_SIGNAL = 24, 9, 25


class Reader:
    """A process in which untrusted files are read, one limited child a file.

    Use it as a context manager; the process starts with the first job, which takes about two
    seconds, and every further job forks from it in some milliseconds.

    Examples
    --------
    >>> with Reader() as reader:
    ...     reader is not None
    True
    """

    def __init__(self) -> None:
        self._server: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.kill()
            self._server.communicate()
            self._server = None

    @contextmanager
    def run(
        self,
        job: Mapping[str, Any],
        *,
        limits: Limits,
        tables: Mapping[str, gpd.GeoDataFrame] = MappingProxyType({}),
        tick: Callable[[float], None] = lambda _share: None,
    ) -> Iterator[Path]:
        """Yield the private folder in which a child left the results of one job.

        Parameters
        ----------
        job : mapping
            What to do, as JSON; see `gridmap.io.jobs`.
        limits : Limits
            What the child may use.
        tables : mapping of str to GeoDataFrame
            Tables that the job works on, by name.
        tick : callable, optional
            Called with the share of the job that is done.

        Yields
        ------
        Path
            The folder; it is removed afterwards.

        Raises
        ------
        InputError
            If the child crashed, ran out of time or memory.
        """
        with tempfile.TemporaryDirectory(prefix="gridmap-") as name:
            folder = Path(name)
            (folder / "job.json").write_text(json.dumps(dict(job)), encoding="utf-8")
            for table, frame in tables.items():
                frame.to_feather(folder / f"{table}.arrow")
            end = self._send({"folder": name, "limits": asdict(limits)}, tick)
            if end.get("code") != 0:
                raise _failure(end, _last_words(folder / "stderr.txt"), limits)
            yield folder

    def _send(self, order: Mapping[str, Any], tick: Callable[[float], None]) -> dict[str, Any]:
        if self._server is None or self._server.poll() is not None:
            self._server = subprocess.Popen(
                [sys.executable, "-P", "-m", "gridmap.io.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_ENVIRONMENT},
                encoding="utf-8",
            )
        commands, answers = self._server.stdin, self._server.stdout
        assert commands is not None
        assert answers is not None
        try:
            commands.write(json.dumps(dict(order)) + "\n")
            commands.flush()
        except BrokenPipeError:
            return {"signal": _KILL_SIGNAL}
        for line in answers:
            answer: dict[str, Any] = json.loads(line)
            if "share" not in answer:
                return answer
            tick(answer["share"])
        return {"signal": _KILL_SIGNAL}


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:200]


def _failure(end: Mapping[str, Any], last_words: str, limits: Limits) -> InputError:
    slow = end.get("timeout") or end.get("signal") == _PROCESSOR_SIGNAL
    memory = any(sign in last_words for sign in _MEMORY_SIGNS) or end.get("signal") == _KILL_SIGNAL
    if slow:
        what = Text(
            f"读取超过时限({limits.processor_s} 秒)，已停止。",
            f"Reading it took more than {limits.processor_s} s and was stopped.",
        )
    elif memory:
        mebibytes = limits.memory_bytes // 2**20
        what = Text(
            f"读取所需内存超过上限({mebibytes} MB)，已停止。",
            f"Reading it took more than {mebibytes} MB of memory and was stopped.",
        )
    elif end.get("signal") == _FILE_SIGNAL:
        what = Text("展开后的数据超过上限，已停止。", "What it holds is too large; stopped.")
    elif "signal" in end:
        what = Text("文件使读取程序崩溃，已拒收。", "The file crashed the reader; it is refused.")
    else:
        what = Text(f"读取失败：{last_words}。", f"Reading it failed: {last_words}.")
    return InputError(
        what,
        Text(
            "请在 QGIS 中打开检查并另存为 GeoPackage 后再导入。",
            "Open it in QGIS, save it as GeoPackage and import that.",
        ),
    )
