"""What makes a plan, apart from the layers."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

import geopandas as gpd
import numba
import numpy as np
import shapely

from gridmap import __version__
from gridmap.partition.bound import QUICK
from gridmap.partition.generation import ProofEffort
from gridmap.partition.levels import Nesting
from gridmap.partition.solve import Effort, Weights
from gridmap.plan import Band, Barriers
from gridmap.teams.rules import Weights as WorkloadWeights
from gridmap.tessellation import TessellationParams


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """Everything that makes a plan, apart from the layers.

    Attributes
    ----------
    band : Band
        Households of a grid.
    persons : Band or None
        Persons of a grid, held in a band beside the households; None for any number.
    seed : int
        Same layers, same settings, same seed: same plan.
    barriers : {"closed", "eased", "priced", "ignored"}
        How rivers, railways and arterial roads are treated; see `gridmap.partition.barriers`.
    weights : Weights
        Weights of the objective.
    effort : Effort
        How long to search.
    grids : Mapping of str to int
        Number of ordinary grids of a community, by its code; others are chosen.
    simplify_m : float
        Tolerance in metres by which grid polygons are simplified with shared edges kept; 0 for
        not at all.
    proof : ProofEffort or None
        How long it is proved how good the grids of each piece are; None for not at all.
    nesting : Nesting
        Micro-grids below the grids and large grids above them; none by default.
    balance : {"persons", "workload"}
        What the weight ``loads`` balances beside the households.
    workload : WorkloadWeights
        What counts as workload.
    limit_s : float or None
        Seconds that one community may take: no run of its search starts after half of them, and
        it is given up at the end. Where no search takes half of them the plan is the same as
        without a limit.
    tessellation : TessellationParams
        How communities are cut into units. A building above the band is divided into its
        entrances, unless ``split_above`` is given here.
    """

    band: Band = field(default_factory=Band)
    persons: Band | None = None
    seed: int = 0
    barriers: Barriers = "eased"
    weights: Weights = field(default_factory=Weights)
    effort: Effort = field(default_factory=Effort)
    grids: Mapping[str, int] = field(default_factory=dict)
    simplify_m: float = 0.0
    proof: ProofEffort | None = QUICK
    nesting: Nesting = field(default_factory=Nesting)
    balance: Literal["persons", "workload"] = "persons"
    workload: WorkloadWeights = field(default_factory=WorkloadWeights)
    limit_s: float | None = None
    tessellation: TessellationParams = field(default_factory=TessellationParams)

    @property
    def cutting(self) -> TessellationParams:
        """How communities are cut into units, for this band."""
        if self.tessellation.split_above is not None:
            return self.tessellation
        return replace(self.tessellation, split_above=self.band.upper)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings and the versions of the program as JSON values.

        Returns
        -------
        dict
            What the plan file records.
        """
        return {
            "band": [self.band.lower, self.band.upper],
            "persons": None if self.persons is None else [self.persons.lower, self.persons.upper],
            "seed": self.seed,
            "barriers": self.barriers,
            "weights": _told(self.weights),
            "effort": asdict(self.effort),
            "grids": dict(self.grids),
            "simplify_m": self.simplify_m,
            "proof": None if self.proof is None else asdict(self.proof),
            **self.nesting.to_dict(),
            **self._balance(),
            "limit_s": self.limit_s,
            "tessellation": _plain(asdict(self.cutting)),
            "versions": {
                "gridmap": __version__,
                "python": platform.python_version(),
                "geopandas": gpd.__version__,
                "shapely": shapely.__version__,
                "geos": shapely.geos_version_string,
                "numpy": np.__version__,
                "numba": numba.__version__,
            },
        }

    def _balance(self) -> dict[str, Any]:
        """Tell what is balanced where it is workload; other plans keep the ids that they had."""
        if self.balance == "persons":
            return {}
        return {"balance": self.balance, "workload": self.workload.to_dict()}


def _told(weights: Weights) -> dict[str, float]:
    """Return the weights; that of nets only where it counts, so that older plans keep their ids."""
    given = asdict(weights)
    return {name: value for name, value in given.items() if name != "nets" or value}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(value) if isinstance(value, (set, frozenset, tuple)) else value
        for key, value in values.items()
    }
