"""Base maps under the plan: none unless the office names some, for they are asked for outside."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from gridmap.errors import SettingsError, Text

Kind = Literal["xyz", "wmts", "pmtiles"]
KINDS: Mapping[str, Kind] = {"xyz": "xyz", "wmts": "wmts", "pmtiles": "pmtiles"}
MEMBERS = frozenset({"id", "name", "kind", "url", "labels", "attribution", "max_zoom"})
PLACES = ("{z}", "{x}", "{y}")
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
RANGE = re.compile(r"\{(\d)-(\d)\}", re.ASCII)
"""Of servers that share the work: ``{0-7}``."""
MOST_ZOOM = 24
TIANDITU = (
    "https://t{0-7}.tianditu.gov.cn/NAME_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER=NAME&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk="
)


@dataclass(frozen=True, slots=True)
class Basemap:
    """A map that is drawn under the plan.

    Attributes
    ----------
    id : str
        Names it in addresses.
    name : Text
        What people see.
    kind : {"xyz", "wmts", "pmtiles"}
        How it is asked for; WMTS by tiles of Web Mercator.
    urls : tuple of str
        Addresses, of servers that share the work, with ``{z}``, ``{x}`` and ``{y}``; of PMTiles
        that of the file.
    labels : tuple of str
        The same for tiles of names, which are drawn on top; empty for none.
    attribution : str
        Whom to thank.
    max_zoom : int
        Deepest level that there is.
    """

    id: str
    name: Text
    kind: Kind
    urls: tuple[str, ...]
    labels: tuple[str, ...] = ()
    attribution: str = ""
    max_zoom: int = 18

    @property
    def hosts(self) -> tuple[str, ...]:
        """Scheme and host of each address; none for those of the service itself."""
        parts = [urlsplit(address) for address in (*self.urls, *self.labels)]
        found = [f"{one.scheme}://{one.netloc}" for one in parts if one.netloc]
        return tuple(dict.fromkeys(found))


def read_basemaps(given: str, *, key: str) -> tuple[Basemap, ...]:
    """Return the base maps that a setting names.

    Parameters
    ----------
    given : str
        ``tianditu``, the path of a JSON file, or nothing. The file holds a list of objects with
        ``id``, ``name`` (a text, or one by ``zh`` and ``en``), ``kind``, ``url`` and, where
        wanted, ``labels``, ``attribution`` and ``max_zoom``.
    key : str
        The office's key for Tianditu.

    Returns
    -------
    tuple of Basemap
        In the order of the file.

    Raises
    ------
    SettingsError
        If the key is missing, or the file cannot be read or does not say what it has to.
    """
    if not given:
        return ()
    if given == "tianditu":
        return _tianditu(key)
    path = Path(given)
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(
            Text(f"底图文件 {path.name} 读不了。", f"{path.name} of base maps cannot be read."),
            Text(
                "请检查 GRIDMAP_BASEMAPS：tianditu，或一个 UTF-8 的 JSON 文件。",
                "Check GRIDMAP_BASEMAPS: tianditu, or a JSON file in UTF-8.",
            ),
        ) from error
    if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
        raise _unfit("", "应为对象的列表", "it has to be a list of objects")
    found = tuple(map(_basemap, content))
    if len({one.id for one in found}) < len(found):
        raise _unfit("id", "不能重复", "each has to be another one")
    return found


def _tianditu(key: str) -> tuple[Basemap, ...]:
    if not re.fullmatch(r"[0-9A-Za-z]{8,64}", key):
        raise SettingsError(
            Text("天地图需要密钥。", "Tianditu needs a key."),
            Text(
                "请把贵单位的密钥写入 GRIDMAP_TIANDITU_KEY。",
                "Put the key of your office into GRIDMAP_TIANDITU_KEY.",
            ),
        )

    def addresses(name: str) -> tuple[str, ...]:
        return _spread(TIANDITU.replace("NAME", name) + key)

    return (
        Basemap(
            id="tianditu",
            name=Text("天地图", "Tianditu"),
            kind="wmts",
            urls=addresses("vec"),
            labels=addresses("cva"),
            attribution="© 天地图",
        ),
    )


def _basemap(given: Mapping[str, Any]) -> Basemap:
    for name in sorted(set(given) - MEMBERS):
        raise _unfit(name, "没有这个成员", "there is no such member")
    kind = KINDS.get(str(given.get("kind")))
    if kind is None:
        raise _unfit("kind", "应为 xyz、wmts 或 pmtiles", "it has to be xyz, wmts or pmtiles")
    if not IDENTIFIER.fullmatch(str(given.get("id", ""))):
        raise _unfit("id", "只能用小写字母、数字和连字符", "use small letters, digits and hyphens")
    most = given.get("max_zoom", 18)
    if not isinstance(most, int) or isinstance(most, bool) or not 0 <= most <= MOST_ZOOM:
        raise _unfit("max_zoom", f"应为 0 至 {MOST_ZOOM}", f"it has to be 0 to {MOST_ZOOM}")
    attribution = given.get("attribution", "")
    if not isinstance(attribution, str):
        raise _unfit("attribution", "应为文字", "it has to be a text")
    return Basemap(
        id=given["id"],
        name=_name(given.get("name")),
        kind=kind,
        urls=_addresses("url", given.get("url"), kind),
        labels=_addresses("labels", given["labels"], kind) if given.get("labels") else (),
        attribution=attribution,
        max_zoom=most,
    )


def _name(given: object) -> Text:
    both = {"zh": given, "en": given} if isinstance(given, str) else given
    if isinstance(both, dict) and set(both) == {"zh", "en"} and all(map(_is_text, both.values())):
        return Text(both["zh"], both["en"])
    raise _unfit("name", "应为文字，或 zh、en 两种文字", "it has to be a text, or one by zh and en")


def _is_text(given: object) -> bool:
    return isinstance(given, str) and given.strip() != ""


def _addresses(member: str, given: object, kind: Kind) -> tuple[str, ...]:
    """Return the addresses that one stands for."""
    if not isinstance(given, str) or re.search(r"[\s;,'\"<>]", given):
        raise _unfit(member, "应为一个地址", "it has to be an address")
    parts = urlsplit(RANGE.sub("0", given))
    is_ours = given.startswith("/") and not given.startswith("//")
    if not is_ours and not (parts.scheme in {"http", "https"} and parts.netloc):
        raise _unfit(
            member, "应以 https://、http:// 或 / 开头", "begin with https://, http:// or /"
        )
    if kind != "pmtiles" and not all(place in given for place in PLACES):
        raise _unfit(member, "应含 {z}、{x}、{y}", "it has to hold {z}, {x} and {y}")
    return _spread(given)


def _spread(address: str) -> tuple[str, ...]:
    found = RANGE.search(address)
    if found is None:
        return (address,)
    numbers = range(int(found[1]), int(found[2]) + 1)
    return tuple(address.replace(found[0], str(one)) for one in numbers) or (address,)


def _unfit(member: str, zh: str, en: str) -> SettingsError:
    place = f" {member}" if member else ""
    return SettingsError(
        Text(f"底图文件的{place or '内容'}不能用：{zh}。", f"The base maps:{place} {en}."),
        Text("请改正 GRIDMAP_BASEMAPS 指向的文件。", "Mend the file GRIDMAP_BASEMAPS names."),
    )
