"""Jobs: what is asked for, and how far it is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gridmap_api.schemas.audits import AuditJob
from gridmap_api.schemas.common import Link, Words
from gridmap_api.schemas.dossiers import DossiersJob, KitJob
from gridmap_api.schemas.exports import ExportParams
from gridmap_api.schemas.patrol_jobs import PatrolJob
from gridmap_api.schemas.plans import ViolationRow
from gridmap_api.schemas.sheets import SheetsJob
from gridmap_api.schemas.stations import SitingJob
from gridmap_api.schemas.unifying import UnifyJob

Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Codes = Annotated[list[Code], Field(min_length=1, max_length=10_000)]
Amount = Annotated[float, Field(ge=0, le=1_000_000)]
Count = Annotated[int, Field(ge=1, le=10**6)]
Seconds = Annotated[float, Field(ge=0.1, le=3_600)]
Seed = Annotated[int, Field(ge=0, lt=2**31)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
STRICT = ConfigDict(extra="forbid")


class WeightsBody(BaseModel):
    """Weights of the objective; 0 leaves a term out."""

    model_config = STRICT

    compactness: float = Field(default=1.0, ge=0, le=1_000)
    balance: float = Field(default=2.0, ge=0, le=1_000)
    split: float = Field(default=0.6, ge=0, le=1_000)
    boundary: float = Field(default=0.15, ge=0, le=1_000)
    crossing: float = Field(default=1.0, ge=0, le=1_000)
    mixing: float = Field(default=0.0, ge=0, le=1_000)
    loads: float = Field(default=0.0, ge=0, le=1_000)


class WorkloadBody(BaseModel):
    """What each load counts in the workload; their sum does not matter."""

    model_config = STRICT

    households: float = Field(default=40.0, ge=0, le=1_000_000)
    persons: float = Field(default=20.0, ge=0, le=1_000_000)
    elders: float = Field(default=20.0, ge=0, le=1_000_000)
    hazards: float = Field(default=10.0, ge=0, le=1_000_000)
    area: float = Field(default=10.0, ge=0, le=1_000_000)
    hazard_levels: tuple[Amount, Amount, Amount, Amount] = Field(
        default=(4.0, 3.0, 2.0, 1.0), description="What a hazard of levels 1 to 4 counts."
    )


class PlanningBody(BaseModel):
    """How grids are cut."""

    model_config = STRICT

    band: tuple[Count, Count] = Field(
        default=(300, 500), description="Least and most households of a grid."
    )
    persons: tuple[Count, Count] | None = Field(
        default=None, description="Least and most persons of a grid; any by default."
    )
    balance: Literal["persons", "workload"] = Field(
        default="persons", description="What the weight `loads` balances; workload: 1 by default."
    )
    workload: WorkloadBody | None = Field(
        default=None, description="What counts as workload; as the service is set by default."
    )
    seed: Seed = Field(default=0, description="Same layers, settings and seed: same plan.")
    barriers: Literal["closed", "eased", "priced", "ignored"] = "eased"
    weights: WeightsBody = Field(default_factory=WeightsBody)
    grids: dict[Code, Annotated[int, Field(ge=1, le=999)]] = Field(
        default_factory=dict, description="Number of ordinary grids of a community, by its code."
    )
    proof: Literal["off", "quick", "long"] = Field(
        default="quick", description="How long it is proved how good the grids are."
    )
    time_s: Seconds | None = Field(
        default=None, description="Seconds after which no new run of the search starts."
    )
    limit_s: Seconds | None = Field(
        default=None, description="Seconds after which a community is given up."
    )


class TessellateParams(BaseModel):
    """Cut communities into units."""

    model_config = STRICT

    communities: Codes | None = Field(
        default=None, description="Codes; all that the account works in by default."
    )
    split_above: Count = Field(
        default=500, description="Buildings of more households are divided into their entrances."
    )


class PlanParams(BaseModel):
    """Make a plan; or, with ``plan_id``, grids for communities of a plan, to be applied to it."""

    model_config = STRICT

    name: Name | None = Field(default=None, description="Name of the new plan.")
    set_id: Code | None = Field(
        default=None, description="Units to plan on; made of the layers by default."
    )
    plan_id: Code | None = Field(default=None, description="A draft that the result is for.")
    communities: Codes | None = Field(
        default=None, description="Codes; all that the account works in by default."
    )
    settings: PlanningBody | None = Field(
        default=None, description="By default those of the plan, or of the program."
    )


class RepairParams(BaseModel):
    """Find the fewest moves after which a draft keeps every rule."""

    model_config = STRICT

    plan_id: Code
    communities: Codes | None = None
    band: tuple[Count, Count] | None = Field(default=None, description="That of the plan.")
    lock: list[Code] = Field(
        default_factory=list,
        max_length=10_000,
        description="Codes of grids and ids of units that stay, besides those that are locked.",
    )
    seed: Seed = 0
    time_s: Seconds = Field(default=20.0, description="Seconds for one community.")


class ImproveParams(BaseModel):
    """Search some grids of one community again, the others left as they are."""

    model_config = STRICT

    plan_id: Code
    grids: list[Code] = Field(
        default_factory=list, max_length=10_000, description="Codes of the grids."
    )
    units: list[Code] = Field(
        default_factory=list,
        max_length=100_000,
        description="Ids of units: the grids that they are in are meant as well.",
    )
    neighbours: bool = Field(
        default=False, description="Whether the grids that touch them are searched too."
    )
    seed: Seed = 0
    time_s: Seconds | None = Field(
        default=None, description="Seconds after which no new run of the search starts."
    )

    @model_validator(mode="after")
    def _names_something(self) -> ImproveParams:
        if not self.grids and not self.units:
            raise ValueError("grids or units are named")
        return self


class AlternativeBody(BaseModel):
    """One of several plans to choose from."""

    model_config = STRICT

    name: Name = Field(
        description="`balance`, `compact`, `whole` and `near` have weights of their own; these and "
        "`own` have titles in both languages, any other name is shown as it is."
    )
    method: Literal["anew", "near"] | None = Field(
        default=None,
        description="Cut anew; or go on from the present plan: mend it with the fewest households "
        "moved, or where nothing is to mend, improve it within the budget. `near` is near by "
        "default.",
    )
    settings: PlanningBody | None = Field(
        default=None, description="Those of the plan with the weights of the name by default."
    )
    budget: Count | None = Field(
        default=None,
        description="Households that `near` may move where nothing is to be mended; 5 % of all by "
        "default.",
    )


class AlternativesParams(BaseModel):
    """Several plans of the same communities of a draft, side by side; nothing is applied."""

    model_config = STRICT

    plan_id: Code
    communities: Annotated[list[Code], Field(min_length=1, max_length=10)]
    alternatives: Annotated[list[AlternativeBody], Field(min_length=1, max_length=8)] | None = (
        Field(default=None, description="By default balance, compact, whole and near.")
    )
    proof: Literal["off", "quick", "long"] = Field(
        default="quick", description="How long it is proved how good the grids are."
    )
    seed: Seed = 0
    time_s: Seconds | None = Field(
        default=None, description="Seconds for each; as long as it takes by default."
    )


class TessellateJob(BaseModel):
    """Cut communities into units."""

    model_config = STRICT

    kind: Literal["tessellate"]
    params: TessellateParams = Field(default_factory=TessellateParams)


class PlanJob(BaseModel):
    """Make a plan, or grids for a plan."""

    model_config = STRICT

    kind: Literal["plan"]
    params: PlanParams = Field(default_factory=PlanParams)


class RepairJob(BaseModel):
    """Repair a draft."""

    model_config = STRICT

    kind: Literal["repair"]
    params: RepairParams


class ImproveJob(BaseModel):
    """Improve some grids of a draft."""

    model_config = STRICT

    kind: Literal["improve"]
    params: ImproveParams


class AlternativesJob(BaseModel):
    """Make several plans to choose from."""

    model_config = STRICT

    kind: Literal["alternatives"]
    params: AlternativesParams


class ExportJob(BaseModel):
    """Make a file."""

    model_config = STRICT

    kind: Literal["export"]
    params: ExportParams = Field(default_factory=ExportParams)


JobRequest = Annotated[
    TessellateJob
    | PlanJob
    | RepairJob
    | ImproveJob
    | AlternativesJob
    | SitingJob
    | PatrolJob
    | ExportJob
    | AuditJob
    | UnifyJob
    | SheetsJob
    | DossiersJob
    | KitJob,
    Field(discriminator="kind"),
]
"""Work that is asked for by a description; a file is sent to ``/imports``."""


class Scores(BaseModel):
    """By what plans of the same communities are told apart; means are over ordinary grids."""

    grids: int
    in_band: int
    outside: int = Field(description="Households above and below the band, summed.")
    deviation_pct: float = Field(description="Mean deviation from the middle of the band.")
    mean_distance_m: float = Field(description="Households to where those of their grid centre.")
    roundness: float = Field(description="1 for a circle.")
    splits: int = Field(description="Grids beyond the first that compounds lie in, summed.")
    compounds_split: int = Field(description="Compounds that one grid could hold, and are split.")
    crossings: int = Field(description="Grids that cross a barrier.")
    hard: int = Field(description="Violations that bar the plan from being published.")


class PreviewGrid(BaseModel):
    """A grid that an edit changes."""

    grid_code: str
    kind: Literal["ordinary", "special"]
    before: int = Field(description="Households; 0 for a new grid.")
    after: int = Field(description="Households; 0 for a grid that is retired.")


class PreviewOutline(BaseModel):
    """A grid that an edit changes, as it is afterwards."""

    grid_code: str
    kind: Literal["ordinary", "special"]
    households: int
    geometry: dict[str, Any] = Field(description="GeoJSON, simplified by half a metre.")


class Preview(BaseModel):
    """What the edit that a job found makes of the plan; `preview` of a result for a draft."""

    version: int = Field(description="The version that it was tried on.")
    flips: list[tuple[str, str | None, str | None]] = Field(description="Unit, old, new grid.")
    grids: list[PreviewGrid]
    outlines: list[PreviewOutline]
    households: int = Field(description="Households of the units that change their grid.")
    moved: int = Field(description="Those of them that had a grid.")
    resolved: list[str] = Field(description="Keys of violations that are gone after it.")
    added: list[ViolationRow] = Field(description="Violations that it brings.")
    before: Scores
    after: Scores
    refused: Words | None = Field(description="Why the edit would be refused now.")


class Reason(BaseModel):
    """Why a piece of a community is not in the band."""

    community_code: str
    what: Words
    remedy: Words
    households: int
    place: tuple[float, float] | None = Field(description="Longitude and latitude in degrees.")


class JobProblem(BaseModel):
    """Why a job failed."""

    model_config = ConfigDict(extra="allow")

    what: Words = Field(description="What is wrong.")
    remedy: Words = Field(description="What to do about it.")
    faults: list[dict[str, Any]] | None = Field(
        default=None, description="Every fault of a file that was refused."
    )


class JobInfo(BaseModel):
    """A job as it is now."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    cancel: bool = Field(description="Whether somebody asked for its end.")
    share: float = Field(description="Fraction that is done.")
    step: Words | None = Field(description="What is being done.")
    communities: list[str] = Field(description="Codes of the communities that it is about.")
    params: dict[str, Any]
    attempts: int = Field(description="How often it was begun.")
    problem: JobProblem | None = Field(description="Why it failed.")
    time: str = Field(description="When it was asked for, in UTC.")
    started: str | None
    ended: str | None
    links: list[Link]


class JobList(BaseModel):
    """Jobs, the newest first."""

    jobs: list[JobInfo]
    links: list[Link]
