"""The models of both stores."""

from gridmap_api.store.models.codes import (
    GivenCode,
    KeptSuccession,
    OutsideCode,
    PublicCount,
    PublicRelease,
)
from gridmap_api.store.models.layers import LayerVersion, Unit, UnitSet
from gridmap_api.store.models.patrols import HazardVisit, PatrolLink, PatrolRow, PatrolTick
from gridmap_api.store.models.plans import (
    Comment,
    NamedVersion,
    PlanEvent,
    PlanGrid,
    PlanRow,
    PlanSnapshot,
    PlanUnit,
    PlanViolation,
    Publication,
)
from gridmap_api.store.models.reports import Photo, Report, ReportEntry, ReportEvent
from gridmap_api.store.models.service import (
    Account,
    Answer,
    ApiToken,
    AuditEntry,
    Job,
    JobPart,
    LoginLink,
    LoginSession,
    StoreFact,
)
from gridmap_api.store.models.teams import KeptList, KeptListRow, TeamMember
from gridmap_api.store.models.totals import PublishedTotal

__all__ = [
    "Account",
    "Answer",
    "ApiToken",
    "AuditEntry",
    "Comment",
    "GivenCode",
    "HazardVisit",
    "Job",
    "JobPart",
    "KeptList",
    "KeptListRow",
    "KeptSuccession",
    "LayerVersion",
    "LoginLink",
    "LoginSession",
    "NamedVersion",
    "OutsideCode",
    "PatrolLink",
    "PatrolRow",
    "PatrolTick",
    "Photo",
    "PlanEvent",
    "PlanGrid",
    "PlanRow",
    "PlanSnapshot",
    "PlanUnit",
    "PlanViolation",
    "PublicCount",
    "PublicRelease",
    "Publication",
    "PublishedTotal",
    "Report",
    "ReportEntry",
    "ReportEvent",
    "StoreFact",
    "TeamMember",
    "Unit",
    "UnitSet",
]
