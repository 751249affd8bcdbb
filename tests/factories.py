"""Objects for tests, one factory per main model. Each makes the least that is valid; a test says what matters to it.

Texts are plain and numbered, so that a failure is easy to read; names of the real documents belong in the tests
that quote them.
"""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from accounts.roles import Role
from communes.models import Cercle, Commune, Region
from programmes.models import (
    ActionPlan,
    Activity,
    Contribution,
    DeclaredFigure,
    Department,
    DepartmentMembership,
    Funding,
    FundingSource,
    Indicator,
    IndicatorTarget,
    Measurement,
    Participation,
    Partner,
    PlanFunding,
    Programme,
    Recommendation,
    Result,
    Sector,
    StatusReport,
    Workshop,
)

# --- people ---------------------------------------------------------------------------------------


class UserFactory(DjangoModelFactory):
    """An account that cannot sign in by password; give `password="…"` for one that can."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"personne{n}@exemple.ml")
    full_name = factory.Sequence(lambda n: f"Personne {n}")
    role = Role.AGENT

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return model_class.objects.create_user(*args, **fields)


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department

    code = factory.Sequence(lambda n: f"SD-{n}")
    name = factory.Sequence(lambda n: f"Sous-direction {n}")
    acronym = factory.Sequence(lambda n: f"SD{n}")


class DepartmentMembershipFactory(DjangoModelFactory):
    class Meta:
        model = DepartmentMembership

    department = factory.SubFactory(DepartmentFactory)
    user = factory.SubFactory(UserFactory)


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    code = factory.Sequence(lambda n: f"PARTENAIRE-{n}")
    name = factory.Sequence(lambda n: f"Partenaire {n}")


# --- territory ------------------------------------------------------------------------------------


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region

    key = factory.Sequence(lambda n: f"region-{n}")
    kind = "region"
    name = factory.Sequence(lambda n: f"Région {n}")


class CercleFactory(DjangoModelFactory):
    class Meta:
        model = Cercle

    key = factory.Sequence(lambda n: f"cercle-{n}")
    kind = "cercle"
    name = factory.Sequence(lambda n: f"Cercle {n}")
    region = factory.SubFactory(RegionFactory)


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune

    key = factory.Sequence(lambda n: f"commune-{n}")
    kind = "commune"
    name = factory.Sequence(lambda n: f"Commune {n}")
    cercle = factory.SubFactory(CercleFactory)
    region = factory.SelfAttribute("cercle.region")


# --- programmes -----------------------------------------------------------------------------------


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector

    code = factory.Sequence(lambda n: f"domaine-{n}")
    name = factory.Sequence(lambda n: f"Domaine {n}")


class FundingSourceFactory(DjangoModelFactory):
    class Meta:
        model = FundingSource

    code = factory.Sequence(lambda n: f"SOURCE-{n}")
    name = factory.Sequence(lambda n: f"Source {n}")


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    code = factory.Sequence(lambda n: f"PROGRAMME-{n}")
    title = factory.Sequence(lambda n: f"Programme {n}")


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = Participation

    programme = factory.SubFactory(ProgrammeFactory)
    partner = factory.SubFactory(PartnerFactory)
    role = Participation.Role.DONOR


class ContributionFactory(DjangoModelFactory):
    class Meta:
        model = Contribution

    programme = factory.SubFactory(ProgrammeFactory)
    partner = factory.SubFactory(PartnerFactory)
    amount = Decimal(1_000_000)


class ResultFactory(DjangoModelFactory):
    """A result of a programme; for an objective of a plan give `plan=…, programme=None`."""

    class Meta:
        model = Result

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"R{n}")
    text = factory.Sequence(lambda n: f"Résultat {n}")


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"I{n}")
    label = factory.Sequence(lambda n: f"Indicateur {n}")


class IndicatorTargetFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorTarget

    indicator = factory.SubFactory(IndicatorFactory)
    value = Decimal(100)


class MeasurementFactory(DjangoModelFactory):
    class Meta:
        model = Measurement

    indicator = factory.SubFactory(IndicatorFactory)
    value = Decimal(50)


# --- plans ----------------------------------------------------------------------------------------


class PlanFactory(DjangoModelFactory):
    """An adopted plan of a department.

    `adopted_on=None` makes a draft; `department=None, programme=…` makes the plan of a programme.
    """

    class Meta:
        model = ActionPlan

    code = factory.Sequence(lambda n: f"PLAN-{n}")
    title = factory.Sequence(lambda n: f"Plan d’actions {n}")
    year = 2023
    department = factory.SubFactory(DepartmentFactory)
    adopted_on = date(2023, 1, 10)


class PlanFundingFactory(DjangoModelFactory):
    class Meta:
        model = PlanFunding

    plan = factory.SubFactory(PlanFactory)
    source = factory.SubFactory(FundingSourceFactory)


class DeclaredFigureFactory(DjangoModelFactory):
    class Meta:
        model = DeclaredFigure

    plan = factory.SubFactory(PlanFactory)
    measure = DeclaredFigure.Measure.EXECUTION_RATE
    value = Decimal("67.74")


class ActivityFactory(DjangoModelFactory):
    """A line of an adopted plan, for the department that owns the plan."""

    class Meta:
        model = Activity

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"A{n:03}")
    title = factory.Sequence(lambda n: f"Activité {n}")
    position = factory.Sequence(lambda n: n)
    department = factory.SelfAttribute("plan.department")


class FundingFactory(DjangoModelFactory):
    class Meta:
        model = Funding

    activity = factory.SubFactory(ActivityFactory)
    source = factory.SubFactory(FundingSourceFactory)


class StatusReportFactory(DjangoModelFactory):
    """A bare row of history: the activity's copy of its latest state is *not* written (use the action for that)."""

    class Meta:
        model = StatusReport

    activity = factory.SubFactory(ActivityFactory)
    effective_date = date(2023, 12, 20)
    status = "done"
    author = factory.SubFactory(UserFactory)


# --- workshops ------------------------------------------------------------------------------------


class WorkshopFactory(DjangoModelFactory):
    class Meta:
        model = Workshop

    code = factory.Sequence(lambda n: f"ATELIER-{n}")
    title = factory.Sequence(lambda n: f"Atelier {n}")
    start = date(2023, 12, 20)
    end = date(2023, 12, 23)


class RecommendationFactory(DjangoModelFactory):
    class Meta:
        model = Recommendation

    workshop = factory.SubFactory(WorkshopFactory)
    code = factory.Sequence(lambda n: f"REC-{n}")
    text = factory.Sequence(lambda n: f"Recommandation {n}")
