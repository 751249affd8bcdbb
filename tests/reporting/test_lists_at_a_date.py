"""The list of activities at a past date shows what the figures of the plan counted at that date."""

from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes.actions.activities import cancel_activity, revise_activity
from programmes.actions.closing import close_plan
from programmes.actions.reviews import approve_report
from programmes.actions.status import report_status
from programmes.filters import ActivityFilter
from programmes.list_orders import sorted_activities
from programmes.models import Activity, Status, StatusReport
from programmes.states import standings_of
from reporting.figures import Situation, plan_figures
from tests.factories import ActivityFactory, PlanFactory, UserFactory
from tests.reporting.histories import add, plain, say
from tests.reporting.test_figures_recount import DAYS, days, moment, on, tolds, write

pytestmark = pytest.mark.django_db
LIST = "/activites/"


@pytest.fixture
def shown(client_as, direction):
    """A function giving the page of a list: `shown(plan=…, at="2023-09-30")`."""

    def get(**query):
        response = client_as(direction).get(LIST, query)
        assert response.status_code == 200
        return response

    return get


def titles(response) -> list[str]:
    return [activity.title for activity, _ in response.context["rows"]]


# --- the counts ------------------------------------------------------------------------------------


def listed(rf, reader, **query) -> ActivityFilter:
    """The list that these filters show."""
    data = QueryDict(mutable=True)
    data.update(query)
    request = rf.get(LIST)
    request.user = reader
    found = ActivityFilter(data, queryset=Activity.objects.all(), request=request)
    assert found.form.is_valid(), found.form.errors
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(tolds, max_size=4), at=days, known=st.none() | st.integers(0, DAYS + 20))
def test_a_number_of_the_plan_is_the_count_of_its_list(rf, direction, told, at, known):
    plan = write(told)
    dates = {"at": on(at).isoformat()} | ({} if known is None else {"known": on(known).isoformat()})
    situation = Situation.today(on(at), None if known is None else on(known))
    total = plan_figures(plan, Activity.objects.all(), situation).total

    def count(**query) -> int:
        return listed(rf, direction, plan=plan.code, **dates, **query).qs.count()

    assert {status: count(status=status) for status in Status.values} == {
        status: total.counts.of(status) for status in Status.values
    }
    assert count() == total.counts.total
    assert count(late="1") == total.late
    assert count(unreported="1") == total.coverage.unreported
    assert count(review="pending") == total.pending


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(tolds, max_size=3), at=days, known=st.none() | st.integers(0, DAYS + 20))
def test_a_row_shows_the_state_that_the_figures_counted(told, at, known):
    plan = write(told)
    situation = Situation(on(at), None if known is None else moment(known))
    lines = plan_figures(plan, Activity.objects.all(), situation).lines
    standings = standings_of(plan.activities.all(), situation)
    for line in lines:
        state = standings[line.activity.pk].state
        assert (state.status, state.is_late) == (line.status, line.is_late)
        assert (state.review == "pending") == line.is_pending
        assert state.status_date == (line.report.effective_date if line.report else None)


def test_the_list_of_today_asked_by_its_date_is_the_list_of_today(rf, direction, agent, validator):
    """The copies that the present list reads, against the history that a dated list reads."""
    plan = PlanFactory(department=agent.departments.get())
    rows = add(plan, 6, planned_end=date(2023, 3, 31))
    for row, status in zip(rows, ("planned", "in_progress", "done", "not_done"), strict=False):
        report_status(activity=row, by=agent, status=status, effective_date=date(2023, 6, 1))
    report_status(activity=rows[5], by=agent, status="in_progress", effective_date=date(2023, 6, 1))
    cancel_activity(activity=rows[5], decided_on=date(2023, 7, 1), reason="Sans objet", by=direction)
    cancel_activity(activity=rows[4], decided_on=date(2023, 2, 1), reason="Sans objet", by=direction)
    approve_report(report=StatusReport.objects.get(activity=rows[2]), by=validator)
    today = timezone.localdate().isoformat()
    for query in [
        {},
        {"late": "1"},
        {"unreported": "1"},
        {"review": "pending"},
        *({"status": status} for status in Status.values),
    ]:
        present = set(listed(rf, direction, plan=plan.code, **query).qs)
        assert set(listed(rf, direction, plan=plan.code, at=today, **query).qs) == present, query
        dated = standings_of(present, Situation.today())
        assert dated == standings_of(present, None), query


