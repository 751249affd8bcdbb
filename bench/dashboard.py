"""The dashboard: its pages, and the figures behind them."""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from bench.cases import Case, Floor, client_of, direction, getting
from bench.pages import constant, querying
from programmes.dimensions import Dimension
from programmes.models import ActionPlan, Department, Partner
from programmes.situation import Situation
from reporting.figures.dashboard import Dashboard, DashboardScope
from reporting.figures.dashboard.reading import Reading
from reporting.figures.dashboard.rows import sums_of

#: What a dashboard would ask of the rows themselves.
GROUPED = """
    SELECT a.department_id, a.status, count(*), sum(a.budget), sum(a.spent), sum(a.committed),
        sum(CASE WHEN a.planned_end < '2030-01-01' THEN 1 ELSE 0 END)
    FROM programmes_activity a JOIN programmes_actionplan p ON p.id = a.plan_id
    WHERE p.adopted_on IS NOT NULL {year} GROUP BY a.department_id, a.status
"""
#: Where each activity stood at a date, and nothing else.
STOOD = """
    SELECT status, count(*), sum(spent) FROM (
        SELECT r.status, r.spent, row_number() OVER (
            PARTITION BY r.activity_id ORDER BY r.effective_date DESC, r.entered_at DESC, r.id DESC) AS place
        FROM programmes_statusreport r
        JOIN programmes_activity a ON a.id = r.activity_id JOIN programmes_actionplan p ON p.id = a.plan_id
        WHERE p.adopted_on <= %s AND p.programme_id IS NULL AND r.effective_date <= %s
            AND r.review IN ('pending', 'approved')
    ) AS latest WHERE place = 1 GROUP BY status
"""


def last_year() -> int:
    """The year in execution."""
    return ActionPlan.objects.adopted().order_by("-year").values_list("year", flat=True).first()


def a_partner() -> User:
    """An account of a partner that takes part in two programmes and funds nothing by itself."""
    user = User.objects.filter(email="partenaire@mesure.example").first()
    if user is None:
        user = User(email="partenaire@mesure.example", full_name="Partenaire de mesure", role=Role.PARTNER)
        user.set_unusable_password()
        user.save()
        partners = Partner.objects.filter(code__startswith="MESURE", funding_sources=None)
        two = next(one for one in partners.order_by("pk") if one.participations.count() == 2)
        two.members.add(user)
    return user


def page_of(user: User, query: str, most: float) -> Iterator[Case]:
    """The dashboard as a page, beside the view that returns a constant."""
    client = client_of(user)
    yield Case(getting(client, f"{reverse('reporting:dashboard')}?{query}"), (constant(client),), most=most)


def of_a_year() -> Iterator[Case]:
    """One year, by department; beside the same sums asked of the rows."""
    year, client = last_year(), client_of(direction())
    grouped = querying(GROUPED.format(year="AND p.year = %s"), year)
    url = f"{reverse('reporting:dashboard')}?year={year}&par=department"
    yield Case(getting(client, url), (constant(client), Floor("SQL group by", grouped)), most=30)


def of_all_years() -> Iterator[Case]:
    """All years, by year."""
    client = client_of(direction())
    grouped = querying(GROUPED.format(year=""))
    url = f"{reverse('reporting:dashboard')}?year=all&par=year"
    yield Case(getting(client, url), (constant(client), Floor("SQL group by", grouped)), most=60)


def filtered() -> Iterator[Case]:
    """One year, one department, by region."""
    code = Department.objects.filter(code__startswith="MESURE-").order_by("pk").first().code
    yield from page_of(direction(), f"year={last_year()}&department={code}&par=region", 30)


def of_a_partner() -> Iterator[Case]:
    """One year, as a partner sees it, by programme."""
    yield from page_of(a_partner(), f"year={last_year()}&par=programme", 30)


def of_a_plan_at_a_date() -> Iterator[Case]:
    """The figures of a plan of some hundred activities at a past date, without a page."""
    plan = ActionPlan.objects.filter(code__startswith="MESURE-", year=last_year()).order_by("pk").first()
    scope = DashboardScope(
        filters=((Dimension.PLAN, plan.code),), situation=Situation.today(date(plan.year, 7, 1))
    )
    user = direction()
    yield Case(lambda: Dashboard(user, scope).figures(Dimension.DEPARTMENT), most=20)


def of_everything_at_a_date() -> Iterator[Case]:
    """The total of all years at a past date, beside the window query alone."""
    at = date(last_year(), 7, 1)
    reading = Reading(direction(), DashboardScope(situation=Situation.today(at)))
    day = connection.ops.adapt_datefield_value(at)
    floor = Floor("SQL fenêtre", querying(STOOD, day, day), most=3)
    yield Case(lambda: sums_of(reading.stood()).total.figures(), (floor,))
