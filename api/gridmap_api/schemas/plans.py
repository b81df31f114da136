"""Plans of the store: heads, grids, units, versions, states, comments."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gridmap_api.schemas.common import Link, Words
from gridmap_api.schemas.plan import BandInfo

State = Literal["draft", "in_review", "published", "retired"]
LINE = r"^[^\x00-\x1f\x7f]*$"
"""One line: PostgreSQL takes no NUL, and a name has no line breaks."""
LINES = r"^[^\x00]*$"
IDENTIFIER = r"^[!-~]*$"
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=LINE)
]
Said = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000, pattern=LINES)
]
Code = Annotated[str, StringConstraints(max_length=64, pattern=IDENTIFIER)]
UNCHANGED = ConfigDict(extra="forbid")


class Parent(BaseModel):
    """The plan that another was branched from or carried over from."""

    plan_id: str
    version: int


class PlanItem(BaseModel):
    """A plan in the list."""

    plan_id: str
    name: str
    state: State
    version: int = Field(description="The last version; 0 is the plan as it came.")
    set_id: str = Field(description="The units that it is made on.")
    owner: str
    time: str = Field(description="When it was made, in UTC.")
    locked: bool = Field(description="Whether every grid is locked.")
    communities: dict[str, str] = Field(description="Names by code.")
    whole: bool = Field(description="Whether these are all of its communities.")
    parent: Parent | None
    links: list[Link]


class PlanList(BaseModel):
    """The plans that may be seen, the newest first."""

    plans: list[PlanItem]


class PlanHead(PlanItem):
    """A plan at its last version."""

    hash: str = Field(description="Seal of the last version.")
    band: BandInfo
    figures: dict[str, float] = Field(description="Figures of the communities that may be seen.")
    computed: dict[str, Any] = Field(description="Figures of the plan as it was computed.")
    settings: dict[str, Any]
    layers: dict[str, int] = Field(description="Version of each layer that its units are made of.")
    published_hash: str | None = Field(description="SHA-256 that froze it when it was published.")
    intact: bool | None = Field(description="Whether it still is what was published.")


class NewPlan(BaseModel):
    """A plan without grids on some units."""

    model_config = UNCHANGED

    name: Name
    set_id: Code
    band: tuple[Annotated[int, Field(ge=1, le=10**6)], Annotated[int, Field(ge=1, le=10**6)]] = (
        300,
        500,
    )


class Renaming(BaseModel):
    """Another name of a plan."""

    model_config = UNCHANGED

    name: Name


class GridInfo(BaseModel):
    """A grid with its figures."""

    grid_code: str
    grid_uuid: str = Field(description="Never changes, and is kept by branches.")
    community_code: str
    community: str
    name: str
    kind: Literal["ordinary", "special"]
    purpose: str | None
    locked: bool
    retired: bool = Field(description="Whether it has no unit any more.")
    version: int = Field(description="The version of the plan that changed it last.")
    households: int
    persons: int
    buildings: int
    compounds: int
    area_m2: float
    deviation_pct: float
    mean_distance_m: float
    service_radius_m: float
    roundness: float


class GridList(BaseModel):
    """A page of grids, by code."""

    version: int
    number_matched: int
    grids: list[GridInfo]
    links: list[Link]


class UnitColumns(BaseModel):
    """The grid of each unit, as columns of equal length."""

    version: int
    unit_id: list[str]
    grid_code: list[str | None]
    locked: list[bool]
    next: int | None = Field(description="The cursor of the next page; null on the last one.")


class ViolationRow(BaseModel):
    """A failed rule at the head of a plan."""

    key: str = Field(description="The same as long as the violation lasts.")
    rule: str
    hard: bool = Field(description="Whether it bars the plan from being published.")
    community_code: str
    grid_code: str = Field(description="Empty where it is of no grid.")
    what: Words
    remedy: Words
    figure: float
    place: list[float] | None = Field(description="Longitude and latitude in degrees.")


class ViolationList(BaseModel):
    """The violations at the head of a plan."""

    version: int
    violations: list[ViolationRow]


class VersionState(BaseModel):
    """The grid of every unit at one version."""

    version: int
    unit_id: list[str]
    grid_code: list[str | None]
    locked: list[bool]


class NamedVersionInfo(BaseModel):
    """A version that somebody gave a name."""

    name: str
    version: int
    actor: str
    time: str


class NamedVersionList(BaseModel):
    """The versions that have a name."""

    names: list[NamedVersionInfo]


class Naming(BaseModel):
    """A name for a version."""

    model_config = UNCHANGED

    name: Name
    version: int = Field(ge=0, le=10**9)


class Branching(BaseModel):
    """A copy of a plan at one of its versions."""

    model_config = UNCHANGED

    name: Name
    version: int | None = Field(default=None, ge=0, le=10**9, description="The head by default.")


class Exemption(BaseModel):
    """A violation that is let pass."""

    model_config = UNCHANGED

    key: Annotated[str, StringConstraints(max_length=300)]
    reason: Said


class StateChange(BaseModel):
    """A step to another state."""

    model_config = UNCHANGED

    to: State
    note: Annotated[str, StringConstraints(max_length=4_000, pattern=LINES)] = ""
    exceptions: list[Exemption] = Field(default_factory=list, max_length=10_000)


class ExemptionInfo(BaseModel):
    """A violation that was let pass."""

    key: str
    reason: str


class StepInfo(BaseModel):
    """A step of a plan to another state."""

    number: int
    state: State
    version: int
    actor: str
    time: str
    note: str
    exceptions: list[ExemptionInfo]
    digest: str | None = Field(description="SHA-256 that freezes what was published.")


class StepList(BaseModel):
    """The steps of a plan, the first one first."""

    steps: list[StepInfo]


class NewComment(BaseModel):
    """What somebody says about a place, or in answer to a comment."""

    model_config = UNCHANGED

    text: Said
    place: (
        tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]
        | None
    ) = Field(default=None, description="Longitude and latitude; not for an answer.")
    parent_id: Code | None = Field(default=None, description="The comment that is answered.")


class CommentInfo(BaseModel):
    """A comment."""

    id: str
    version: int
    community_code: str
    author: str
    time: str
    text: str
    parent_id: str | None
    resolved: bool
    place: list[float]


class CommentList(BaseModel):
    """The comments on a plan, the oldest first."""

    comments: list[CommentInfo]


class Resolution(BaseModel):
    """Whether what a comment is about is settled."""

    model_config = UNCHANGED

    resolved: bool


class Rebasing(BaseModel):
    """Other units that a plan is carried to."""

    model_config = UNCHANGED

    name: Name
    set_id: Code


class CarriedReport(BaseModel):
    """A plan on other units, and what could not be carried there."""

    plan: PlanItem
    what: Words
    new_buildings: list[str]
    lost_buildings: list[str]
    uncarried_units: list[str] = Field(description="Units that no present grid covers.")
    uncarried_households: int
    lost_grids: list[str] = Field(description="Grids that have no unit among the new ones.")
    lost_unit_locks: int = Field(description="Locks of units, which are not carried.")


class UnitSetInfo(BaseModel):
    """The units of a tessellation, on which plans are made."""

    id: str
    time: str
    layers: dict[str, int]
    communities: dict[str, str]
    count: int
    digest: str


class UnitSetList(BaseModel):
    """The unit sets, the newest first."""

    sets: list[UnitSetInfo]