# --- the page --------------------------------------------------------------------------------------


def test_the_list_says_its_date_and_the_way_back_and_keeps_the_filters(shown):
    plan = PlanFactory(code="DGCT-2023")
    (row,) = add(plan, 1, planned_end=date(2023, 6, 30))
    say(row, "in_progress", date(2023, 5, 2), progress=45)
    say(row, "done", date(2023, 11, 3))
    response = shown(plan="DGCT-2023", status="in_progress", at="2023-09-30")
    text = plain(response.content.decode())
    assert "Situation au 30 septembre 2023" in text
    assert 'href="?plan=DGCT-2023&amp;status=in_progress"' in text, "the same list today"
    assert "1 activité<" in text
    assert "45 %" in text
    assert "En retard" in text
    assert "02/05/2023" in text
    tags = {tag.label: (tag.value, tag.url) for tag in response.context["active"]}
    assert tags["Situation au"] == ("30 septembre 2023", "?plan=DGCT-2023&status=in_progress")
    assert titles(shown(plan="DGCT-2023", status="in_progress", at="2023-11-03")) == []


def test_known_shows_what_had_been_entered(shown):
    (row,) = add(PlanFactory(), 1)
    say(row, "done", date(2023, 12, 20), entered=moment(365))
    assert titles(shown(status="done", at="2023-12-31")) == [row.title]
    response = shown(status="planned", at="2023-12-31", known="2023-12-31")
    assert titles(response) == [row.title]
    assert "31 décembre 2023, telle que connue le 31 décembre 2023" in plain(response.content.decode())


def test_drafts_and_later_additions_were_not_there(shown):
    plan = PlanFactory(adopted_on=date(2023, 1, 10))
    add(plan, 1)
    ActivityFactory(plan=plan, title="Ajoutée", added_on=date(2023, 7, 1))
    ActivityFactory(plan__adopted_on=None, title="En préparation")
    assert len(titles(shown())) == 3
    assert titles(shown(at="2023-06-30")) == ["Ligne 0"]
    assert sorted(titles(shown(at="2023-07-01"))) == ["Ajoutée", "Ligne 0"]
    assert titles(shown(at="2023-01-09")) == []


def test_the_planned_period_is_the_one_in_force(shown, direction):
    activity = ActivityFactory(planned_start=date(2023, 4, 1), planned_end=date(2023, 6, 30))
    activity.planned_start_precision = activity.planned_end_precision = "quarter"
    activity.save()
    revise_activity(
        activity=activity,
        field="planned_end",
        new=date(2023, 9, 15),
        decided_on=date(2023, 7, 10),
        reason="Marché infructueux",
        by=direction,
    )
    periods = {}
    for day in ("2023-07-09", "2023-07-10"):
        ((_, standing),) = shown(at=day).context["rows"]
        periods[day] = plain(standing.planned_period), standing.state.is_late
    assert periods == {
        "2023-07-09": ("au 2e trimestre 2023", True),
        "2023-07-10": ("du 2e trimestre 2023 au 15 septembre 2023", False),
    }


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("planned_end", ["Mai", "Juin", "Juillet"]),
        ("-planned_end", ["Juillet", "Juin", "Mai"]),
        ("status", ["Juin", "Mai", "Juillet"]),
        ("-status_date", ["Juin", "Mai", "Juillet"]),
        ("activity", ["Juillet", "Juin", "Mai"]),
    ],
)
def test_sorts_by_what_was_true_then(shown, sort, order):
    plan = PlanFactory()
    rows = {}
    for title, month in {"Mai": 5, "Juin": 6, "Juillet": 7}.items():
        rows[title] = ActivityFactory(plan=plan, code=title, title=title, planned_end=date(2023, month, 15))
    say(rows["Mai"], "in_progress", date(2023, 3, 1))
    say(rows["Juin"], "done", date(2023, 3, 2))
    say(rows["Juillet"], "done", date(2023, 8, 2))
    assert titles(shown(at="2023-03-31", tri=sort)) == order


