"""From rows of the store to what the core works on."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from sqlalchemy import Connection

from gridmap.editing import Ground, LivePlan
from gridmap.io.team_tables import read_team_rules
from gridmap.partition.bound import LONG, QUICK
from gridmap.partition.repair.draft import Draft
from gridmap.partition.repair.plans import weights_of
from gridmap.partition.solve import Effort
from gridmap.pipeline import PlanSettings, Tessellated, project_layers
from gridmap.plan import Band
from gridmap.teams.rules import Weights as WorkloadWeights
from gridmap.teams.rules import read_rules
from gridmap_api.jobs.desk import Desk
from gridmap_api.store.job_inputs import Head, read_head, read_layers
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.snapshots import head_state
from gridmap_api.store.unit_sets import load_units, unit_set

PROOFS = {"off": None, "quick": QUICK, "long": LONG}


def settings_of(values: Mapping[str, Any]) -> PlanSettings:
    """Return settings that a job names, or those that a plan was made with.

    Parameters
    ----------
    values : Mapping
        JSON values; what is missing is as the program has it.

    Returns
    -------
    PlanSettings
        The settings.

    Raises
    ------
    SettingsError
        If a band is none.
    """
    persons, proof = values.get("persons"), values.get("proof", "quick")
    weights, balance = weights_of(values), values.get("balance", "persons")
    if balance == "workload" and not weights.loads:
        weights = replace(weights, loads=1.0)
    return PlanSettings(
        band=Band(*values.get("band", (300, 500))),
        persons=None if persons is None else Band(*persons),
        seed=int(values.get("seed", 0)),
        barriers=values.get("barriers", "eased"),
        weights=weights,
        balance=balance,
        workload=_workload(values.get("workload")),
        effort=Effort(time_s=values.get("time_s")),
        grids=values.get("grids", {}),
        # A plan records its proof by its figures, a job by its name.
        proof=PROOFS[proof] if isinstance(proof, str) else QUICK,
        limit_s=values.get("limit_s"),
    )


def _workload(given: Mapping[str, Any] | None) -> WorkloadWeights:
    """Return what counts as workload: as a plan records it, else as the service is set."""
    if given is not None:
        return read_rules({"weights": given}).weights
    path = os.environ.get("GRIDMAP_WORKLOAD", "").strip()
    return read_team_rules(Path(path) if path else None).weights


def tessellated_of(
    connection: Connection, set_id: str, communities: Collection[str]
) -> Tessellated:
    """Return the units of a set that lie in some communities, with the layers they were made of.

    Parameters
    ----------
    connection : Connection
        Any.
    set_id : str
        The set.
    communities : collection of str
        Codes.

    Returns
    -------
    Tessellated
        In the metric CRS of the set.
    """
    units, graph = load_units(connection, set_id)
    made = unit_set(connection, set_id)
    layers = read_layers(connection, made["layers"])
    context = _context(layers, made, units)
    return Tessellated(units, graph, context).take(communities)


def _context(
    layers: Mapping[str, gpd.GeoDataFrame], made: Mapping[str, Any], units: gpd.GeoDataFrame
) -> dict[str, gpd.GeoDataFrame]:
    if "buildings" in layers:
        projected, _ = project_layers(layers)
        return {name: layer.to_crs(units.crs) for name, layer in projected.items()}
    metric = {name: layer.to_crs(units.crs) for name, layer in layers.items() if not layer.empty}
    outlines = units.dissolve("community_code")[["geometry"]].reset_index()
    outlines["name"] = outlines["community_code"].map(made["communities"])
    return {"communities": outlines, **metric}


@dataclass(frozen=True, slots=True)
class Present:
    """A plan at its head, ready to be worked on.

    Attributes
    ----------
    plan : Mapping
        Its row.
    tessellated : Tessellated
        Its units, all of them.
    head : Head
        Its grids.
    live : LivePlan
        The same plan as it is edited; always the whole of it.
    """

    plan: Mapping[str, Any]
    tessellated: Tessellated
    head: Head
    live: LivePlan

    def community(self, code: str) -> Present:
        """Return the part that lies in one community.

        Parameters
        ----------
        code : str
            The community.

        Returns
        -------
        Present
            Its units and their grids; codes that were used stay used.
        """
        inside = (self.tessellated.units["community_code"] == code).to_numpy()
        head = replace(self.head, codes=self.head.codes[inside], locked=self.head.locked[inside])
        return replace(self, tessellated=self.tessellated.take([code]), head=head)

    def draft(self) -> Draft:
        """Return what is to be repaired.

        Returns
        -------
        Draft
            With the settings of the plan.
        """
        made = self.tessellated
        present = set(self.head.codes.tolist())
        return Draft(
            units=made.units,
            graph=made.graph,
            codes=self.head.codes,
            known=made.units["households"].to_numpy(dtype=np.int64),
            special=self.head.special & present,
            used=self.head.used,
            settings=self.plan["settings"],
            faults=(),
            context=made.context,
        )


def present_at_head(desk: Desk) -> Present:
    """Return the plan that a job is about, as it is now.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    Present
        All its communities.
    """
    with desk.store.read() as connection:
        plan = find_plan(connection, desk.params["plan_id"], EVERYTHING)
        made = tessellated_of(connection, plan["set_id"], list(plan["communities"]))
        ground = Ground(made.units, made.graph, names=plan["communities"])
        live = head_state(connection, plan, ground)
        return Present(plan, made, read_head(connection, plan["id"]), live)


def names_of(units: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the name of each community that has units.

    Parameters
    ----------
    units : GeoDataFrame
        The units.
    communities : GeoDataFrame
        The layer.

    Returns
    -------
    dict of str to str
        By code.
    """
    known = communities.set_index("community_code")["name"]
    return {code: str(known.get(code, code)) for code in sorted(set(units["community_code"]))}
