"""A random portal: three years of plans with their histories, written as bare rows, the same for the same seed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from accounts.roles import Role
from programmes.models import Activity, Funding, Revision, StatusReport
from tests.factories import (
    CercleFactory,
    CommuneFactory,
    ContributionFactory,
    DepartmentFactory,
    FundingSourceFactory,
    ParticipationFactory,
    PartnerFactory,
    PlanFactory,
    ProgrammeFactory,
    RegionFactory,
    SectorFactory,
    UserFactory,
)

YEARS = (2021, 2022, 2023)
LINES = 9  # activities a plan
STATUSES = ("planned", "in_progress", "done", "done", "not_done")
CURRENCIES = ("XOF", "XOF", "XOF", "EUR")


def noon(day: date, later: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=later)


class World:
    """Writes the rows; `people` are one account a role, two partners among them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._reference()
        self.activities: list[Activity] = []
        self.carried: set[int] = set()
        for year in YEARS:
            for rank, owner in enumerate((*self.departments[:1], self.programmes[0])):
                self._plan(year, rank, owner)

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def some(self, rows: list, most: int) -> list:
        return self.random.sample(rows, self.random.randint(0, min(most, len(rows))))

    def day(self, year: int) -> date:
        return date(year, 1, 1) + timedelta(days=self.random.randint(0, 500))

    # --- what plans refer to

    def _reference(self) -> None:
        self.departments = [DepartmentFactory(code=f"SD-{n}", name=f"Sous-direction {n}") for n in range(3)]
        self.sectors = [SectorFactory(code=f"domaine-{n}") for n in range(2)]
        partners = [PartnerFactory(code=f"PTF-{n}", name=f"Partenaire {n}") for n in range(3)]
        parent = ProgrammeFactory(code="PROG")
        self.programmes = [
            parent,
            ProgrammeFactory(code="PROG-I", parent=parent),
            ProgrammeFactory(code="AUTRE"),
        ]
        ParticipationFactory(programme=self.programmes[1], partner=partners[0])
        ContributionFactory(programme=self.programmes[2], partner=partners[1])
        self.sources = [
            FundingSourceFactory(code="SOURCE-A", partner=partners[0]),
            FundingSourceFactory(code="SOURCE-B", partner=partners[1]),
            FundingSourceFactory(code="SOURCE-C", partner=partners[1]),
            FundingSourceFactory(code="SOURCE-D", programme=parent),
        ]
        regions = [RegionFactory(key=f"region-{n}") for n in range(2)]
        cercles = [CercleFactory(key=f"cercle-{n}", region=regions[n % 2]) for n in range(3)]
        communes = [CommuneFactory(key=f"commune-{n}", cercle=cercles[n % 3]) for n in range(5)]
        communes.append(CommuneFactory(key="commune-5", region=regions[0], cercle=None))
        self.places = [*regions, *cercles, *communes]
        self.people = {
            role: UserFactory(role=role, email=f"{role}@exemple.ml")
            for role in (Role.AGENT, Role.VALIDATOR, Role.DIRECTION, Role.ADMINISTRATOR)
        }
        self.people["partner"] = UserFactory(role=Role.PARTNER, email="partner@exemple.ml")
        self.people["other partner"] = UserFactory(role=Role.PARTNER, email="other@exemple.ml")
        partners[0].members.add(self.people["partner"])
        partners[1].members.add(self.people["other partner"])

    # --- plans

    def _plan(self, year: int, rank: int, owner) -> None:
        owned = {"department": owner} if rank == 0 else {"department": None, "programme": owner}
        adopted = date(year, 1, 10) + timedelta(days=30 * rank)
        closed = date(year, 12, 20) if year != YEARS[-1] and self.maybe(0.6) else None
        plan = PlanFactory(code=f"P-{year}-{rank}", year=year, adopted_on=adopted, closed_on=closed, **owned)
        left = [row for row in self.activities if row.plan.year < year and row.pk not in self.carried]
        self.activities += [self._activity(plan, number, left) for number in range(LINES)]

    def _activity(self, plan, number: int, left: list[Activity]) -> Activity:
        carried = left.pop(self.random.randrange(len(left))) if left and self.maybe(0.35) else None
        if carried:
            self.carried.add(carried.pk)
        added = self.day(plan.year) if self.maybe(0.15) else None
        if added and added < plan.adopted_on:
            added = plan.adopted_on
        row = Activity(
            plan=plan,
            code=f"L{number:02}",
            title=f"Ligne {number}",
            position=number,
            department=self.random.choice([*self.departments, None]),
            programme=self.random.choice([*self.programmes, None, None]),
            sector=self.random.choice([*self.sectors, None]),
            weight=Decimal(self.random.randint(1, 3)),
            currency=self.random.choice(CURRENCIES),
            carried_from=carried,
            added_on=added,
            added_recorded_at=noon(added, self.random.randint(0, 40)) if added else None,
        )
        decisions = self._decisions(row)
        row.save()
        for decision in decisions:
            decision.activity = row
            decision.save()
        row.places.set(self.some(self.places, 2))
        for source in self.some(self.sources, 2):
            Funding.objects.create(activity=row, source=source, currency=row.currency)
        self._reports(row)
        return row

    def _decisions(self, row: Activity) -> list[Revision]:
        """How its planned end and its budget were revised, perhaps its cancellation; its columns follow."""
        end = self.day(row.plan.year) if self.maybe(0.85) else None
        budget = Decimal(self.random.randint(1, 40)) * 25 / 100 if self.maybe(0.8) else None
        decisions: list[Revision] = []
        row.planned_end, entered = end, noon(row.plan.adopted_on)
        for _ in range(self.random.choice((0, 0, 1, 2))):
            entered += timedelta(days=self.random.randint(1, 60))
            decided = (entered - timedelta(days=self.random.randint(0, 50))).date()
            decided = max(decided, row.plan.adopted_on)
            new = self.day(row.plan.year)
            decisions.append(
                _revision("planned_end", decided, entered, old_date=row.planned_end, new_date=new)
            )
            row.planned_end = max(decisions, key=lambda one: (one.decided_on, one.entered_at)).new_date
        row.budget = budget
        if self.maybe(0.2):
            entered = noon(row.plan.adopted_on, self.random.randint(1, 300))
            new_budget = Decimal(self.random.randint(1, 40))
            decisions.append(
                _revision(
                    "budget",
                    entered.date(),
                    entered,
                    old="" if budget is None else str(budget),
                    new=str(new_budget),
                )
            )
            row.budget = new_budget
        if self.maybe(0.12):
            decided = row.plan.adopted_on + timedelta(days=self.random.randint(0, 300))
            row.cancelled_on, row.status = decided, "cancelled"
            decisions.append(
                _revision(
                    "cancelled_on", decided, noon(decided, self.random.randint(0, 20)), new_date=decided
                )
            )
        return decisions

    def _reports(self, row: Activity) -> None:
        before = None
        for _ in range(self.random.randint(0, 4)):
            effective = row.plan.adopted_on + timedelta(days=self.random.randint(0, 380))
            entered = noon(effective, self.random.randint(0, 60))
            status = self.random.choice(STATUSES)
            review = self.random.choice(("pending", "approved", "approved", "returned", "withdrawn"))
            corrects = before if before and self.maybe(0.3) else None
            settled = None
            if review != "pending":
                settled = entered + timedelta(days=self.random.randint(0, 40))
            before = StatusReport.objects.create(
                activity=row,
                effective_date=effective,
                entered_at=entered,
                status=status,
                progress=self.random.choice((None, 10, 45)) if status == "in_progress" else None,
                spent=self.random.choice((None, Decimal(self.random.randint(0, 20)))),
                committed=self.random.choice((None, Decimal(self.random.randint(0, 20)))),
                review=review,
                reviewed_at=settled,
                review_reason="Motif" if review == "returned" else "",
                corrects=corrects,
            )


def _revision(name: str, decided: date, entered: datetime, **values) -> Revision:
    return Revision(field=name, decided_on=decided, entered_at=entered, reason="Motif", **values)
