"""The plan of a store that the map shows: the newest published one, else the newest."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from gridmap.editing.live_plan import LivePlan
from gridmap.plan import Plan
from gridmap_api.source import Content
from gridmap_api.store.engine import Store
from gridmap_api.store.feature_collections import PRIVATE_LAYERS
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.live import plans_of
from gridmap_api.store.plan_reads import figures_of
from gridmap_api.store.plan_tables import read_tables
from gridmap_api.store.plans import list_plans
from gridmap_api.store.public_counts import told_counts, without_withheld
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.unit_sets import unit_set


class StoreSource:
    """What `gridmap_api.source.Source` is for a file, for the plans of a store.

    Parameters
    ----------
    store : Store
        An open store.
    public_only : bool
        Whether only what is published may be shown: where people log in, the map is for everybody.
    """

    def __init__(self, store: Store, *, public_only: bool = False) -> None:
        self._store = store
        self._scope = Scope(published_only=True) if public_only else EVERYTHING
        self._lock = threading.Lock()
        self._content: Content | None = None

    @property
    def name(self) -> str:
        """The name of the file of the store; of PostgreSQL that of the program alone."""
        return self._store.path.name if self._store.path else "PostgreSQL"

    def check(self) -> Literal["store"]:
        """Return what this is, if it can be read.

        Returns
        -------
        {"store"}
            Its kind.

        Raises
        ------
        BusyError
            If it gives no answer.
        """
        with self._store.read() as connection:
            current_versions(connection)
        return "store"

    def content(self) -> Content:
        """Return the plan that is shown now, with the layers that it was made on.

        Returns
        -------
        Content
            The same object as long as neither the plan nor the layers change.
        """
        with self._lock, self._store.read() as connection:
            plan = self._shown(connection)
            layers = self._layers(connection, plan)
            stamp = _stamp(plan, layers)
            if self._content is None or self._content.stamp != stamp:
                self._content = self._read(connection, plan, layers, stamp)
            return self._content

    def _shown(self, connection: Connection) -> dict[str, Any] | None:
        plans = list_plans(connection, self._scope)
        published = [one for one in plans if one["state"] == "published"]
        return next(iter(published or plans), None)

    def _layers(self, connection: Connection, plan: Mapping[str, Any] | None) -> Mapping[str, int]:
        if plan is None:
            return {} if self._scope.published_only else current_versions(connection)
        return dict(unit_set(connection, plan["set_id"])["layers"])

    def _read(
        self,
        connection: Connection,
        plan: Mapping[str, Any] | None,
        versions: Mapping[str, int],
        stamp: str,
    ) -> Content:
        hidden = PRIVATE_LAYERS if self._scope.published_only else ()
        layers = {
            name: read_layer(connection, name, version=version)
            for name, version in versions.items()
            if name not in hidden
        }
        if plan is None:
            return Content(stamp, None, layers)
        live = plans_of(self._store).head(connection, plan)
        feasibility = unit_set(connection, plan["set_id"])["feasibility"]
        shown = core_plan(plan, live, feasibility=feasibility)
        context = {name: layer.to_crs(shown.units.crs) for name, layer in layers.items()}
        if self._scope.published_only:
            # Households of single buildings are nobody's business but the planners'.
            shown = _for_everybody(connection, plan, shown)
        return Content(stamp, replace(shown, context=context), context)


def whole_plan(
    store: Store, connection: Connection, plan: Mapping[str, Any], version: int, *, scope: Scope
) -> Plan:
    """Return a version of a plan with all that goes along with it, as a plan file would hold it.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        To it.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    version : int
        One of its versions.
    scope : Scope
        What may be seen: units, grids, violations and layers of other communities are left out.

    Returns
    -------
    Plan
        With its layers in its metric CRS, and its tables.
    """
    unit = unit_set(connection, plan["set_id"])
    live = plans_of(store).at(connection, plan, version)
    whole = core_plan(plan, live, feasibility=unit["feasibility"])
    context = {
        name: read_layer(connection, name, version=held, scope=scope).to_crs(whole.units.crs)
        for name, held in {**current_versions(connection), **unit["layers"]}.items()
    }
    seen = [
        frame[frame["community_code"].map(scope.sees).astype(bool)].reset_index(drop=True)
        for frame in (whole.units, whole.grids)
    ]
    return replace(
        whole,
        units=seen[0],
        grids=seen[1],
        violations=tuple(one for one in whole.violations if scope.sees(one.community_code)),
        context=context,
        tables=read_tables(connection, plan, version, scope),
    )


def core_plan(
    plan: Mapping[str, Any], live: LivePlan, *, feasibility: Sequence[Mapping[str, Any]] = ()
) -> Plan:
    """Return a plan of the store as the core knows plans, without the other layers.

    Parameters
    ----------
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    live : LivePlan
        One of its versions.
    feasibility : sequence of Mapping
        What was found by arithmetic for each piece of a community.

    Returns
    -------
    Plan
        Units, living grids, figures and violations.
    """
    units: gpd.GeoDataFrame = live.ground.units.assign(grid_code=live.codes())
    return Plan(
        units=units,
        grids=live.grids().reset_index(),
        feasibility=pd.DataFrame(feasibility),
        violations=live.violations(),
        faults=(),
        settings=plan["settings"],
        figures={**plan["figures"], **live.figures()},
    )


def _for_everybody(connection: Connection, plan: Mapping[str, Any], whole: Plan) -> Plan:
    """Return a plan with the counts alone that everybody is told."""
    told = told_counts(connection, plan)
    plain = whole.grids.drop(columns="geometry")
    rows = [without_withheld(row, told) for row in plain.to_dict("records")]
    grids = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=plain.columns),
        geometry=whole.grids.geometry.array,
        crs=whole.grids.crs,
    )
    counts = {name: grids[name].astype("Int64") for name in ("households", "persons")}
    return replace(
        whole,
        units=whole.units.iloc[:0],
        grids=grids.assign(**counts),
        feasibility=whole.feasibility.iloc[:0],
        violations=(),
        figures=figures_of(connection, plan, Scope(published_only=True)),
    )


def _stamp(plan: Mapping[str, Any] | None, layers: Mapping[str, int]) -> str:
    versions = "-".join(f"{name}.{layers[name]}" for name in sorted(layers))
    if plan is None:
        return f"layers-{versions}"
    return f"{plan['id']}-{plan['head']}-{plan['state']}-{versions}"
