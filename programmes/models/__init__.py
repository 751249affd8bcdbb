"""What people enter, one subject a module."""

from programmes.models.activities import (
    Activity,
    ActivityKind,
    Funding,
    Review,
    Revision,
    Stage,
    StageGrid,
    Status,
)
from programmes.models.documents import Document
from programmes.models.fields import Currency
from programmes.models.imports import ImportRun, MappingMemory
from programmes.models.indicators import Indicator, IndicatorTarget, Measurement, MeasurementPart
from programmes.models.partners import (
    Department,
    DepartmentAlias,
    DepartmentMembership,
    FundingSource,
    Partner,
    PartnerAlias,
    Sector,
)
from programmes.models.plans import ActionPlan, DeclaredFigure, PlanClosing, PlanFunding
from programmes.models.priorities import Pledge, PriorityAction
from programmes.models.programmes import (
    Contribution,
    Participation,
    Programme,
    ProgrammeSection,
    Suspension,
    TargetGroup,
    TeamMember,
)
from programmes.models.reassignment import ReassignedActivity, Reassignment
from programmes.models.recommendations import Recommendation, RecommendationUpdate
from programmes.models.reminders import ReminderPreference, ReminderSending
from programmes.models.results import Achievement, LocalStructure, Result, SwotAnalysis, SwotItem
from programmes.models.status import DelayReason, StatusReport
from programmes.models.tallies import DayTally, Tally
from programmes.models.weeks import WeekPriority, WeekSheet
from programmes.models.workshops import (
    Participant,
    WorkingGroup,
    Workshop,
    WorkshopDay,
    WorkshopOfficial,
    WorkshopOrganisation,
    WorkshopPlan,
    WorkshopSection,
)

__all__ = [
    "Achievement",
    "ActionPlan",
    "Activity",
    "ActivityKind",
    "Contribution",
    "Currency",
    "DayTally",
    "DeclaredFigure",
    "DelayReason",
    "Department",
    "DepartmentAlias",
    "DepartmentMembership",
    "Document",
    "Funding",
    "FundingSource",
    "ImportRun",
    "Indicator",
    "IndicatorTarget",
    "LocalStructure",
    "MappingMemory",
    "Measurement",
    "MeasurementPart",
    "Participant",
    "Participation",
    "Partner",
    "PartnerAlias",
    "PlanClosing",
    "PlanFunding",
    "Pledge",
    "PriorityAction",
    "Programme",
    "ProgrammeSection",
    "ReassignedActivity",
    "Reassignment",
    "Recommendation",
    "RecommendationUpdate",
    "ReminderPreference",
    "ReminderSending",
    "Result",
    "Review",
    "Revision",
    "Sector",
    "Stage",
    "StageGrid",
    "Status",
    "StatusReport",
    "Suspension",
    "SwotAnalysis",
    "SwotItem",
    "Tally",
    "TargetGroup",
    "TeamMember",
    "WeekPriority",
    "WeekSheet",
    "WorkingGroup",
    "Workshop",
    "WorkshopDay",
    "WorkshopOfficial",
    "WorkshopOrganisation",
    "WorkshopPlan",
    "WorkshopSection",
]
