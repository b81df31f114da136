"""Teams of grids (四包一), gaps, workload, and the lists of an office."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from gridmap_api.schemas.common import Words
from gridmap_api.schemas.plans import LINE, LINES, UNCHANGED

RoleName = Literal["grid_worker", "cadre", "leader", "volunteer"]
Short = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=LINE)
]
Maybe = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=LINE)]
Value = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=LINES)]


class NewMember(BaseModel):
    """A member of the team of a grid: staff of an office or a volunteer, never a resident."""

    model_config = UNCHANGED

    role: RoleName
    name: Short
    worker_kind: Maybe = Field(default="", description="Of a grid worker: a code of the settings.")
    organisation: Maybe = ""
    duty_phone: Maybe = Field(default="", description="A fixed line; mobiles are refused.")
    since: Maybe = Field(default="", description="Day, YYYY-MM-DD.")


class NewTeam(BaseModel):
    """A team that takes the place of the one that a grid has."""

    model_config = UNCHANGED

    members: list[NewMember] = Field(max_length=200)
    stamp: Maybe | None = Field(
        default=None, description="Of the team that was changed; another since is a conflict."
    )


class GridTeam(BaseModel):
    """Who serves a grid, what is missing, and how much work it makes."""

    grid_code: str
    community_code: str
    members: list[NewMember]
    missing: list[RoleName]
    lacks_full_time: bool
    stamp: str
    index: float = Field(description="Workload index: 1.00 is the mean of the ordinary grids.")
    households: int
    persons: int
    elders: int
    hazards: float = Field(description="Counted by level.")
    area: float = Field(description="m².")


class CommunityGaps(BaseModel):
    """The gaps of a community."""

    community_code: str
    grids: int
    complete: int
    without_full_time: int
    missing: dict[RoleName, int]


class Staffing(BaseModel):
    """How a plan is staffed."""

    grids: int
    complete: int
    complete_share: float
    missing: dict[RoleName, int]
    without_full_time: int
    workers: int
    workers_by_kind: dict[str, int]
    workers_per_grid: float
    shared: int = Field(description="Persons of several grids in one role.")
    to_reassign: int


class Reassign(BaseModel):
    """A team whose grid is gone."""

    grid_code: str
    members: list[NewMember]
    successors: list[str]
    stamp: str


class SharedMember(BaseModel):
    """A person who serves several grids in one role."""

    name: str
    organisation: str
    role: RoleName
    grids: list[str]


class WorkloadTold(BaseModel):
    """How the workload index is made, and how unequal it is."""

    definition: Words
    weights: dict[str, float]
    hazard_levels: list[float]
    absent: list[str] = Field(description="Loads that the plan has none of.")
    note: Words | None = Field(description="Says so.")
    least: float
    most: float
    deviation: float


class TeamTable(BaseModel):
    """The teams of a plan."""

    plan_id: str
    version: int
    worker_kinds: dict[str, str] = Field(description="Kinds of grid workers by code.")
    full_time: str
    staffing: Staffing
    workload: WorkloadTold
    grids: list[GridTeam]
    communities: list[CommunityGaps]
    shared: list[SharedMember]
    to_reassign: list[Reassign]


class SavedTeam(BaseModel):
    """A team that was kept."""

    grid_code: str
    members: list[NewMember]
    stamp: str


class RowFault(BaseModel):
    """What is wrong with a row of a file."""

    severity: Literal["error", "warning", "notice"]
    sheet: str
    what: Words
    remedy: Words


class TeamsImported(BaseModel):
    """What was read of a file; nothing is kept where a row has an error."""

    kept: bool
    members: int
    grids: int
    faults: list[RowFault]


class NewList(BaseModel):
    """A list that the office keeps of every grid."""

    model_config = UNCHANGED

    name: Short
    columns: list[Short] = Field(min_length=1, max_length=20)


class ListInfo(BaseModel):
    """A list."""

    list_id: str
    name: str
    columns: list[str]


class ListTable(BaseModel):
    """The lists of the office."""

    lists: list[ListInfo]


class ListWithRows(ListInfo):
    """A list with its rows, by grid."""

    rows: dict[str, list[list[str]]]


class PlanLists(BaseModel):
    """The lists of the grids of a plan."""

    plan_id: str
    lists: list[ListWithRows]


class NewRows(BaseModel):
    """Rows that take the place of those that a list has of a grid."""

    model_config = UNCHANGED

    rows: list[list[Value]] = Field(max_length=500)


class ListsImported(BaseModel):
    """What was read of a file; nothing is kept where a row has an error."""

    kept: bool
    lists: int
    rows: int
    faults: list[RowFault]
