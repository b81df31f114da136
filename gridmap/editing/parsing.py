"""Edits out of JSON values that anybody may have sent: strict, and silent about what was sent."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from types import MappingProxyType
from typing import Any

from gridmap.editing.commands import (
    Apply,
    Create,
    Edit,
    LockAll,
    LockGrids,
    LockUnits,
    Made,
    Mark,
    Merge,
    Move,
    Rename,
    Split,
)
from gridmap.errors import EditError, Text

EDITS: Mapping[str, type[Edit]] = MappingProxyType(
    {
        edit.type: edit
        for edit in (
            Move,
            Split,
            Merge,
            Create,
            LockUnits,
            LockGrids,
            LockAll,
            Rename,
            Mark,
            Apply,
        )
    }
)
"""Every edit by its ``type``."""

KINDS = ("ordinary", "special")
LONGEST_ID = 200
LONGEST_NAME = 100
MOST_UNITS = 1_000_000
MOST_VERTICES = 1_000


def parse_edit(value: object) -> Edit:
    """Return the edit that JSON values say.

    Parameters
    ----------
    value : object
        What `Edit.to_json` wrote, or somebody sent.

    Returns
    -------
    Edit
        The edit; whether it goes with a plan is not known yet.

    Raises
    ------
    EditError
        If it is no edit (``"malformed"``); ``field`` names the member.

    Examples
    --------
    >>> parse_edit({"type": "move", "units": ["u1"], "target": None})
    Move(units=('u1',), target=None)
    """
    members = _members(value, "")
    name = members.get("type")
    if not isinstance(name, str) or name not in EDITS:
        choice = "、".join(EDITS), ", ".join(EDITS)
        raise _malformed("type", Text(f"须为 {choice[0]} 之一", f"is one of {choice[1]}"))
    rest = {key: one for key, one in members.items() if key != "type"}
    edit: Edit = _built(EDITS[name], rest, "")
    return edit


def _built(made: type[Any], members: Mapping[str, Any], where: str) -> Any:  # noqa: ANN401
    """Return a dataclass of members that are checked one by one."""
    known = {one.name: one for one in fields(made)}
    if members.keys() - known.keys():
        names = ", ".join(known)
        raise _malformed(
            where,
            Text(f"含有未知成员，可用的有 {names}", f"has unknown members; there are {names}"),
        )
    for name, one in known.items():
        optional = one.default is not MISSING or one.default_factory is not MISSING
        if not optional and name not in members:
            raise _malformed(where + name, Text("不能缺少", "is missing"))
    readers = {name: OWN_READERS.get((made, name), READERS[name]) for name in members}
    return made(**{name: readers[name](one, where + name) for name, one in members.items()})


def _members(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _malformed(where, Text("须为 JSON 对象", "is a JSON object"))
    return value


def _text(value: object, where: str, *, longest: int = LONGEST_ID, least: int = 1) -> str:
    if not isinstance(value, str) or not least <= len(value) <= longest:
        raise _malformed(
            where,
            Text(
                f"须为 {least} 至 {longest} 个字的文本",
                f"is a text of {least} to {longest} characters",
            ),
        )
    # Control characters, lone surrogates and marks of direction are none of them printable.
    if not value.isprintable():
        raise _malformed(where, Text("不能含有控制字符", "holds no control characters"))
    return value


def _name(value: object, where: str) -> str:
    return _text(value, where, longest=LONGEST_NAME, least=0).strip()


def _ids(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not 0 < len(value) <= MOST_UNITS:
        raise _malformed(where, Text("须为非空的列表", "is a list that is not empty"))
    return tuple(dict.fromkeys(_text(one, where) for one in value))


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise _malformed(where, Text("须为 true 或 false", "is true or false"))
    return value


def _kind(value: object, where: str) -> str:
    if not isinstance(value, str) or value not in KINDS:
        raise _malformed(where, Text("须为 ordinary 或 special", "is ordinary or special"))
    return value


def _or_none(read: Callable[[object, str], Any]) -> Callable[[object, str], Any]:
    return lambda value, where: None if value is None else read(value, where)


def _purpose(value: object, where: str) -> str:
    return _text(value, where, longest=LONGEST_NAME)


def _line(value: object, where: str) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, list | tuple) or not 2 <= len(value) <= MOST_VERTICES:
        raise _malformed(
            where, Text(f"须有 2 至 {MOST_VERTICES} 个顶点", f"has 2 to {MOST_VERTICES} vertices")
        )
    return tuple(_vertex(one, where) for one in value)


def _vertex(value: object, where: str) -> tuple[float, float]:
    pair = value if isinstance(value, list | tuple) else ()
    if len(pair) != 2 or any(isinstance(x, bool) or not isinstance(x, int | float) for x in pair):
        raise _malformed(where, Text("的顶点须为两个数", "has vertices of two numbers"))
    lon, lat = pair
    # An integer of any length is a number in JSON; compared as it is, it cannot overflow.
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and math.isfinite(lon) and math.isfinite(lat)):
        raise _malformed(
            where,
            Text("的顶点须为 CGCS2000 经纬度（度）", "has vertices in degrees, longitude first"),
        )
    return float(lon), float(lat)


def _assignment(value: object, where: str) -> dict[str, str]:
    members = _members(value, where)
    if not 0 < len(members) <= MOST_UNITS:
        raise _malformed(where, Text("不能为空", "is not empty"))
    return {_text(unit, where): _text(label, where) for unit, label in members.items()}


def _made(value: object, where: str) -> dict[str, Made]:
    return {
        _text(label, where): _built(Made, _members(made, where), f"{where}.")
        for label, made in _members(value, where).items()
    }


READERS: Mapping[str, Callable[[object, str], Any]] = MappingProxyType(
    {
        "units": _ids,
        "target": _or_none(_text),
        "grid": _text,
        "line": _line,
        "grids": _ids,
        "into": _text,
        "name": _name,
        "kind": _kind,
        "purpose": _or_none(_purpose),
        "locked": _flag,
        "assignment": _assignment,
    }
)
"""What reads each member."""

OWN_READERS: Mapping[tuple[type[Any], str], Callable[[object, str], Any]] = MappingProxyType(
    {(Apply, "grids"): _made}
)
"""What reads a member whose name means something else in one edit."""


def _malformed(field: str, what: Text) -> EditError:
    name = Text(f"编辑的 {field} ", f"{field} of the edit") if field else Text("编辑", "The edit")
    return EditError(
        Text(f"{name.zh}{what.zh}。", f"{name.en} {what.en}."),
        Text("请对照接口文档修正请求。", "Mend the request as the documentation says."),
        reason="malformed",
        field=field,
    )
