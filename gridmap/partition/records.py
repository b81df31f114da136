"""The grids of one community as JSON values: what a job keeps, to go on from there after a crash.

What is read is equal to what was written, to the last bit of every number, so that a plan does not
depend on whether its making was interrupted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

import numpy as np

from gridmap.partition.bound import Proof
from gridmap.partition.certificate import Certificate
from gridmap.partition.community import Component, Cut
from gridmap.partition.feasibility import Feasibility
from gridmap.partition.levels import Levels
from gridmap.partition.problem import Ints
from gridmap.plan import Band

CERTIFICATES: dict[str, Any] = {kind.__name__: kind for kind in get_args(Certificate)}


def levels_to_json(levels: Levels) -> dict[str, Any]:
    """Return the grids of a community, and the levels below and above them, as JSON values.

    Parameters
    ----------
    levels : Levels
        The grids.

    Returns
    -------
    dict
        What `levels_from_json` reads.
    """
    cut = levels.cut
    return {
        "labels": cut.labels.tolist(),
        "kinds": list(cut.kinds),
        "eased": np.flatnonzero(cut.eased).tolist(),
        "edges": len(cut.eased),
        "components": [_component(one) for one in cut.components],
        "outside": int(cut.outside),
        "micro": None if levels.micro is None else levels.micro.tolist(),
        "large": None if levels.large is None else levels.large.tolist(),
    }


def levels_from_json(values: Mapping[str, Any]) -> Levels:
    """Return the grids of a community that `levels_to_json` wrote.

    Parameters
    ----------
    values : Mapping
        JSON values.

    Returns
    -------
    Levels
        Equal to what was written.
    """
    eased = np.zeros(values["edges"], dtype=np.bool_)
    eased[values["eased"]] = True
    cut = Cut(
        labels=_ints(values["labels"]),
        kinds=tuple(values["kinds"]),
        eased=eased,
        components=tuple(_component_from(one) for one in values["components"]),
        outside=values["outside"],
    )
    micro, large = (
        None if values[name] is None else _ints(values[name]) for name in ("micro", "large")
    )
    return Levels(cut, micro, large)


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field of a dataclass
    """Return a value without the types of NumPy."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _component(component: Component) -> dict[str, Any]:
    answer, certificate = component.answer, component.answer.certificate
    proof = component.proof
    return {
        "unit": int(component.unit),
        "answer": {
            "households": int(answer.households),
            "units": int(answer.units),
            "largest": int(answer.largest),
            "grids_min": int(answer.grids_min),
            "grids_max": int(answer.grids_max),
            "nearest": [int(answer.nearest.lower), int(answer.nearest.upper)],
            "basis": answer.basis,
        },
        "certificate": None
        if certificate is None
        else [type(certificate).__name__, _fields(certificate)],
        "proof": None if proof is None else _fields(proof),
    }


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return {name: _plain(one) for name, one in asdict(value).items()}


def _component_from(values: Mapping[str, Any]) -> Component:
    answer = dict(values["answer"])
    certificate = None
    if values["certificate"] is not None:
        name, known = values["certificate"]
        certificate = CERTIFICATES[name](**_tuples(known))
    feasibility = Feasibility(
        **{**answer, "nearest": Band(*answer["nearest"])}, certificate=certificate
    )
    proof = None
    if values["proof"] is not None:
        given = _tuples({**values["proof"], "labels": None})
        proof = Proof(**{**given, "labels": _ints(values["proof"]["labels"])})
    return Component(feasibility, values["unit"], proof)


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
