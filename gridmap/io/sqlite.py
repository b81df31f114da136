"""A look into a GeoPackage before GDAL opens it.

A GeoPackage is a database that may hold code: views that never end, triggers, virtual tables of
loadable modules. Only the schema is read here, as text, by a connection that may do nothing else.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from gridmap.errors import InputError, Text
from gridmap.layers.findings import echo

_STANDARD_TRIGGER = re.compile(
    r"(rtree|gpkg|trigger_(insert|delete)_feature_count)_", re.IGNORECASE
)
_RTREE = re.compile(
    r"CREATE\s+VIRTUAL\s+TABLE\s+(\"([^\"]|\"\")*\"|\S+)\s+USING\s+rtree\b", re.IGNORECASE
)
_WITH = re.compile(r"\bWITH\b", re.IGNORECASE)
_CONTENTS = "SELECT table_name, data_type FROM gpkg_contents"
_OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master"
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}


def inspect_geopackage(path: Path) -> None:
    """Refuse a GeoPackage that is damaged or holds code.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    InputError
        If it cannot be read as a database, or holds triggers, recursive views or virtual tables
        that are not those of the standard.
    """
    schema, tiles = _schema(path)
    for kind, name, table, sql in schema:
        if kind == "trigger" and table not in tiles and not _STANDARD_TRIGGER.match(name):
            raise _code(f"触发器 {echo(name)}", f"the trigger {echo(name)}")
        if kind == "view" and _WITH.search(sql):
            raise _code(f"递归视图 {echo(name)}", f"the recursive view {echo(name)}")
        if kind == "table" and "VIRTUAL" in sql[:24].upper() and not _RTREE.match(sql):
            raise _code(f"虚拟表 {echo(name)}", f"the virtual table {echo(name)}")


def refuse_unwritten(path: Path) -> None:
    """Refuse a GeoPackage whose last changes are not yet in the file.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    InputError
        If a write-ahead log lies beside it.
    """
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise InputError(
            Text("文件正被其他程序使用(有 -wal 文件)。", "Another program has it open (-wal)."),
            Text("请关闭 QGIS 等程序后再导入。", "Close QGIS and the like, then import it."),
        )


def _schema(path: Path) -> tuple[list[tuple[str, str, str, str]], set[str]]:
    """Return type, name, table and SQL of every object, and the tables that hold pictures."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.set_authorizer(_only_read)
            contents = connection.execute(_CONTENTS).fetchall()
            rows = connection.execute(_OBJECTS).fetchall()
    except sqlite3.Error as error:
        raise InputError(
            Text(f"GeoPackage 已损坏或不完整：{error}。", f"The GeoPackage is damaged: {error}."),
            Text("请重新导出或下载该文件。", "Export or download it again."),
        ) from error
    schema = [(str(kind), str(name), str(table), str(sql or "")) for kind, name, table, sql in rows]
    return schema, {str(name) for name, kind in contents if kind not in {"features", "attributes"}}


def _only_read(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _code(zh: str, en: str) -> InputError:
    return InputError(
        Text(f"GeoPackage 含有{zh}，出于安全不予打开。", f"It holds {en}, so it is not opened."),
        Text(
            "请在 QGIS 中把图层另存为新的 GeoPackage。",
            "Save the layers to a new GeoPackage in QGIS.",
        ),
    )
