"""Which layer a table is: by its name, else by its columns, always in keeping with its geometry."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import Text
from gridmap.io.headers import match_headers
from gridmap.layers import CONTRACTS, Contract
from gridmap.layers.findings import Finding, echo
from gridmap.layers.values import folded

_TYPES = {"point": (0, 4), "line": (1, 2, 5), "polygon": (3, 6)}
_FITTING_SHARE = 0.5
_LISTED = 4
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Inferred:
    """The layer that a table is taken for.

    Attributes
    ----------
    layer : str or None
        Name of the contract; None where nothing decides.
    why : Text
        What decides.
    """

    layer: str | None
    why: Text


STATED = Text("由您指定", "as you say")
FIXED = Text("由文件格式确定", "told by the format of the file")
UNDECIDED = Text("名称和列都看不出", "neither its name nor its columns tell")


def infer_layer(frame: gpd.GeoDataFrame, *names: str) -> str | None:
    """Return the layer that a table is meant for.

    Parameters
    ----------
    frame : GeoDataFrame
        The table as the file has it.
    *names : str
        What the file calls it, the surest first.

    Returns
    -------
    str or None
        Name of the contract; None where nothing decides.
    """
    return infer(frame, *names).layer


def infer(frame: gpd.GeoDataFrame, *names: str) -> Inferred:
    """Return the layer that a table is meant for, and why.

    Parameters
    ----------
    frame : GeoDataFrame
        The table as the file has it.
    *names : str
        What the file calls it, the surest first.

    Returns
    -------
    Inferred
        The layer and what decides.
    """
    fitting = [contract for contract in CONTRACTS.values() if _fits(frame, contract)]
    for name in names:
        exact = [contract for contract in fitting if folded(name) in _calls(contract)]
        if len(exact) == 1:
            return _by_name(exact[0], name)
    for name in names:
        named = [contract for contract in fitting if _is_called(name, contract)]
        if len(named) == 1:
            return _by_name(named[0], name)
        if named:
            fitting = named
    return _by_columns(frame, fitting)


def undecided() -> Finding:
    """Return the fault of a table whose layer cannot be told.

    Returns
    -------
    Finding
        Lists the choices.
    """
    zh = "、".join(f"{name}({contract.title.zh})" for name, contract in CONTRACTS.items())
    en = ", ".join(CONTRACTS)
    return Finding(
        None,
        "layer.unknown",
        Text("看不出是哪个图层。", "It is not clear which layer this is."),
        Text(f"请指定图层（命令行：--layer）：{zh}。", f"State its layer (--layer): {en}."),
    )


def _fits(frame: gpd.GeoDataFrame, contract: Contract) -> bool:
    kinds = shapely.get_type_id(np.asarray(frame.geometry.array))
    kinds = kinds[kinds >= 0]
    allowed = [number for kind in contract.geometry for number in _TYPES[kind]]
    return not len(kinds) or float(np.isin(kinds, [*allowed, 7]).mean()) >= _FITTING_SHARE


def _calls(contract: Contract) -> set[str]:
    words = (contract.name, contract.title.zh, contract.title.en, *contract.aliases)
    return {folded(word) for word in words}


def _is_called(name: str, contract: Contract) -> bool:
    words = _WORDS.findall(name.casefold())
    runs = {"".join(words[at : at + n]) for at in range(len(words)) for n in (1, 2)}
    return any(
        call in folded(name) if not call.isascii() else call in runs for call in _calls(contract)
    )


def _by_name(contract: Contract, name: str) -> Inferred:
    said = echo(name)
    return Inferred(contract.name, Text(f"按名称“{said}”", f"by its name, {said}"))


def _by_columns(frame: gpd.GeoDataFrame, fitting: list[Contract]) -> Inferred:
    headers = [str(name) for name in frame.columns if name != "geometry"]
    matches = {contract.name: match_headers(headers, contract) for contract in CONTRACTS.values()}
    spread = Counter(header for matched in matches.values() for header in matched)
    scores: dict[str, int] = {}
    owned: dict[str, list[str]] = {}
    for contract in fitting:
        own = [
            column for header, (column, _) in matches[contract.name].items() if spread[header] == 1
        ]
        required = sum(contract.column(column).required for column in own)
        if required or len(own) > 1:
            scores[contract.name] = len(own) + 2 * required
            owned[contract.name] = [contract.column(column).title.zh for column in own[:_LISTED]]
    best = [name for name, score in scores.items() if score == max(scores.values())]
    if len(best) != 1:
        return Inferred(None, UNDECIDED)
    columns = "、".join(owned[best[0]])
    return Inferred(best[0], Text(f"按列：{columns}", f"by its columns: {columns}"))
