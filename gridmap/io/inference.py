"""Which layer a table is: by its name, else by its columns, always in keeping with its geometry."""

from __future__ import annotations

import re
from collections import Counter

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import Text
from gridmap.io.headers import match_headers
from gridmap.layers import CONTRACTS, Contract
from gridmap.layers.findings import Finding
from gridmap.layers.values import folded

_TYPES = {"point": (0, 4), "line": (1, 2, 5), "polygon": (3, 6)}
_FITTING_SHARE = 0.5
_WORDS = re.compile(r"[^\W_]+")


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
    fitting = [contract for contract in CONTRACTS.values() if _fits(frame, contract)]
    for name in names:
        exact = [contract for contract in fitting if folded(name) in _calls(contract)]
        if len(exact) == 1:
            return exact[0].name
    for name in names:
        named = [contract for contract in fitting if _is_called(name, contract)]
        if len(named) == 1:
            return named[0].name
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
        Text(f"请用 --layer 指定：{zh}。", f"State it with --layer: {en}."),
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


def _by_columns(frame: gpd.GeoDataFrame, fitting: list[Contract]) -> str | None:
    headers = [str(name) for name in frame.columns if name != "geometry"]
    matches = {contract.name: match_headers(headers, contract) for contract in CONTRACTS.values()}
    spread = Counter(header for matched in matches.values() for header in matched)
    scores: dict[str, int] = {}
    for contract in fitting:
        own = [
            column for header, (column, _) in matches[contract.name].items() if spread[header] == 1
        ]
        required = sum(contract.column(column).required for column in own)
        if required or len(own) > 1:
            scores[contract.name] = len(own) + 2 * required
    best = [name for name, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else None
