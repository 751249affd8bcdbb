"""A small world in which random histories are written, by the real actions: plans, structures, places, funders."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from communes.models import Place
from programmes.actions.activities import cancel_activity, change_activity, revise_activity
from programmes.actions.carry_over import Choice, carry_over, remaining, undo_carry_over
from programmes.actions.closing import close_plan, reopen_plan
from programmes.actions.new_activities import create_activity
from programmes.actions.plans import adopt_plan, undo_adoption
from programmes.actions.refusals import Refusal
from programmes.actions.reviews import approve_report, return_report, undo_approval, withdraw_report
from programmes.actions.status import report_status
from programmes.actions.undoing import undo_decision
from programmes.models import ActionPlan, Activity, FundingSource, Programme, Revision, StatusReport
from tests.factories import (
    CommuneFactory,
    DepartmentFactory,
    DepartmentMembershipFactory,
    FundingSourceFactory,
    PartnerFactory,
    PlanFactory,
    ProgrammeFactory,
    SectorFactory,
    UserFactory,
)

STATUSES = ("planned", "in_progress", "done", "not_done")


@dataclass
class World:
    """Everything the acts choose from; `year` is the last full one."""

    year: int
    agent: User
    direction: User
    plans: list[ActionPlan]
    departments: list
    programmes: list[Programme]
    sectors: list
    sources: list[FundingSource]
    places: list[Place]

    @classmethod
    def make(cls) -> "World":
        """Two plans of a structure, one a draft, and the plan of a phase of a programme, adopted."""
        year = timezone.localdate().year - 1
        own, other = DepartmentFactory(), DepartmentFactory()
        programme = ProgrammeFactory()
        phase = ProgrammeFactory(parent=programme)
        partner, second = PartnerFactory(), PartnerFactory()
        near, far = CommuneFactory(), CommuneFactory()
        return cls(
            year=year,
            agent=DepartmentMembershipFactory(department=own).user,
            direction=UserFactory(role=Role.DIRECTION),
            plans=[
                PlanFactory(department=own, year=year - 1, adopted_on=date(year - 1, 1, 10)),
                PlanFactory(department=own, year=year, adopted_on=None),
                PlanFactory(department=None, programme=phase, year=year, adopted_on=date(year, 1, 20)),
            ],
            departments=[own, other, None],
            programmes=[None, programme, phase, ProgrammeFactory()],
            sectors=[SectorFactory(), None],
            sources=[
                FundingSourceFactory(kind="national_budget"),
                FundingSourceFactory(partner=partner),
                FundingSourceFactory(partner=partner),
                FundingSourceFactory(partner=second),
            ],
            places=[near, far, near.cercle, far.region],
        )

    def day(self, number: int, plan: ActionPlan | None = None) -> date:
        """A day of the two years of the plans, from the adoption of this one on."""
        since = plan.adopted_on if plan and plan.adopted_on else date(self.year - 1, 1, 10)
        return since + timedelta(days=number % (700 if since.year < self.year else 340))

    def act(self, name: str, one: int, other: int, number: int) -> None:
        """Do one of `ACTS`, as a person would, to what the numbers choose; what is refused changes nothing."""
        try:
            ACTS[name](self, one, other, number)
        except (Refusal, ValidationError, ProtectedError):
            return

    # --- what is chosen

    def activity(self, number: int) -> Activity:
        """One of the activities, in an adopted plan where there is one."""
        rows = list(Activity.objects.order_by("plan__adopted_on", "pk").select_related("plan"))
        rows = [row for row in rows if row.plan.adopted_on and not row.cancelled_on] or rows
        return rows[number % len(rows)]

    def funding(self, number: int) -> list:
        """Between no source and all of them."""
        return [(source, None, "XOF") for place, source in enumerate(self.sources) if number >> place & 1]

    def places_of(self, number: int) -> list[Place]:
        """Between no place and all of them."""
        return [place for rank, place in enumerate(self.places) if number >> rank & 1]


def _add(world: World, one: int, other: int, number: int) -> None:
    plan = world.plans[one % len(world.plans)]
    create_activity(
        plan=plan,
        by=world.direction,
        title=f"Activité {number}",
        department=world.departments[other % 3],
        programme=world.programmes[number % 4],
        sector=world.sectors[other % 2],
        planned_end=None if number % 5 == 0 else world.day(number, plan),
        budget=None if other % 4 == 0 else Decimal(number % 50),
        currency="EUR" if number % 7 == 0 else "XOF",
        weight=1 + other % 3,
        places=world.places_of(number),
        funding=world.funding(other),
        is_demonstration=number % 2 == 0,
        added_on=plan.adopted_on and world.day(number, plan),
        initial=other % 2 == 0,
    )


def _report(world: World, one: int, other: int, number: int, corrects: StatusReport | None = None) -> None:
    activity = corrects.activity if corrects else world.activity(one)
    status = STATUSES[other % 4]
    report_status(
        activity=activity,
        by=corrects.author
        if corrects
        else world.agent
        if activity.department == world.departments[0]
        else None,
        status=status,
        progress=Decimal(number % 100) if status == "in_progress" and number % 3 else None,
        effective_date=world.day(number, activity.plan),
        spent=None if number % 4 == 0 else Decimal(number % 60),
        committed=None if number % 3 == 0 else Decimal(number % 70),
        corrects=corrects,
    )


def _reports(world: World, one: int) -> StatusReport | None:
    reports = list(StatusReport.objects.order_by("pk"))
    return reports[one % len(reports)] if reports else None


def _correct(world: World, one: int, other: int, number: int) -> None:
    if report := _reports(world, one):
        _report(world, one, other, number, corrects=report)


def _review(world: World, one: int, other: int, number: int) -> None:
    if (report := _reports(world, one)) is None:
        return
    if other % 4 == 0:
        approve_report(report=report, by=world.direction)
    elif other % 4 == 1:
        return_report(report=report, by=world.direction, reason="Précisez")
    elif other % 4 == 2:
        withdraw_report(report=report, by=report.author)
    else:
        undo_approval(report=report, by=world.direction)


def _revise(world: World, one: int, other: int, number: int) -> None:
    new = {
        "planned_end": world.day(number),
        "budget": None if number % 6 == 0 else Decimal(number % 80),
        "department": world.departments[number % 2],
    }
    field = sorted(new)[other % 3]
    activity = world.activity(one)
    revise_activity(
        activity=activity,
        field=field,
        new=new[field],
        decided_on=world.day(number, activity.plan),
        reason="Décision",
        by=world.direction,
    )


def _cancel(world: World, one: int, other: int, number: int) -> None:
    activity = world.activity(one)
    cancel_activity(
        activity=activity,
        decided_on=world.day(number, activity.plan),
        reason="Décision",
        by=world.direction,
    )


def _undo(world: World, one: int, other: int, number: int) -> None:
    if revision := Revision.objects.order_by("-entered_at", "-pk").first():
        undo_decision(revision=revision, by=world.direction)


def _change(world: World, one: int, other: int, number: int) -> None:
    change_activity(
        activity=world.activity(one),
        by=world.direction,
        places=world.places_of(number),
        funding=world.funding(other),
        sector=world.sectors[number % 2],
        programme=world.programmes[other % 4],
    )


def _live(world: World, one: int, other: int, number: int) -> None:
    """The life of a plan: adopted or back to a draft, closed or opened again."""
    plan = ActionPlan.objects.get(pk=world.plans[one % len(world.plans)].pk)
    if plan.adopted_on is None:
        adopt_plan(plan=plan, on=date(plan.year, 1, 15), by=world.direction)
    elif plan.closed_on:
        reopen_plan(plan=plan, by=world.direction, reason="À revoir")
    elif other % 3 == 0:
        undo_adoption(plan=plan, by=world.direction, reason="Par erreur")
    else:
        close_plan(plan=plan, on=world.day(number, plan), by=world.direction)
    world.plans[one % len(world.plans)] = ActionPlan.objects.get(pk=plan.pk)


def _carry(world: World, one: int, other: int, number: int) -> None:
    plan, target = world.plans[0], world.plans[1]
    if other % 8 == 0 and target.activities.exists():
        undo_carry_over(plan=plan, target=target, by=world.direction)
        return
    if not plan.closed_on:
        plan = close_plan(plan=plan, on=date(plan.year, 12, 31), by=world.direction).plan
        world.plans[0] = plan
    rows = [row for row in plan.activities.order_by("pk") if not hasattr(row, "carried_to")]
    chosen = [Choice(row, f"R{row.code}", remaining(row)) for row in rows[: 1 + number % 3]]
    carry_over(plan=plan, target=target, chosen=chosen, by=world.direction, shift=number % 2 == 0)


ACTS = {
    "add": _add,
    "report": _report,
    "correct": _correct,
    "review": _review,
    "revise": _revise,
    "cancel": _cancel,
    "undo": _undo,
    "change": _change,
    "live": _live,
    "carry": _carry,
}