def test_one_reports_of_today_only(client_as, agent):
    ActivityFactory(plan__department=agent.departments.get())
    client = client_as(agent)
    assert client.get(LIST).context["reportable"]
    assert not client.get(LIST, {"at": "2023-06-30"}).context["reportable"]


def test_mine_late_and_all_stay_at_the_date(client_as, agent):
    response = client_as(agent).get(LIST, {"at": "2023-06-30", "unreported": "1"})
    urls = {tab.label: tab.url for tab in response.context["tabs"]}
    assert urls == {
        "Mes activités": f"{LIST}?at=2023-06-30&mine=1",
        "En retard": f"{LIST}?at=2023-06-30&late=1",
        "Toutes": f"{LIST}?at=2023-06-30",
    }


@pytest.mark.parametrize("day", ["hier", "2023-02-30", "2999-01-01", "0001-01-01", "\x00"])
@pytest.mark.parametrize("name", ["at", "known"])
def test_an_impossible_date_shows_nothing_and_says_so(shown, name, day):
    add(PlanFactory(), 1)
    response = shown(**{name: day})
    assert response.context["filter"].form.errors[name]
    assert titles(response) == []
    assert "Tout afficher" in response.content.decode()


def test_the_same_number_of_queries_with_1_and_with_20_rows(
    client_as, direction, django_assert_max_num_queries
):
    plan = PlanFactory(code="PLAN")
    client = client_as(direction)
    query = {"plan": "PLAN", "at": "2023-12-31", "status": "done", "tri": "planned_end"}

    def one():
        (row,) = add(plan, 1, "done", planned_end=date(2023, 6, 30))
        say(row, "done", date(2023, 12, 21), author=UserFactory())

    one()
    client.get(LIST, query)
    with django_assert_max_num_queries(25) as first:
        client.get(LIST, query)
    for _ in range(19):
        one()
    with django_assert_max_num_queries(25) as second:
        assert len(titles(client.get(LIST, query))) == 20
    assert len(second) == len(first)


# --- from the plan ---------------------------------------------------------------------------------


def test_the_numbers_of_a_plan_at_a_past_date_lead_to_the_list_at_that_date(client_as, direction, department):
    plan = PlanFactory(code="DGCT-2023", department=department)
    add(plan, 2, "done")
    (late, _) = add(plan, 2, planned_end=date(2023, 6, 30))
    say(late, "in_progress", date(2023, 5, 1), review="pending", reviewed_at=None)
    client = client_as(direction)
    page = client.get(
        reverse("reporting:plan_detail", args=["DGCT-2023"]), {"at": "2023-12-31", "known": "2024-01-15"}
    )
    text = page.content.decode().replace("&amp;", "&")
    base = f"{LIST}?plan=DGCT-2023&at=2023-12-31&known=2024-01-15"
    for query, number in {
        "status=done": 2,
        "status=in_progress": 1,
        "late=1": 2,
        "unreported=1": 1,
        "review=pending": 1,
        "department=SD-A&status=done": 2,
    }.items():
        assert f'href="{base}&{query}"' in text, query
        assert client.get(f"{base}&{query}").context["page"].paginator.count == number, query


def test_the_numbers_of_a_closed_plan_are_those_of_its_list_at_the_closing(client_as, direction):
    plan = PlanFactory(code="DGCT-2023")
    add(plan, 2, "in_progress", planned_end=date(2023, 6, 30))
    close_plan(plan=plan, on=date(2023, 12, 31), by=None)
    client = client_as(direction)
    page = client.get(plan.get_absolute_url(), {"known": timezone.localdate().isoformat()})
    assert f"{LIST}?plan=DGCT-2023&amp;at=2023-12-31&amp;known=" in page.content.decode()
    later = client.get(LIST, {"plan": "DGCT-2023", "late": "1", "at": "2024-06-30"})
    assert later.context["page"].paginator.count == 2, "judged at the closing, as on the page of the plan"


def test_sorting_leaves_the_count_alone(rf, direction):
    plan = PlanFactory()
    add(plan, 3, "done")
    found = listed(rf, direction, plan=plan.code, at="2023-12-31")
    for key in ("status", "-status_date", "planned_end", "activity", ""):
        assert sorted_activities(found.qs, key, found.situation).count() == 3
