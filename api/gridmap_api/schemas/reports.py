"""Reports, their steps and figures, photos, and the entries by which residents report."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from gridmap_api.schemas.common import Link
from gridmap_api.schemas.plans import IDENTIFIER, LINES, UNCHANGED, Code, Name

State = Literal["found", "sorted", "assigned", "followed", "closed", "revisited"]
Step = Literal["sort", "assign", "follow", "close", "revisit", "reopen", "note"]
Kind = Literal[
    "waterlogging", "drain", "road", "fire", "structure", "utility", "litter", "tree", "other"
]
LONGEST_NOTE = 500
Note = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NOTE, pattern=LINES)
]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$", max_length=27),
]
"""A time as the store keeps it: such texts sort by time."""
GridCode = Annotated[str, StringConstraints(max_length=32, pattern=IDENTIFIER)]


class FindingFields(BaseModel):
    """The fields of a form by which something is reported, besides its photos."""

    model_config = UNCHANGED

    kind: Kind
    note: Note = ""
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    accuracy_m: float | None = Field(default=None, ge=0, le=10**6)
    place_source: Literal["device", "map"] = "device"
    hazard_id: Annotated[str, StringConstraints(max_length=200, pattern=LINES)] | None = None

    @property
    def place(self) -> tuple[float, float] | None:
        """Longitude and latitude, if both are given."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


class ReportQuery(BaseModel):
    """Which reports an address asks for."""

    plan_id: Code | None = Field(default=None, description="The plan whose grids are told.")
    state: list[State] | None = Field(
        default=None, max_length=6, description="States; repeated for several."
    )
    overdue: bool = Field(default=False, description="Only those past their deadline.")
    community: GridCode | None = Field(default=None, description="Code of a community.")
    grid: GridCode | None = Field(default=None, description="Code of a grid of the plan.")
    since: Moment | None = Field(default=None, description="Reported at this time in UTC or later.")
    until: Moment | None = Field(default=None, description="Reported before this time in UTC.")
    limit: int = Field(default=200, ge=1, le=1_000, description="Reports on the page.")
    offset: int = Field(default=0, ge=0, le=10**6, description="Reports to leave out.")


class ReportItem(BaseModel):
    """A report as it stands now."""

    id: str
    receipt: str = Field(description="What whoever reported can name it by.")
    community_code: str
    grid_code: str | None = Field(description="The grid of the plan that was asked for.")
    entry_id: str | None = Field(description="The QR entry by which it came.")
    hazard_id: str | None
    building_id: str | None
    kind: Kind
    note: str
    place: list[float] = Field(description="Longitude and latitude in degrees.")
    place_source: Literal["device", "map", "entry"]
    accuracy_m: float | None
    reporter: str = Field(description="Name of the account; empty for residents.")
    time: str = Field(description="When it was reported, in UTC.")
    state: State
    version: int = Field(description="Number of its last step: the base of the next one.")
    assignee: str
    due: str | None
    closed: str | None
    overdue: bool
    photos: int = Field(description="How many photos there are.")
    steps: list[Step] = Field(description="What may be done with it now, by the one who asks.")


class ReportList(BaseModel):
    """A page of reports, the newest first."""

    number_matched: int
    reports: list[ReportItem]
    links: list[Link]


class ReportEventInfo(BaseModel):
    """A step that was taken."""

    number: int
    step: Literal["report", "sort", "assign", "follow", "close", "revisit", "reopen", "note"]
    state: State = Field(description="The state that it led to.")
    actor: str = Field(description="Name of the account; empty for residents.")
    time: str
    note: str
    kind: Kind | None
    assignee: str | None
    due: str | None


class PhotoInfo(BaseModel):
    """A photo, which lies at `/photos/{id}`."""

    id: str
    time: str
    actor: str
    media_type: str
    width_px: int
    height_px: int
    size_bytes: int


class ReportDetail(ReportItem):
    """A report with its steps and photos."""

    events: list[ReportEventInfo]
    photo_list: list[PhotoInfo]


class NewStep(BaseModel):
    """A step to be taken with a report."""

    model_config = UNCHANGED

    step: Step
    note: Note = ""
    kind: Kind | None = Field(default=None, description="To which a report is sorted.")
    assignee: Name | None = Field(default=None, description="Who is to do it.")
    due: AwareDatetime | None = Field(default=None, description="Until when it is to be done.")


class FiguresInfo(BaseModel):
    """Figures of some reports."""

    count: int
    open: int
    overdue: int = Field(description="Open, and past their deadline.")
    closed: int
    late: int = Field(description="Closed after their deadline.")
    same_day: int = Field(description="Closed on the day on which they were reported.")
    same_day_rate: float | None
    median_hours: float | None = Field(description="From the report until it was closed.")


class GridFigures(FiguresInfo):
    """Figures of a grid."""

    grid_code: str | None = Field(description="Null for what lies in no grid of the plan.")
    name: str


class FiguresList(BaseModel):
    """Figures of the grids of a plan, by the places of the reports."""

    grids: list[GridFigures]
    whole: FiguresInfo


class PhotoIds(BaseModel):
    """Photos that were kept."""

    photos: list[str]


class EntryInfo(BaseModel):
    """A QR entry."""

    id: str
    community_code: str
    plan_id: str | None
    grid_code: str | None
    building_id: str | None
    name: str = Field(description="What is printed under the code.")
    place: list[float]
    actor: str
    time: str
    revoked: bool
    revoked_by: str | None
    revoked_time: str | None


class EntryList(BaseModel):
    """The QR entries that may be seen."""

    entries: list[EntryInfo]


class NewEntries(BaseModel):
    """Grids of a plan, or buildings, that are to have a QR entry each."""

    model_config = UNCHANGED

    plan_id: Code | None = None
    grids: list[GridCode] = Field(
        default_factory=list, max_length=2_000, description="None for every grid of the plan."
    )
    buildings: list[Annotated[str, StringConstraints(max_length=200, pattern=LINES)]] = Field(
        default_factory=list, max_length=500
    )

    @model_validator(mode="after")
    def _is_of_something(self) -> Self:
        if self.plan_id is None and (self.grids or not self.buildings):
            raise ValueError("a plan or buildings")
        return self


class QrCode(BaseModel):
    """A QR code as a drawing of squares."""

    size: int = Field(description="Modules along a side, the quiet zone included.")
    path: str = Field(description="The dark modules as the path of an SVG, a module to a unit.")


class MadeEntry(EntryInfo):
    """A QR entry with its address, which is told this once."""

    address: str = Field(description="What stands in the code.")
    qr: QrCode


class MadeEntries(BaseModel):
    """QR entries that were made."""

    entries: list[MadeEntry]


class EntryPlace(BaseModel):
    """What the page behind a QR code says: where one is."""

    name: str


class Receipt(BaseModel):
    """That a report has come in."""

    receipt: str = Field(description="By which the office can be asked about it.")
    photos: int = Field(description="How many photos came with it.")
