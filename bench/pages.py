"""Pages and the figures behind them."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count
from django.urls import reverse

from bench.cases import Case, Floor, an_open_activity, client_of, direction, getting
from communes.models import Place
from programmes.list_orders import sorted_activities
from programmes.models import ActionPlan, Activity
from programmes.paging import PAGE_SIZE
from reporting.drawings import execution_bars, status_bar
from reporting.figures import Situation, plan_figures

GROUPED = """
    SELECT a.status, a.department_id, count(*), sum(a.budget), sum(a.spent), sum(a.committed)
    FROM programmes_activity a WHERE a.plan_id = %s GROUP BY a.status, a.department_id
"""

LATEST = """
    SELECT status, count(*), sum(spent) FROM (
        SELECT r.status, r.spent, row_number() OVER (
            PARTITION BY r.activity_id ORDER BY r.effective_date DESC, r.entered_at DESC, r.id DESC) AS place
        FROM programmes_statusreport r JOIN programmes_activity a ON a.id = r.activity_id
        WHERE a.plan_id = %s AND r.effective_date <= %s AND r.review IN ('pending', 'approved')
    ) AS latest WHERE place = 1 GROUP BY status
"""

LIKE = "SELECT count(*) FROM programmes_activity WHERE search LIKE %s AND search LIKE %s"


def a_plan() -> ActionPlan:
    """The plan in execution nearest to a hundred activities."""
    plans = ActionPlan.objects.filter(code__startswith="MESURE-", closed_on=None, adopted_on__isnull=False)
    return plans.annotate(n=Count("activities")).filter(n__lte=100).order_by("-n", "code").first()


def querying(sql: str, *values: object):
    """Running a query and fetching all it gives."""

    def query() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    return query


def constant(client) -> Floor:
    """The view that returns a constant, asked for by the same person."""
    return Floor("vue constante", getting(client, reverse("bench_constant")))


def plan_page() -> Iterator[Case]:
    """The page of a plan of some hundred activities."""
    plan, client = a_plan(), client_of(direction())
    yield Case(
        getting(client, reverse("reporting:plan_detail", args=[plan.code])),
        (constant(client), Floor("SQL group by", querying(GROUPED, plan.pk))),
    )


def past_figures() -> Iterator[Case]:
    """The figures of a plan at a past date."""
    plan = a_plan()
    at = date(plan.year, 7, 1)
    yield Case(
        lambda: plan_figures(plan, Activity.objects.all(), Situation.today(at)),
        (Floor("SQL fenêtre", querying(LATEST, plan.pk, at)),),
        most=20,
    )


def activity_list() -> Iterator[Case]:
    """The first page of the list with three filters."""
    activity, client = an_open_activity(), client_of(direction())
    query = {
        "department": activity.department.code,
        "status": "in_progress",
        "sector": activity.sector.code,
    }
    rows = reverse("bench_fifty", args=[activity.department_id, activity.sector_id])
    yield Case(
        getting(client, f"{reverse('programmes:activity_list')}?{urlencode(query)}"),
        (Floor("50 lignes SQL", getting(client, rows)),),
        most=25,
    )


def activity_list_in_region() -> Iterator[Case]:
    """The first page of the late activities of a region and a sector."""
    activity, client = an_open_activity(), client_of(direction())
    region = Place.objects.filter(level="region").order_by("pk").first()
    query = {"place": region.key, "late": "1", "sector": activity.sector.code}
    yield Case(
        getting(client, f"{reverse('programmes:activity_list')}?{urlencode(query)}"),
        (constant(client),),
        most=25,
    )


def far_page() -> Iterator[Case]:
    """The page in the middle of the whole list (page 10,000 of a million), by the link that leads to it."""
    client, url = client_of(direction()), reverse("programmes:activity_list")
    before = Activity.objects.count() // 2
    last = sorted_activities(Activity.objects.all(), "").values_list("pk", flat=True)[before - 1]
    query = urlencode({"page": before // PAGE_SIZE + 1, "after": last})
    yield Case(getting(client, f"{url}?{query}"), (Floor("page 1", getting(client, url), most=1.3),))


def search() -> Iterator[Case]:
    """Two words looked for in all titles."""
    client = client_of(direction())
    url = f"{reverse('programmes:activity_list')}?{urlencode({'q': 'Élus Ansongo'})}"
    yield Case(getting(client, url), (Floor("SQL LIKE", querying(LIKE, "%elus%", "%ansongo%")),), most=30)


def activity_page() -> Iterator[Case]:
    """The page of one activity with its history."""
    activity, client = an_open_activity(), client_of(direction())
    yield Case(getting(client, activity.get_absolute_url()), (constant(client),))


def charts() -> Iterator[Case]:
    """The two charts of a plan."""
    figures = plan_figures(a_plan(), Activity.objects.all())

    def draw() -> None:
        status_bar(figures.total, "État").render(key="etats", width=672)
        execution_bars(figures.departments, "Structures").render(key="structures", width=672)

    yield Case(draw, most=2)
