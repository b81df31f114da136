"""What differs between two plans: figures, successions of codes, flows, pieces on a map."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from gridmap_api.schemas.common import Words
from gridmap_api.schemas.plan import BandInfo
from gridmap_api.schemas.plans import State

Kind = Literal["new", "retired", "merged", "split", "adjusted", "recoded", "unchanged"]
Form = Literal["json", "csv", "xlsx"]


class ComparedPlan(BaseModel):
    """One of two plans that are compared, with the figures of what may be seen of it."""

    plan_id: str
    name: str
    state: State
    version: int
    head: int = Field(description="The last version.")
    set_id: str = Field(description="The units that it is made on.")
    band: BandInfo
    grids: int
    ordinary_grids: int
    in_band: int = Field(description="Ordinary grids in the band.")
    households: int | None = Field(description="Null where that would tell of few people.")
    unassigned_households: int | None = Field(description="In units without a grid.")
    hard_violations: int


class GridShare(BaseModel):
    """A part of a grid."""

    code: str | None = Field(description="The grid it was or is in; null for none.")
    households: int | None


class SuccessionRow(BaseModel):
    """What became of a grid."""

    kind: Kind
    old: str | None = Field(description="Code before; null if it was not there.")
    new: str | None = Field(description="Code after; null if it is not there.")
    community_code: str
    community: str
    households_before: int | None
    households: int | None
    moved_in: int | None = Field(description="Households that came from elsewhere.")
    moved_out: int | None = Field(description="Households that went elsewhere.")
    predecessors: list[GridShare] = Field(description="Where its households were.")
    successors: list[GridShare] = Field(description="Where the households that it had are.")
    what: Words
    bounds: list[float] = Field(description="West, south, east, north of both, in degrees.")


class MovedHouseholds(BaseModel):
    """What is in one grid before and in another after."""

    old: str | None
    new: str | None
    units: int | None
    buildings: int | None
    households_before: int | None = Field(description="As counted in the first plan.")
    households: int | None = Field(description="As counted in the second plan.")
    persons_before: int | None
    persons: int | None


class FlowRow(MovedHouseholds):
    """What two grids have in common; it adds up to what either has."""

    reason: Literal["", "built", "gone"] = Field(
        description="Whether the buildings were not there before, or are no more."
    )
    moved: bool = Field(description="Whether it is not in the grid that continues its own.")


class Difference(BaseModel):
    """What differs between two versions, of one plan or of two on any units.

    To those who see published plans alone, units, buildings and households that moved are not
    told, and households of grids as far as they are told anywhere.
    """

    before: ComparedPlan
    after: ComparedPlan
    compared_by: Literal["units", "buildings"] = Field(
        description="What is the same in both: units of one set, or buildings of two."
    )
    least_told: int | None = Field(description="Counts under it are withheld; null for all told.")
    kinds: dict[Kind, int] = Field(description="How many successions there are of each kind.")
    households: int | None = Field(description="Households that moved.")
    share: float | None = Field(description="Of all households after.")
    recoded: int | None = Field(description="Households whose grid only has another code.")
    built: int | None = Field(description="Households of buildings that were not there before.")
    gone: int | None = Field(description="Households of buildings that are no more.")
    successions: list[SuccessionRow]
    flips: list[tuple[str, str | None, str | None]] = Field(
        description="Each unit of the second plan that moved, with its old and its new grid."
    )
    moved: list[MovedHouseholds] = Field(description="The flows of what moved.")
    flows: list[FlowRow]


class DifferenceMap(BaseModel):
    """Pieces that moved, and grids as they were and as they are, as GeoJSON.

    Features of the role ``piece`` have ``old``, ``new``, ``households``, ``units`` and ``label``;
    those of the roles ``before`` and ``after`` what `/plans/{plan_id}/outlines` tells of a grid,
    and ``change``, the kind of its succession.
    """

    type: Literal["FeatureCollection"]
    features: list[dict[str, Any]]
